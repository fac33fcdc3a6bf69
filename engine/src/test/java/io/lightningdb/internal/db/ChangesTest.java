package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.BulkLoad;
import io.lightningdb.Change;
import io.lightningdb.ChangeCursor;
import io.lightningdb.ChangedValue;
import io.lightningdb.CommittedChanges;
import io.lightningdb.CorruptionException;
import io.lightningdb.Durability;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LimitException;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.Transaction;
import io.lightningdb.WriteBatch;
import io.lightningdb.internal.testing.SimulatedDisk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The history of a database, as cursors read it from the log. */
class ChangesTest {

  private static final Options OPTIONS =
      Options.builder()
          .durability(Durability.FLUSHED)
          .memtableBytes(64 * 1024)
          .logSegmentBytes(4 * 1024)
          .treeSegmentBytes(16 * 1024)
          .build();

  private static final Options KEEPING = OPTIONS.toBuilder().logBytesKept(1 << 30).build();

  private final SimulatedDisk disk = new SimulatedDisk();

  @AfterEach
  void nothingIsLeftOpen() {
    assertThat(disk.openHandles()).isEmpty();
  }

  private LocalDatabase open() {
    return Databases.open(disk, OPTIONS);
  }

  private LocalDatabase openKeeping() {
    return Databases.open(disk, KEEPING);
  }

  private static List<Long> range(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  private static byte[] valueOf(String letter, int length) {
    return bytes(letter.repeat(length));
  }

  /** Makes commits that fill several segments. */
  private static void fill(Keyspace keyspace, int commits) {
    for (int i = 0; i < commits; i++) {
      keyspace.put(bytes("fill" + i % 10), valueOf("f", 400));
    }
  }

  private long logFiles() {
    return disk.files().keySet().stream().filter(name -> name.endsWith(".log")).count();
  }

  @Test
  void changesComeInTheOrderOfCommits() {
    try (LocalDatabase db = open()) {
      assertThat(db.lastSequence()).isZero();
      Keyspace one = db.createKeyspace("one");
      Keyspace other = db.createKeyspace("other");
      one.put(bytes("a"), bytes("1"));
      other.put(bytes("b"), bytes(""));
      one.delete(bytes("a"));
      one.putIfAbsent(bytes("a"), bytes("2"));
      db.write(
          new WriteBatch()
              .put(other, bytes("x"), bytes("3"))
              .delete(one, bytes("y"))
              .put(one, bytes("x"), bytes("4"))
              .put(other, bytes("x"), bytes("5")));
      try (Transaction transaction = db.begin()) {
        transaction.put(one, bytes("k"), bytes("6"));
        transaction.commit();
      }
      db.renameKeyspace("other", "another");
      db.alterKeyspace(
          "another", options -> options.toBuilder().attribute("b", "1").attribute("a", "").build());
      db.alterKeyspace("another", options -> options);
      db.dropKeyspace("one");
      assertThat(db.lastSequence()).isEqualTo(11);
      assertThat(Mirror.show(db, 0))
          .containsExactly(
              "one created with BTREE",
              "other created with BTREE",
              "one a=1",
              "other b=",
              "one -a",
              "one a=2",
              "other x=3, one -y, one x=4, other x=5",
              "one k=6",
              "another renamed",
              "another altered to {a=, b=1}",
              "one dropped");
      assertThat(Mirror.sequences(db, 0)).isEqualTo(range(1, 11));
      assertThat(Mirror.sequences(db, 7)).isEqualTo(range(8, 11));
      assertThat(Mirror.sequences(db, 11)).isEmpty();
    }
  }

  @Test
  void aNameThatIsNotKnownFromWhatWasReadIsThePresentOne() {
    try (LocalDatabase db = open()) {
      Keyspace one = db.createKeyspace("one");
      Keyspace other = db.createKeyspace("other");
      one.put(bytes("a"), bytes("1"));
      other.put(bytes("a"), bytes("2"));
      db.alterKeyspace("one", options -> options.toBuilder().attribute("n", "1").build());
      db.renameKeyspace("one", "renamed");
      one.put(bytes("a"), bytes("3"));
      db.dropKeyspace("other");
      assertThat(Mirror.show(db, 2))
          .containsExactly(
              "renamed a=1",
              "null a=2",
              "renamed altered to {n=1}",
              "renamed renamed",
              "renamed a=3",
              "null dropped");
      assertThat(Mirror.show(db, 0))
          .containsSubsequence(
              "one a=1", "other a=2", "one altered to {n=1}", "renamed a=3", "other dropped");
    }
  }

  @Test
  void aCommitTellsItsTimeWhichNeverGoesBack() {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = db.createKeyspace("k");
      fill(keyspace, 50);
      List<CommittedChanges> commits = Mirror.read(db, 0);
      for (int i = 1; i < commits.size(); i++) {
        assertThat(commits.get(i).time()).isAfterOrEqualTo(commits.get(i - 1).time());
      }
      // As the clock of the tests has it.
      Instant opened = Instant.ofEpochSecond(1_700_000_000);
      assertThat(commits.get(0).time()).isBetween(opened.plusNanos(1_000), opened.plusMillis(1));
    }
  }

