package io.lightningdb.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.internal.testing.ParserFuzz;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is made of logs in every state in which they can be found. */
@ExtendWith(Seeds.class)
class LogRecoveryTest {

  private static final UUID ANOTHER_DATABASE = new UUID(1, 2);
  private static final int SEGMENT_BYTES = 8 * 1024;

  /** The files that a recovery finds. */
  private final Map<String, byte[]> files = new HashMap<>();

  private SegmentBytes segment(long number, long follows) {
    return new SegmentBytes(TestLog.DATABASE, number, follows);
  }

  private void put(SegmentBytes segment) {
    files.put(segment.fileName(), segment.toBytes(SEGMENT_BYTES));
  }

  private LogRecovery recover(long firstSegment, long sessionSegment, long flushed)
      throws IOException {
    return new LogRecovery(
        SimulatedDisk.of(files), TestLog.DATABASE, firstSegment, sessionSegment, flushed);
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  private static void assertReplays(LogRecovery recovery, long from, long to) throws IOException {
    assertThat(recovery.lastSequence()).isEqualTo(to);
    assertThat(TestLog.replay(recovery).keySet()).containsExactlyElementsOf(numbers(from, to));
  }

  @Test
  void aLogWithoutCommitsHasNone() throws IOException {
    put(segment(3, 17));
    LogRecovery recovery = recover(3, 3, 17);
    assertThat(recovery.lastSequence()).isEqualTo(17);
    assertThat(TestLog.replay(recovery)).isEmpty();
  }

  @Test
  void ofSegmentsWithNothingNewerThanTheTreesNothingIsNeeded() throws IOException {
    put(segment(3, 17));
    assertThat(recover(3, 3, 17).obsoleteFiles()).containsExactly("000003.log");
    put(segment(4, 17).commits(2, 17));
    put(segment(5, 19).commits(1, 19));
    put(segment(6, 20));
    assertThat(recover(3, 3, 19).obsoleteFiles()).containsExactly("000003.log", "000004.log");
    assertThat(recover(6, 6, 20).obsoleteFiles())
        .containsExactly("000003.log", "000004.log", "000005.log", "000006.log");
  }

  @Test
  void aStartThatNothingFollowsDoesNotHideWhatIsMissingBeforeIt() throws IOException {
    put(segment(2, 0).commits(2, 0));
    put(segment(3, 3));
    assertReplays(recover(2, 2, 0), 1, 2);
    put(new SegmentBytes(TestLog.DATABASE, 3, 3, 2));
    assertReplays(recover(2, 2, 0), 1, 2);
    put(new SegmentBytes(TestLog.DATABASE, 3, 3, 3));
    assertThatThrownBy(() -> recover(2, 2, 0))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("sequence 3 is missing");
  }

  @Test
  void noLogAtAllIsThatOfANewDatabase() throws IOException {
    assertThat(recover(0, 0, 0).lastSequence()).isZero();
  }

  @Test
  void segmentsAreReplayedInOrderFromTheFirstThatIsNotFlushed() throws IOException {
    put(segment(2, 0).commits(10, 0));
    put(segment(4, 10).commits(10, 10));
    put(segment(5, 20).commits(10, 20));
    assertReplays(recover(2, 2, 0), 1, 30);
    assertReplays(recover(4, 0, 10), 11, 30);
    assertReplays(recover(4, 4, 25), 26, 30);
    assertReplays(recover(2, 2, 30), 31, 30);
    assertThat(recover(4, 0, 10).obsoleteFiles()).containsExactly("000002.log");
  }

  @Test
  void segmentsMadeReadyButNotUsedAreObsolete() throws IOException {
    put(segment(2, 0).commits(3, 0));
    files.put("000003.log", new byte[SEGMENT_BYTES]);
    files.put("000004.log", new byte[0]);
    files.put("000005.log", Arrays.copyOf(segment(5, 0).toBytes(), 64));
    LogRecovery recovery = recover(2, 2, 0);
    assertReplays(recovery, 1, 3);
    assertThat(recovery.obsoleteFiles())
        .containsExactlyInAnyOrder("000003.log", "000004.log", "000005.log");
  }

  @Test
  void aTailTornAtAnyByteTakesTheFramesThatItCutsAndNoOthers() throws IOException {
    SegmentBytes first = segment(2, 0).commits(4, 0);
    SegmentBytes last = segment(3, 4).commits(6, 4);
    byte[] bytes = last.toBytes();
    put(first);
    for (int cut = last.ends().get(0); cut <= bytes.length; cut++) {
      byte[] zeros = Arrays.copyOf(Arrays.copyOf(bytes, cut), SEGMENT_BYTES);
      files.put(last.fileName(), zeros);
      // Where zeros were before, as behind a payload, zeros do no harm.
      int used = lengthWithoutZeros(zeros);
      assertReplays(recover(2, 2, 0), 1, 4 + commits(last, end -> used(bytes, end) <= used));
      int length = cut;
      files.put(last.fileName(), Arrays.copyOf(bytes, length));
      assertReplays(recover(2, 2, 0), 1, 4 + commits(last, end -> end <= length));
    }
  }

  private static int lengthWithoutZeros(byte[] bytes) {
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    return length;
  }

  private static int used(byte[] bytes, int end) {
    return lengthWithoutZeros(Arrays.copyOf(bytes, end));
  }

  /** Counts the commits of a segment whose ends are as wanted. */
  private static long commits(SegmentBytes segment, IntPredicate wanted) {
    return segment.ends().stream().skip(1).filter(wanted::test).count();
  }

  @Test
  void aTailOfWhateverWasThereBeforeIsNotTakenForFrames(Seed seed) throws IOException {
    for (int i = 0; i < 300; i++) {
      SegmentBytes segment = segment(2, 0).commits(seed.between(0, 6), 0);
      byte[] bytes = seed.bytes(SEGMENT_BYTES);
      System.arraycopy(segment.toBytes(), 0, bytes, 0, segment.toBytes().length);
      files.put(segment.fileName(), bytes);
      assertReplays(recover(2, 2, 0), 1, segment.last());
    }
  }

  @Test
  void damageThatALaterFrameSaysWasSyncedIsNotAccepted() throws IOException {
    SegmentBytes segment = segment(2, 0).commits(5, 0).commit(3);
    byte[] bytes = segment.toBytes(SEGMENT_BYTES);
    bytes[segment.ends().get(2) - 1 - 8]++; // in the second commit
    files.put(segment.fileName(), bytes);
    assertThatThrownBy(() -> recover(2, 2, 0))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("sequence 2 is missing")
        .hasMessageContaining("up to 3 was synced")
        .hasMessageContaining("000002.log up to byte " + segment.ends().get(1));
  }

  @Test
  void damageThatALaterSegmentSaysWasSyncedIsNotAcceptedEither() throws IOException {
    SegmentBytes damaged = segment(2, 0).commits(5, 0);
    byte[] bytes = damaged.toBytes(SEGMENT_BYTES);
    bytes[damaged.ends().get(4) + 50]++;
    files.put(damaged.fileName(), bytes);
    put(segment(3, 5).commits(2, 5));
    assertThatThrownBy(() -> recover(2, 2, 0))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("sequence 5 is missing");
  }

  @Test
  void damageInATailThatNobodyWasPromisedTakesWhatIsBehindIt() throws IOException {
    SegmentBytes segment = segment(2, 0).commits(3, 0).commits(5, 2);
    byte[] bytes = segment.toBytes(SEGMENT_BYTES);
    bytes[segment.ends().get(4) + 50]++; // in commit 5
    files.put(segment.fileName(), bytes);
    assertReplays(recover(2, 2, 0), 1, 4);
  }

  @Test
  void aMissingSegmentThatWasNeededIsNamed() throws IOException {
    put(segment(3, 10).commits(3, 10));
    assertThatThrownBy(() -> recover(2, 0, 0))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("000002.log is missing");
    assertThatThrownBy(() -> recover(3, 4, 10))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("000004.log is missing");
  }

  @Test
  void aMissingSegmentInTheMiddleIsFoundOut() throws IOException {
    put(segment(2, 0).commits(5, 0));
    put(segment(4, 10).commits(5, 10));
    assertThatThrownBy(() -> recover(2, 2, 0))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("sequence 6 is missing")
        .hasMessageContaining("up to 10 was synced");
  }

  @Test
  void aHoleBetweenSegmentsThatNobodyWasPromisedEndsTheLog() throws IOException {
    // All written within one sync, of which the middle one's bytes did not reach the device.
    put(segment(2, 0).commits(5, 0));
    files.put("000003.log", new byte[SEGMENT_BYTES]);
    put(segment(4, 10).commits(5, 0));
    assertReplays(recover(2, 2, 0), 1, 5);
  }

  @Test
  void framesThatWereDroppedOnceStayDropped() throws IOException {
    // The first life ended after 4 of 8 commits, none of which had been synced; the log then went
    // on in segment 3, and gave the sequences from 5 on to others.
    SegmentBytes first = segment(2, 0).commits(8, 0);
    byte[] bytes = first.toBytes(SEGMENT_BYTES);
    bytes[first.ends().get(4) + 50]++;
    files.put(first.fileName(), bytes);
    assertReplays(recover(2, 2, 0), 1, 4);
    put(segment(3, 4));
    assertReplays(recover(2, 3, 0), 1, 4);
    put(segment(3, 4).commits(2, 4));
    assertReplays(recover(2, 3, 0), 1, 6);
    // Even where the damage turns out to be none after all.
    files.put(first.fileName(), first.toBytes(SEGMENT_BYTES));
    assertReplays(recover(2, 3, 0), 1, 6);
  }

  @Test
  void aSessionsStartThatIsDamagedIsNotAccepted() throws IOException {
    put(segment(2, 0).commits(8, 0));
    SegmentBytes session = segment(3, 4).commits(2, 4);
    byte[] bytes = session.toBytes(SEGMENT_BYTES);
    bytes[70]++;
    files.put(session.fileName(), bytes);
    assertThatThrownBy(() -> recover(2, 3, 0))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("000003.log is damaged: its first frame is not intact");
  }

  @Test
  void anyOtherStartIsToldByTheCommitBehindIt() throws IOException {
    put(segment(2, 0).commits(4, 0));
    SegmentBytes segment = segment(3, 4).commits(2, 4);
    byte[] bytes = segment.toBytes(SEGMENT_BYTES);
    bytes[70]++;
    files.put(segment.fileName(), bytes);
    assertReplays(recover(2, 2, 0), 1, 6);
  }

  @Test
  void aSegmentWhoseBeginningIsGoneStillTestifies() throws IOException {
    put(segment(2, 0).commits(4, 0));
    SegmentBytes segment = segment(3, 4).commits(4, 4).commit(7);
    byte[] bytes = segment.toBytes(SEGMENT_BYTES);
    bytes[70]++;
    bytes[segment.ends().get(0) + 50]++;
    files.put(segment.fileName(), bytes);
    assertThatThrownBy(() -> recover(2, 2, 0))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("up to 7 was synced");
  }

  @Test
  void aRecycledFileFullOfFramesOfItsEarlierLifeHasNone() throws IOException {
    put(segment(2, 0).commits(4, 0));
    // Renamed, but not written to: its frames belong to number 1.
    files.put("000003.log", segment(1, 0).commits(30, 20).toBytes(SEGMENT_BYTES));
    LogRecovery recovery = recover(2, 2, 0);
    assertReplays(recovery, 1, 4);
    assertThat(recovery.obsoleteFiles()).containsExactly("000003.log");
  }

  @Test
  void framesOfAnEarlierLifeBehindTheNewOnesAreNotTakenForNew() throws IOException {
    // The new frames end where an old one begins, with the sequence that would be next.
    SegmentBytes old = segment(1, 0).commits(30, 25);
    for (int frames = 0; frames < 20; frames++) {
      SegmentBytes segment = segment(2, 0).commits(frames, 0);
      byte[] bytes = old.toBytes(SEGMENT_BYTES);
      System.arraycopy(segment.toBytes(), 0, bytes, 0, segment.toBytes().length);
      files.put(segment.fileName(), bytes);
      assertReplays(recover(2, 2, 0), 1, frames);
    }
  }

  @Test
  void framesOfAnotherDatabaseAreNotTakenForNewEither() throws IOException {
    SegmentBytes another = new SegmentBytes(ANOTHER_DATABASE, 2, 0).commits(30, 25);
    for (int frames = 0; frames < 20; frames++) {
      SegmentBytes segment = segment(2, 0).commits(frames, 0);
      byte[] bytes = another.toBytes(SEGMENT_BYTES);
      System.arraycopy(segment.toBytes(), 0, bytes, 0, segment.toBytes().length);
      files.put(segment.fileName(), bytes);
      assertReplays(recover(2, 2, 0), 1, frames);
    }
    files.put("000003.log", another.toBytes(SEGMENT_BYTES));
    assertReplays(recover(2, 2, 0), 1, 19);
    files.put("000002.log", another.toBytes(SEGMENT_BYTES));
    assertThatThrownBy(() -> recover(2, 2, 0)).isInstanceOf(CorruptionException.class);
  }

  @Test
  void aDamagedHeaderIsFoundOut() throws IOException {
    for (int i = 0; i < 64; i++) {
      byte[] bytes = segment(2, 0).commits(2, 0).toBytes(SEGMENT_BYTES);
      bytes[i]++;
      files.put("000002.log", bytes);
      assertThatThrownBy(() -> recover(2, 2, 0))
          .as("byte %d of the header", i)
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("000002.log");
    }
  }

  /** Its header was synced before the manifest came to ask for it, whatever else is in it. */
  @Test
  void aFirstSegmentThatIsZeroedOrCutShortIsNotTakenForOneNeverUsed() throws IOException {
    for (byte[] bytes : List.of(new byte[SEGMENT_BYTES], new byte[0], new byte[63])) {
      files.put("000002.log", bytes);
      assertThatThrownBy(() -> recover(2, 0, 0))
          .as("%d bytes of zeros", bytes.length)
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("000002.log");
    }
  }

  @Test
  void anIntactFrameOfAnUnknownTypeIsThatOfANewerVersion() throws IOException {
    put(segment(2, 0).commits(2, 0).commitOfType(99).commits(2, 0));
    assertThatThrownBy(() -> recover(2, 2, 0))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("000002.log")
        .hasMessageContaining("is of type 99, which this version of Lightning lacks");
  }

  @Test
  void sequencesThatDoNotFollowEachOtherAreDamage() throws IOException {
    put(segment(2, 0).commit(0).skip().commit(0));
    assertThatThrownBy(() -> recover(2, 2, 0))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("000002.log is damaged: sequence 3 follows 1");
  }

  @Test
  void whatOutlivedItsProcessIsOnTheDeviceOnceTheLogGoesOn(Seed seed) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    TestLog test = new TestLog(disk);
    Log log = test.create();
    log.awaitSynced(test.append());
    log.awaitWritten(test.append());
    // The process ends here, and nobody closes the log. Its successor finds both commits.
    LogRecovery recovery = test.recover(1, 0);
    assertReplays(recovery, 1, 2);
    try (Log next = test.reopen(recovery)) {
      SimulatedDisk image = disk.afterPowerFailure(Survival.NOTHING, seed);
      assertReplays(new LogRecovery(image, TestLog.DATABASE, 1, 0, 0), 1, 2);
      assertThat(next.lastAppended()).isEqualTo(2);
    }
  }

