package io.lightningdb.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.FileHeader;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.codec.FileKind;
import io.lightningdb.internal.codec.KeyspaceOptionsCodec;
import io.lightningdb.internal.io.ReadableFile;
import io.lightningdb.internal.testing.CommitPayloads;
import io.lightningdb.internal.testing.DesignPage;
import io.lightningdb.internal.testing.DesignPage.Example;
import io.lightningdb.internal.testing.FileHeaders;
import io.lightningdb.internal.testing.InlineScheduler;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.txn.CommitPayload;
import io.lightningdb.internal.txn.Write;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Decodes the example of {@code docs/design/log.md}, and does the damage it speaks of. */
class LogPageTest {

  private static final UUID DATABASE = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  private static final KeyspaceId FRUIT = new KeyspaceId(1);
  private static final String NAME = "000002.log";
  private static final int START = 0x40;
  private static final int CREATE = 0x68;
  private static final int SECOND = 0xB0;
  private static final int THIRD = 0x108;
  private static final int END = 0x150;

  private final Example example = DesignPage.read("log.md").example(NAME);
  private final byte[] bytes = example.bytes();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  @Test
  void theFileSaysWhatThePageSays() throws IOException {
    List<String> values = new ArrayList<>();
    SimulatedDisk disk = SimulatedDisk.of(Map.of(NAME, bytes));
    try (ReadableFile file = disk.openForReading(NAME)) {
      SegmentReader reader = new SegmentReader(NAME, new FileIdentity(DATABASE, 2), file);
      for (long at = reader.position(); at < END; at = reader.position()) {
        LogRecord record = reader.next();
        ByteReader start = new ByteReader(NAME, bytes, (int) at, 8);
        values.add("checksum = %08x".formatted(start.readInt()));
        values.add("length = " + start.readInt());
        values.add("sequence = " + record.sequence());
        values.add("time = " + record.timeMicros());
        values.add("synced = " + record.synced());
        values.add("type = " + record.type());
        addPayload(record, values);
      }
      assertThat(reader.position()).isEqualTo(END);
      assertThat(reader.next()).isNull();
    }
    assertThat(example.values()).isEqualTo(values);
    assertThat(FileHeader.decode(NAME, bytes).identity()).isEqualTo(new FileIdentity(DATABASE, 2));
  }

  private static void addPayload(LogRecord record, List<String> values) {
    ByteReader payload = record.payload();
    switch (record.type()) {
      case CREATE -> {
        values.add("keyspace = " + payload.readVarint());
        values.add("name = " + payload.readText());
        assertThat(KeyspaceOptionsCodec.decode(payload)).isEqualTo(options());
      }
      case COMMIT -> {
        List<Write> writes = new ArrayList<>();
        CommitPayload.decode(payload, writes::add);
        values.add("operations = " + writes.size());
        for (Write write : writes) {
          byte[] value = write.value();
          values.add(
              value == null
                  ? "delete in %s = %s".formatted(write.keyspace(), text(write.key()))
                  : "put in %s, %s = %s"
                      .formatted(write.keyspace(), text(write.key()), text(value)));
        }
      }
      default -> {}
    }
    payload.expectEnd();
  }

  private static KeyspaceOptions options() {
    return KeyspaceOptions.builder().pageBytes(512).attribute("color", "by taste").build();
  }