  @Test
  void aCursorAtTheEndGoesOnWhenThereIsMore() {
    Options asynchronous = OPTIONS.toBuilder().durability(Durability.ASYNC).build();
    try (LocalDatabase db = Databases.open(disk, asynchronous)) {
      Keyspace keyspace = db.createKeyspace("k");
      try (ChangeCursor cursor = db.changesAfter(db.lastSequence())) {
        for (int i = 0; i < 100; i++) {
          assertThat(cursor.next()).isNull();
          assertThat(cursor.next()).isNull();
          int commits = i % 3;
          fill(keyspace, commits);
          for (long sequence = db.lastSequence() - commits; sequence < db.lastSequence(); ) {
            sequence++;
            assertThat(Objects.requireNonNull(cursor.next()).sequence()).isEqualTo(sequence);
          }
          if (i % 20 == 0) {
            db.flush();
          }
        }
      }
    }
  }

  @Test
  void arraysBelongToWhoeverReadsThem() {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = db.createKeyspace("k");
      byte[] key = bytes("key");
      byte[] value = bytes("value");
      keyspace.put(key, value);
      key[0] = 'x';
      value[0] = 'x';
      for (int i = 0; i < 2; i++) {
        Change.Put put = (Change.Put) Mirror.read(db, 1).get(0).changes().get(0);
        assertThat(put.key()).isEqualTo(bytes("key"));
        assertThat(put.value().bytes()).isEqualTo(bytes("value"));
        put.key()[0] = 'y';
        put.value().bytes()[0] = 'y';
      }
      assertThat(keyspace.get(bytes("key"))).isEqualTo(bytes("value"));
    }
  }

  @Test
  void longValuesAreReadFromTheLog() throws IOException {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = db.createKeyspace("k");
      WriteBatch batch = new WriteBatch();
      for (String letter : List.of("a", "b", "c")) {
        batch.put(keyspace, bytes(letter), valueOf(letter, 3_000));
      }
      db.write(batch.put(keyspace, bytes("d"), bytes("short")));
      keyspace.put(bytes("e"), valueOf("e", 20_000));
      List<CommittedChanges> commits = Mirror.read(db, 1);
      assertThat(commits.get(0).changes()).hasSize(4);
      for (Change change : commits.get(0).changes().subList(0, 3)) {
        Change.Put put = (Change.Put) change;
        assertThat(put.value().length()).isEqualTo(3_000);
        assertThat(put.value().bytes()).isEqualTo(valueOf(Databases.text(put.key()), 3_000));
      }
      ChangedValue last = ((Change.Put) commits.get(1).changes().get(0)).value();
      try (InputStream stream = last.open()) {
        assertThat(stream.read()).isEqualTo('e');
        assertThat(stream.readAllBytes()).isEqualTo(valueOf("e", 19_999));
      }
    }
  }

  @Test
  void aValueWhoseFileHasGoneSaysSo() {
    try (LocalDatabase db = openKeeping()) {
      Keyspace keyspace = db.createKeyspace("k");
      keyspace.put(bytes("a"), new ByteArrayInputStream(valueOf("a", 9_000)));
      ChangedValue value = ((Change.Put) Mirror.read(db, 1).get(0).changes().get(0)).value();
      assertThat(value.bytes()).isEqualTo(valueOf("a", 9_000));
      keyspace.delete(bytes("a"));
      db.flush();
      db.flush();
      ChangedValue gone = ((Change.Put) Mirror.read(db, 1).get(0).changes().get(0)).value();
      for (ChangedValue each : List.of(value, gone)) {
        assertThat(each.length()).isEqualTo(9_000);
        assertThatThrownBy(each::bytes)
            .isInstanceOf(LimitException.class)
            .hasMessageContaining("9000 bytes")
            .hasMessageContaining("deleted");
        assertThatThrownBy(() -> each.open().readAllBytes()).isInstanceOf(LimitException.class);
      }
    }
  }

  @Test
  void aBulkLoadIsTold() {
    try (LocalDatabase db = openKeeping()) {
      Keyspace keyspace = db.createKeyspace("k");
      keyspace.put(bytes("a"), bytes("1"));
      try (BulkLoad load = db.bulkLoad(keyspace)) {
        load.add(bytes("b"), bytes("2"));
        load.add(bytes("c"), bytes("3"));
        load.add(bytes("d"), bytes("4"));
        load.commit();
      }
      keyspace.put(bytes("c"), bytes("5"));
      assertThat(Mirror.show(db, 1)).containsExactly("k a=1", "k loaded b to d", "k c=5");
      assertThat(new Mirror(db).catchUp().contents()).isEqualTo(Databases.contents(db));
    }
    try (LocalDatabase db = openKeeping()) {
      assertThat(Mirror.show(db, 1)).containsExactly("k a=1", "k loaded b to d", "k c=5");
    }
  }

  @Test
  void withoutSettingThereIsWhatIsNotFlushed() {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = db.createKeyspace("k");
      fill(keyspace, 40);
      assertThat(db.changesKeptAfter()).isZero();
      assertThat(Mirror.sequences(db, 0)).isEqualTo(range(1, 41));
      db.flush();
      fill(keyspace, 5);
      long first = db.changesKeptAfter();
      assertThat(first).isBetween(1L, 41L);
      assertThat(Mirror.sequences(db, first)).isEqualTo(range(first + 1, 46));
      assertThatThrownBy(() -> db.changesAfter(first - 1))
          .isInstanceOf(LimitException.class)
          .hasMessageContaining("after sequence " + first)
          .hasMessageContaining("logBytesKept");
    }
    try (LocalDatabase db = open()) {
      assertThat(db.lastSequence()).isEqualTo(46);
      assertThat(db.changesKeptAfter()).isEqualTo(46);
      assertThat(Mirror.sequences(db, 46)).isEmpty();
      assertThatThrownBy(() -> db.changesAfter(45)).isInstanceOf(LimitException.class);
    }
  }

  @Test
  void whatIsKeptSurvivesClosingAndOpening() {
    for (int i = 0; i < 6; i++) {
      try (LocalDatabase db = openKeeping()) {
        Keyspace keyspace = db.openKeyspace("k", KeyspaceOptions.defaults());
        long before = db.lastSequence();
        fill(keyspace, 10 * i);
        if (i % 2 == 0) {
          db.flush();
          fill(keyspace, 10);
        }
        assertThat(db.changesKeptAfter()).isZero();
        assertThat(Mirror.sequences(db, 0)).isEqualTo(range(1, db.lastSequence()));
        assertThat(Mirror.sequences(db, before)).isEqualTo(range(before + 1, db.lastSequence()));
        assertThat(new Mirror(db).catchUp().contents()).isEqualTo(Databases.contents(db));
        assertThat(db.verify()).isEmpty();
      }
    }
  }

  @Test
  void longValuesThatAreKeptSurviveToo() {
    try (LocalDatabase db = openKeeping()) {
      Keyspace keyspace = db.createKeyspace("k");
      for (int i = 0; i < 30; i++) {
        keyspace.put(bytes("key" + i % 3), valueOf("v" + i + "-", 1_000));
      }
    }
    for (int i = 0; i < 2; i++) {
      try (LocalDatabase db = openKeeping()) {
        db.compact();
        List<CommittedChanges> commits = Mirror.read(db, 1);
        assertThat(commits).hasSize(30);
        for (int k = 0; k < 30; k++) {
          Change.Put put = (Change.Put) commits.get(k).changes().get(0);
          assertThat(put.value().bytes()).isEqualTo(valueOf("v" + k + "-", 1_000));
        }
      }
    }
  }

  @Test
  void noMoreIsKeptThanIsAskedForAndAboutAFile() {
    Options little = OPTIONS.toBuilder().logBytesKept(64 * 1024).build();
    for (int i = 0; i < 3; i++) {
      try (LocalDatabase db = Databases.open(disk, little)) {
        Keyspace keyspace = db.openKeyspace("k", KeyspaceOptions.defaults());
        for (int k = 0; k < 20; k++) {
          fill(keyspace, 20);
          db.flush();
        }
        // Each file counts as 16 KiB, so that four are kept, beside the active one and a new one.
        assertThat(logFiles()).isBetween(5L, 7L);
        long first = db.changesKeptAfter();
        assertThat(first).isLessThan(db.lastSequence() - 20).isGreaterThan(1);
        assertThat(Mirror.sequences(db, first)).isEqualTo(range(first + 1, db.lastSequence()));
        assertThat(db.statistics().logBytes()).isBetween(4 * 4_000L, 12 * 4_096L);
      }
      assertThat(logFiles()).isLessThan(7);
    }
    try (LocalDatabase db = open()) {
      assertThat(db.changesKeptAfter()).isEqualTo(db.lastSequence());
    }
    assertThat(logFiles()).isEqualTo(1);
  }

  @Test
  void keepingBeginsWithTheOpeningThatAsksForIt() {
    try (LocalDatabase db = open()) {
      fill(db.createKeyspace("k"), 30);
    }
    try (LocalDatabase db = openKeeping()) {
      assertThat(db.changesKeptAfter()).isEqualTo(31);
      fill(db.keyspace("k"), 30);
    }
    try (LocalDatabase db = openKeeping()) {
      assertThat(db.changesKeptAfter()).isEqualTo(31);
      assertThat(Mirror.sequences(db, 31)).isEqualTo(range(32, 61));
    }
  }

  @Test
  void aSlowCursorIsToldWhatItHasMissedAndKeepsOneFile() {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = db.createKeyspace("k");
      fill(keyspace, 30);
      try (ChangeCursor cursor = db.changesAfter(0)) {
        assertThat(cursor.next()).isNotNull();
        fill(keyspace, 30);
        db.flush();
        long kept = db.changesKeptAfter();
        assertThat(logFiles()).isEqualTo(7); // four to be used again, a new one, the active, this
        long last = 1;
        try {
          for (CommittedChanges next = cursor.next(); next != null; next = cursor.next()) {
            last = next.sequence();
          }
          throw new AssertionError("nothing was missed after " + last);
        } catch (LimitException e) {
          assertThat(e).hasMessageContaining("after sequence " + kept);
          assertThat(last).isBetween(2L, kept - 1);
        }
        assertThatThrownBy(cursor::next).isInstanceOf(LimitException.class);
        assertThat(logFiles()).isEqualTo(6);
      }
    }
  }

  @Test
  void aCursorKeepsTheValuesOfTheFileThatItReads() {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = db.createKeyspace("k");
      keyspace.put(bytes("a"), valueOf("a", 2_000));
      try (ChangeCursor cursor = db.changesAfter(1)) {
        ChangedValue value =
            ((Change.Put) Objects.requireNonNull(cursor.next()).changes().get(0)).value();
        keyspace.delete(bytes("a"));
        fill(keyspace, 30);
        db.flush();
        db.flush();
        assertThat(value.bytes()).isEqualTo(valueOf("a", 2_000));
        cursor.close();
        assertThatThrownBy(value::bytes).isInstanceOf(LimitException.class);
      }
    }
  }

  @Test
  void sequencesThatThereAreNotAreRefused() {
    try (LocalDatabase db = open()) {
      fill(db.createKeyspace("k"), 3);
      assertThatThrownBy(() -> db.changesAfter(5))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("5")
          .hasMessageContaining("newest has 4")
          .hasMessageContaining("power failure");
      assertThatThrownBy(() -> db.changesAfter(-1)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void closingEndsCursors() {
    LocalDatabase db = open();
    fill(db.createKeyspace("k"), 3);
    ChangeCursor closed = db.changesAfter(0);
    assertThat(closed.next()).isNotNull();
    closed.close();
    closed.close();
    assertThatThrownBy(closed::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    db.changesAfter(0).close();
    ChangeCursor atEnd = db.changesAfter(4);
    assertThat(atEnd.next()).isNull();
    ChangeCursor reading = db.changesAfter(0);
    assertThat(reading.next()).isNotNull();
    ChangeCursor unused = db.changesAfter(0);
    db.close();
    for (ChangeCursor each : List.of(closed, atEnd, reading, unused)) {
      assertThatThrownBy(each::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("database is closed");
      each.close();
    }
    assertThatThrownBy(() -> db.changesAfter(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(db::lastSequence).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(db::changesKeptAfter).isInstanceOf(IllegalStateException.class);
  }

  /** Flips each bit in turn of what is kept: what is read is right, up to where it is refused. */
  @Test
  void aFlippedBitInWhatIsKeptIsNoticed() {
    List<String> all;
    try (LocalDatabase db = openKeeping()) {
      Keyspace keyspace = db.createKeyspace("k");
      for (int i = 0; i < 12; i++) {
        keyspace.put(bytes("key" + i), valueOf("v" + i, i == 5 ? 500 : 200));
        if (i % 4 == 3) {
          db.flush();
        }
      }
      all = Mirror.show(db, 0);
    }
    // Once more, so that recovery needs none of them.
    openKeeping().close();
    Map<String, byte[]> files = disk.files();
    int refused = 0;
    int flipped = 0;
    for (String name : files.keySet()) {
      if (!name.endsWith(".log")) {
        continue;
      }
      int length = files.get(name).length;
      for (int at = 0; at < length; at += at < 200 ? 3 : 41) {
        Map<String, byte[]> damaged = new TreeMap<>(files);
        byte[] bytes = files.get(name).clone();
        bytes[at] ^= (byte) (1 << at % 8);
        damaged.put(name, bytes);
        flipped++;
        SimulatedDisk image = SimulatedDisk.of(damaged);
        try (LocalDatabase db = Databases.open(image, KEEPING)) {
          assertThat(Databases.contents(db).get("k")).hasSize(12);
          assertThat(db.changesKeptAfter()).isZero();
          int read = 0;
          try (ChangeCursor cursor = db.changesAfter(0)) {
            for (CommittedChanges next = cursor.next(); next != null; next = cursor.next()) {
              assertThat(next.sequence()).isEqualTo(read + 1);
              assertThat(Mirror.show(next.changes().get(0))).isEqualTo(all.get(read));
              read++;
            }
            assertThat(read).as("%s at %d", name, at).isEqualTo(all.size());
          } catch (CorruptionException e) {
            refused++;
            assertThat(e).hasMessageContaining("damaged");
          }
        } catch (CorruptionException e) {
          // Recovery begins with the newest, and may be what finds it.
          assertThat(e).hasMessageContaining(name);
        }
        assertThat(image.openHandles()).isEmpty();
      }
    }
    assertThat(refused).isGreaterThan(20).isLessThan(flipped);
  }

  @Test
  void aFileThatIsMissingInTheMiddleIsNoticed() {
    try (LocalDatabase db = openKeeping()) {
      fill(db.createKeyspace("k"), 60);
      db.flush();
    }
    Map<String, byte[]> files = new TreeMap<>(disk.files());
    List<String> logs = files.keySet().stream().filter(name -> name.endsWith(".log")).toList();
    assertThat(logs).hasSizeGreaterThan(4);
    files.remove(logs.get(2));
    SimulatedDisk image = SimulatedDisk.of(files);
    try (LocalDatabase db = Databases.open(image, KEEPING)) {
      assertThatThrownBy(() -> Mirror.read(db, 0))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining(logs.get(1));
    }
    files.remove(logs.get(0));
    files.remove(logs.get(1));
    try (LocalDatabase db = Databases.open(SimulatedDisk.of(files), KEEPING)) {
      long first = db.changesKeptAfter();
      assertThat(first).isPositive();
      assertThat(Mirror.sequences(db, first)).isEqualTo(range(first + 1, 61));
    }
  }
}