  @Test
  void aLogGoesOnInANewSegmentThatFollowsWhatWasFound() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    TestLog test = new TestLog(disk);
    try (Log log = test.create()) {
      log.awaitSynced(test.append());
    }
    for (int life = 0; life < 5; life++) {
      long before = test.log().activeSegment();
      try (Log log = test.reopen(test.recover(1, 0))) {
        assertThat(log.activeSegment()).isGreaterThan(before);
        test.fillSegment();
        log.sync();
      }
    }
    long last = test.log().lastAppended();
    assertReplays(test.recover(1, 0), 1, last);
  }

  @Test
  void whateverIsFoundIsTakenOrRefusedInOrder(Seed seed) {
    List<byte[]> intact = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      intact.add(segment(3, 4).commits(seed.between(0, 6), seed.between(0, 4)).toBytes(2_048));
    }
    byte[] before = segment(2, 0).commits(4, 0).toBytes(1_024);
    byte[] after = segment(4, 6).commits(2, 0).toBytes(1_024);
    ParserFuzz fuzz =
        ParserFuzz.feedLess(
            seed,
            intact,
            bytes -> {
              SimulatedDisk disk =
                  SimulatedDisk.of(
                      Map.of("000002.log", before, "000003.log", bytes, "000004.log", after));
              LogRecovery recovery = new LogRecovery(disk, TestLog.DATABASE, 2, 2, 0);
              if (TestLog.replay(recovery).size() != recovery.lastSequence()) {
                throw new AssertionError("a hole was left in what is replayed");
              }
            },
            Set.of(CorruptionException.class, FormatException.class));
    assertThat(fuzz.accepted()).isPositive();
    assertThat(fuzz.refused()).isPositive();
  }
}