  @Test
  void theSameCommitsMakeTheSameFile() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    AtomicLong clock = new AtomicLong(1_700_000_000_000_000L);
    try (Log log =
        Log.create(
            disk, new InlineScheduler(), DATABASE, () -> 2, clock::getAndIncrement, bytes.length)) {
      ByteWriter create = new ByteWriter(64).writeVarint(1).writeText("fruit");
      KeyspaceOptionsCodec.encode(options(), create);
      append(log, FrameType.CREATE, 1, clock, create);
      log.sync();
      append(
          log,
          FrameType.COMMIT,
          2,
          clock,
          CommitPayloads.encode(
              List.of(
                  new Write(FRUIT, bytes("apple"), bytes("red")),
                  new Write(FRUIT, bytes("banana"), bytes("yellow")),
                  new Write(FRUIT, bytes("cherry"), bytes("red")))));
      append(
          log,
          FrameType.COMMIT,
          3,
          clock,
          CommitPayloads.encode(
              List.of(
                  new Write(FRUIT, bytes("cherry"), null),
                  new Write(FRUIT, bytes("apricot"), bytes("orange")))));
      log.sync();
      // Closing would take the zeros at the end away.
      assertThat(disk.files()).containsOnlyKeys(NAME).containsEntry(NAME, bytes);
    }
  }

  /** The frames behind the START of a segment of its own: a value in one part, and its commit. */
  @Test
  void aLongValueComesBeforeItsCommit() throws IOException {
    Example value = DesignPage.read("log.md").example("000007.log");
    SimulatedDisk disk = new SimulatedDisk();
    AtomicLong clock = new AtomicLong(1_700_000_000_000_000L);
    try (Log log =
        Log.create(
            disk,
            new InlineScheduler(),
            DATABASE,
            () -> 7,
            clock::getAndIncrement,
            (int) value.position() + value.bytes().length)) {
      Log.ValuePlace place = log.appendValue(1, clock.getAndIncrement(), bytes("a long value"));
      ByteWriter pointer =
          new ByteWriter(16)
              .writeVarint(place.segment())
              .writeVarint(place.offset())
              .writeVarint(place.length())
              .writeVarint(12);
      append(
          log,
          FrameType.COMMIT,
          1,
          clock,
          CommitPayloads.encode(
              List.of(
                  new Write(
                      FRUIT,
                      Write.Kind.PUT_BLOB,
                      bytes("date"),
                      pointer.toByteArray(),
                      ReadTime.NEVER))));
    }
    byte[] file = disk.files().get("000007.log");
    byte[] found = Arrays.copyOfRange(file, (int) value.position(), file.length);
    assertThat(HexFormat.of().formatHex(found)).isEqualTo(HexFormat.of().formatHex(value.bytes()));
    assertThat(value.values()).containsAll(List.of("sequence = 1", "type = PART", "type = COMMIT"));
  }

  private static void append(
      Log log, FrameType type, long sequence, AtomicLong clock, ByteWriter payload)
      throws IOException {
    log.append(
        type, sequence, clock.getAndIncrement(), Payload.of(payload.array(), payload.size()));
  }

  @Test
  void frameTypesAreThoseOfThePage() {
    assertThat(Arrays.stream(FrameType.values()).map(type -> type.code() + " " + type))
        .containsExactly(
            "1 START", "2 COMMIT", "3 CREATE", "4 DROP", "5 RENAME", "6 PART", "7 LOAD", "8 ALTER");
  }

  /** Reads segments, of which the first is needed, as if nothing had been flushed yet. */
  private static LogRecovery recover(Map<String, byte[]> files, long session) throws IOException {
    long first = FileKind.number(new TreeMap<>(files).firstKey());
    SimulatedDisk disk = SimulatedDisk.of(files);
    LogRecovery recovery = new LogRecovery(disk, DATABASE, first, session, 0);
    assertThat(disk.openHandles()).isEmpty();
    return recovery;
  }

  private static LogRecovery recover(byte[] segment) throws IOException {
    return recover(Map.of(NAME, segment), 0);
  }

  private static List<Long> replay(LogRecovery recovery) throws IOException {
    List<Long> times = new ArrayList<>();
    recovery.replay(record -> times.add(record.timeMicros() % 1_000));
    return times;
  }

  private byte[] flipped(int position) {
    byte[] damaged = bytes.clone();
    damaged[position] ^= 1;
    return damaged;
  }

  @Test
  void itIsReadToItsEnd() throws IOException {
    LogRecovery recovery = recover(Map.of(NAME, bytes), 2);
    assertThat(recovery.lastSequence()).isEqualTo(3);
    assertThat(replay(recovery)).containsExactly(2L, 3L, 4L);
    assertThat(recovery.obsoleteFiles()).isEmpty();
  }

  @Test
  void aDamagedFrameOfWhichALaterOneSaysThatItWasSyncedIsFoundOut() {
    for (int i = CREATE; i < CREATE + LogFrame.HEADER_BYTES + 26; i++) {
      byte[] damaged = flipped(i);
      assertThatThrownBy(() -> recover(damaged))
          .as("byte %d", i)
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("sequence 1 is missing although everything up to 1 was synced")
          .hasMessageContaining(NAME + " up to byte " + CREATE);
    }
  }

  @Test
  void aDamagedFrameOfWhichNobodySaysThatItWasSyncedIsTheEnd() throws IOException {
    for (int i = SECOND; i < SECOND + LogFrame.HEADER_BYTES + 42; i++) {
      assertThat(recover(flipped(i)).lastSequence()).as("byte %d", i).isEqualTo(1);
    }
    for (int i = THIRD; i < THIRD + LogFrame.HEADER_BYTES + 27; i++) {
      assertThat(recover(flipped(i)).lastSequence()).as("byte %d", i).isEqualTo(2);
    }
    for (int length = SECOND; length < THIRD + LogFrame.HEADER_BYTES + 27; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThat(recover(cut).lastSequence()).isEqualTo(length < THIRD ? 1 : 2);
    }
  }

  @Test
  void aLostStartIsFoundOutOnlyWhereItWasSynced() throws IOException {
    byte[] damaged = flipped(START);
    assertThat(recover(damaged).lastSequence()).isEqualTo(3);
    assertThatThrownBy(() -> recover(Map.of(NAME, damaged), 2))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining(NAME + " is damaged: its first frame is not intact");
  }

  /** Reads segments behind one that is intact and has a commit. */
  private static LogRecovery recoverBehindAnother(String name, byte[] segment) throws IOException {
    return recover(Map.of("000001.log", segment(1, 0, 1), name, segment), 0);
  }

  @Test
  void aSegmentWithoutAnIntactFrameWasNeverUsed() throws IOException {
    byte[] headerOnly = Arrays.copyOf(Arrays.copyOf(bytes, FileHeader.BYTES), bytes.length);
    for (byte[] unused : List.of(new byte[0], new byte[100], headerOnly)) {
      LogRecovery recovery = recoverBehindAnother(NAME, unused);
      assertThat(recovery.lastSequence()).isEqualTo(1);
      assertThat(recovery.obsoleteFiles()).containsExactly(NAME);
      assertThatThrownBy(() -> recover(Map.of(NAME, unused), 2))
          .isInstanceOf(CorruptionException.class);
    }
  }

  @Test
  void theFirstSegmentHasItsHeader() {
    for (byte[] damaged : List.of(new byte[0], new byte[100], flipped(0), flipped(63))) {
      assertThatThrownBy(() -> recover(damaged))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining(NAME);
    }
  }

  @Test
  void aMissingSegmentIsFoundOut() {
    SimulatedDisk disk = SimulatedDisk.of(Map.of("000003.log", bytes));
    assertThatThrownBy(() -> new LogRecovery(disk, DATABASE, 2, 0, 0))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining(NAME + " is missing");
  }

  @Test
  void framesInTheWrongPlaceAreNotIntact() throws IOException {
    byte[] moved = bytes.clone();
    System.arraycopy(bytes, SECOND, moved, SECOND + 8, END - SECOND);
    assertThat(recover(moved).lastSequence()).isEqualTo(1);

    LogRecovery underAnotherNumber = recoverBehindAnother("000003.log", bytes);
    assertThat(underAnotherNumber.lastSequence()).isEqualTo(1);

    SimulatedDisk disk = SimulatedDisk.of(Map.of(NAME, bytes));
    UUID another = new UUID(1, 2);
    assertThat(new LogRecovery(disk, another, 0, 0, 0).lastSequence()).isZero();
  }

  @Test
  void aFrameOfUnknownTypeIsThatOfANewerVersion() {
    byte[] unknown = bytes.clone();
    unknown[THIRD + 32] = 9;
    int covered = THIRD + Integer.BYTES;
    int length = LogFrame.HEADER_BYTES - Integer.BYTES + 27;
    int checksum = new FileIdentity(DATABASE, 2).checksum(THIRD, unknown, covered, length);
    System.arraycopy(new ByteWriter(4).writeInt(checksum).array(), 0, unknown, THIRD, 4);
    assertThatThrownBy(() -> recover(unknown))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(NAME)
        .hasMessageContaining("type 9");
  }

  @Test
  void aSequenceThatDoesNotFollowIsDamage() {
    byte[] gap = segment(2, 0, 1, 3);
    assertThatThrownBy(() -> recover(gap))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("sequence 3 follows 1");
  }

  /** Makes a segment with a START and then a commit without operations for each sequence. */
  private static byte[] segment(long number, long startsAfter, long... sequences) {
    FileIdentity identity = new FileIdentity(DATABASE, number);
    ByteWriter out = new ByteWriter(256);
    out.writeBytes(new FileHeader(FileKind.LOG, identity, 0).encode());
    LogFrame.append(out, identity, out.size(), FrameType.START, startsAfter, 0, 0, Payload.NONE);
    for (long sequence : sequences) {
      long time = number * 10 + sequence;
      LogFrame.append(
          out,
          identity,
          out.size(),
          FrameType.COMMIT,
          sequence,
          time,
          0,
          Payload.of(new byte[1], 1));
    }
    return out.toByteArray();
  }

  @Test
  void framesThatALaterSegmentDoesNotFollowAreVoid() throws IOException {
    LogRecovery recovery =
        recover(Map.of(NAME, segment(2, 0, 1, 2, 3), "000007.log", segment(7, 1, 2)), 7);
    assertThat(recovery.lastSequence()).isEqualTo(2);
    assertThat(replay(recovery)).containsExactly(21L, 72L);
  }

  @Test
  void whatIsLeftOfAnEarlierLifeIsNotSeen() throws IOException {
    byte[] recycled = segment(2, 0, 1, 2, 3, 4);
    byte[] fresh = segment(7, 4, 5);
    System.arraycopy(fresh, 0, recycled, 0, fresh.length);
    LogRecovery recovery =
        recover(Map.of("000005.log", segment(5, 0, 1, 2, 3, 4), "000007.log", recycled), 0);
    assertThat(recovery.lastSequence()).isEqualTo(5);
    assertThat(replay(recovery)).containsExactly(51L, 52L, 53L, 54L, 75L);
  }

  @Test
  void aSegmentStillWithTheHeaderOfItsEarlierLifeWasNeverUsed() throws IOException {
    LogRecovery recovery = recoverBehindAnother("000009.log", bytes);
    assertThat(recovery.obsoleteFiles()).containsExactly("000009.log");
  }

  @Test
  void aBadHeaderBeforeGoodFramesIsNamed() {
    assertThatThrownBy(() -> recover(flipped(0x20)))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("the header of " + NAME + " is damaged");
    assertThatThrownBy(() -> recover(FileHeaders.withVersion(bytes, 2)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(NAME + " has format version 2");
    assertThatThrownBy(() -> recover(withHeader(new UUID(1, 2))))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining(NAME + " belongs to another database");
  }

  private byte[] withHeader(UUID database) {
    byte[] header = new FileHeader(FileKind.LOG, new FileIdentity(database, 2), 0).encode();
    byte[] changed = bytes.clone();
    System.arraycopy(header, 0, changed, 0, header.length);
    return changed;
  }

  @Test
  void rangesAreAsThePageHasThem() {
    byte[] payload = HexFormat.of().parseHex("0202040161" + "0163" + "02050164");
    List<Write> writes = new ArrayList<>();
    CommitPayload.decode(new ByteReader("test", payload), writes::add);
    assertThat(writes).hasSize(2);
    assertThat(writes).allMatch(write -> write.isRange() && write.keyspace().value() == 2);
    assertThat(writes.get(0).key()).isEqualTo(bytes("a"));
    assertThat(writes.get(0).value()).isEqualTo(bytes("c"));
    assertThat(writes.get(1).key()).isEqualTo(bytes("d"));
    assertThat(writes.get(1).value()).isNull();
  }

  @Test
  void anUnknownOperationIsDamage() {
    byte[] payload = HexFormat.of().parseHex("0101080161");
    assertThatThrownBy(() -> CommitPayload.decode(new ByteReader("test", payload), write -> {}))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("unknown operation 8");
  }
}
