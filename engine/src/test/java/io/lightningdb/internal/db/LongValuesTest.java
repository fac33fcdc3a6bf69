package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.CorruptionException;
import io.lightningdb.DatabaseStatistics;
import io.lightningdb.Durability;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.Snapshot;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import io.lightningdb.internal.wal.ValueParts;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Values that stay where the log wrote them. */
@ExtendWith(Seeds.class)
class LongValuesTest {

  private static final int LONG = 10_000;

  private static final Options OPTIONS =
      Options.builder()
          .durability(Durability.FLUSHED)
          .memtableBytes(64 * 1024)
          .logSegmentBytes(64 * 1024)
          .treeSegmentBytes(64 * 1024)
          .build();

  private final SimulatedDisk disk = new SimulatedDisk();

  private LocalDatabase open() {
    return Databases.open(disk, OPTIONS);
  }

  private static Keyspace keyspace(LocalDatabase db) {
    return db.openKeyspace("long", KeyspaceOptions.lsm());
  }

  private static byte[] key(int number) {
    return bytes("key%05d".formatted(number));
  }

  /** Returns how often {@code part} is in the files that end with {@code suffix}. */
  private int countIn(String suffix, byte[] part) {
    int count = 0;
    for (Map.Entry<String, byte[]> file : disk.files().entrySet()) {
      if (file.getKey().endsWith(suffix)) {
        byte[] content = file.getValue();
        for (int at = 0; at + part.length <= content.length; at++) {
          count += Arrays.equals(content, at, at + part.length, part, 0, part.length) ? 1 : 0;
        }
      }
    }
    return count;
  }

  @Test
  void aSegmentOfWhichNothingIsNeededIsForgottenWhenItIsDeletedAtOpening(Seed seed) {
    try (LocalDatabase db = open()) {
      keyspace(db).put(key(1), seed.bytes(LONG));
      keyspace(db).put(key(1), new byte[10]);
    }
    try (LocalDatabase db = open()) {
      long bytes =
          disk.files().entrySet().stream()
              .filter(file -> file.getKey().endsWith(".tree"))
              .mapToLong(file -> file.getValue().length)
              .sum();
      assertThat(db.statistics().treeBytes()).isEqualTo(bytes);
      assertThat(db.verify()).isEmpty();
    }
  }

  @Test
  void aLongValueIsWrittenOnce(Seed seed) {
    byte[] value = seed.bytes(LONG);
    byte[] part = Arrays.copyOf(value, 64);
    try (LocalDatabase db = open()) {
      keyspace(db).put(key(1), value);
      assertThat(countIn(".log", part)).isEqualTo(1);
      assertThat(keyspace(db).get(key(1))).isEqualTo(value);
      db.flush();
      assertThat(countIn(".log", part)).isEqualTo(1);
      assertThat(countIn(".tree", part)).isZero();
      assertThat(keyspace(db).get(key(1))).isEqualTo(value);
    }
    for (int opening = 0; opening < 3; opening++) {
      try (LocalDatabase db = open()) {
        assertThat(keyspace(db).get(key(1))).isEqualTo(value);
        assertThat(db.verify()).isEmpty();
      }
    }
    assertThat(countIn(".tree", part)).isZero();
  }

  @Test
  void noMoreIsLiveInTreesThanTheyHave(Seed seed) {
    try (LocalDatabase db = open()) {
      for (int i = 0; i < 20; i++) {
        keyspace(db).put(key(i), seed.bytes(LONG));
        db.flush();
        DatabaseStatistics statistics = db.statistics();
        assertThat(statistics.treeLiveBytes()).isBetween(1L, statistics.treeBytes());
      }
      assertThat(db.statistics().treeLiveBytes()).isGreaterThan(10 * LONG);
    }
  }

  @Test
  void aValueThatNobodyWaitedForCanBeRead(Seed seed) {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = keyspace(db).withDurability(Durability.ASYNC);
      for (int i = 0; i < 20; i++) {
        byte[] value = seed.bytes(LONG);
        keyspace.put(key(i), value);
        assertThat(keyspace.get(key(i))).isEqualTo(value);
      }
    }
  }

  @Test
  void aValueOfAnyLengthComesBack(Seed seed) {
    int part = ValueParts.PART_BYTES;
    Map<Integer, byte[]> values = new TreeMap<>();
    for (int length :
        new int[] {
          Databases.LONG_VALUE_BYTES_MIN - 1,
          Databases.LONG_VALUE_BYTES_MIN,
          LONG + 1,
          part - 1,
          part,
          part + 1,
          3 * part + 5
        }) {
      values.put(length, seed.bytes(length));
    }
    try (LocalDatabase db = open()) {
      values.forEach((length, value) -> keyspace(db).put(key(length), value));
      values.forEach((length, value) -> assertThat(keyspace(db).get(key(length))).isEqualTo(value));
    }
    try (LocalDatabase db = open()) {
      values.forEach((length, value) -> assertThat(keyspace(db).get(key(length))).isEqualTo(value));
      db.compact();
      values.forEach((length, value) -> assertThat(keyspace(db).get(key(length))).isEqualTo(value));
      assertThat(db.verify()).isEmpty();
    }
  }

  @Test
  void theProcessMayEndBeforeTheFlush(Seed seed) {
    byte[] value = seed.bytes(3 * ValueParts.PART_BYTES);
    SimulatedDisk image;
    try (LocalDatabase db = open()) {
      keyspace(db).put(key(1), value);
      keyspace(db).put(key(2), bytes("short"));
      image = disk.afterPowerFailure(Survival.EVERYTHING, seed);
    }
    try (LocalDatabase db = Databases.open(image, OPTIONS)) {
      assertThat(keyspace(db).get(key(1))).isEqualTo(value);
      assertThat(db.statistics().memory().memtableBytes()).isLessThan(200_000);
      assertThat(db.verify()).isEmpty();
    }
  }

  @Test
  void spaceOfOverwrittenValuesComesBack(Seed seed) {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = keyspace(db);
      byte[] last = {};
      for (int i = 0; i < 2_000; i++) {
        last = seed.bytes(LONG);
        keyspace.put(key(i % 20), last);
        keyspace.put(key(1_000 + i), bytes("short"));
      }
      db.flush();
      DatabaseStatistics statistics = db.statistics();
      // 200 KB are live, 20 MB were written.
      assertThat(statistics.treeBytes()).isLessThan(500_000);
      assertThat(statistics.logBytes()).isLessThan(1_000_000);
      assertThat(keyspace.get(key(1_999 % 20))).isEqualTo(last);
      assertThat(db.verify()).isEmpty();
    }
  }

  @Test
  void aSegmentInWhichLittleIsLiveIsNotKept(Seed seed) {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = keyspace(db);
      byte[] value = seed.bytes(LONG);
      for (int round = 0; round < 20; round++) {
        keyspace.put(key(-round), value);
        for (int i = 0; i < 4_000; i++) {
          keyspace.put(key(i), seed.bytes(100));
        }
      }
      db.flush();
      DatabaseStatistics statistics = db.statistics();
      assertThat((double) statistics.treeBytes() / statistics.treeLiveBytes()).isLessThan(1.5);
      assertThat(keyspace.get(key(-3))).isEqualTo(value);
    }
  }

  @Test
  void aSnapshotKeepsWhatItSees(Seed seed) {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = keyspace(db);
      byte[] before = seed.bytes(LONG);
      keyspace.put(key(1), before);
      try (Snapshot unflushed = db.snapshot()) {
        db.flush();
        try (Snapshot flushed = db.snapshot()) {
          for (int i = 0; i < 300; i++) {
            keyspace.put(key(1), seed.bytes(LONG));
          }
          db.compact();
          assertThat(unflushed.view(keyspace).get(key(1))).isEqualTo(before);
          assertThat(flushed.view(keyspace).get(key(1))).isEqualTo(before);
        }
      }
      assertThat(db.verify()).isEmpty();
    }
  }

  @Test
  void valuesAreComparedAndReturned(Seed seed) {
    byte[] one = seed.bytes(LONG);
    byte[] two = seed.bytes(LONG);
    try (LocalDatabase db = open()) {
      Keyspace keyspace = keyspace(db);
      for (int round = 0; round < 2; round++) {
        assertThat(keyspace.putIfAbsent(key(1), one)).isTrue();
        assertThat(keyspace.putIfAbsent(key(1), two)).isFalse();
        assertThat(keyspace.compareAndSet(key(1), two, one)).isFalse();
        assertThat(keyspace.compareAndSet(key(1), one, two)).isTrue();
        assertThat(keyspace.getAndPut(key(1), one)).isEqualTo(two);
        assertThat(keyspace.getAll(List.of(key(1), key(2)))).containsExactly(one, null);
        assertThat(keyspace.contains(key(1))).isTrue();
        assertThat(keyspace.getAndDelete(key(1))).isEqualTo(one);
        assertThat(keyspace.get(key(1))).isNull();
        db.flush();
      }
    }
  }

  @Test
  void damageIsNoticedByWhoReadsAndByVerify(Seed seed) {
    byte[] value = seed.bytes(LONG);
    try (LocalDatabase db = open()) {
      keyspace(db).put(key(1), value);
      keyspace(db).put(key(2), seed.bytes(LONG));
    }
    Map<String, byte[]> files = new TreeMap<>(disk.files());
    boolean flipped = false;
    for (byte[] content : files.values()) {
      for (int at = 0; at + LONG <= content.length && !flipped; at++) {
        if (Arrays.equals(content, at, at + LONG, value, 0, LONG)) {
          content[at + seed.between(0, LONG - 1)] ^= 1;
          flipped = true;
        }
      }
    }
    assertThat(flipped).isTrue();
    try (LocalDatabase db = Databases.open(SimulatedDisk.of(files), OPTIONS)) {
      assertThatThrownBy(() -> keyspace(db).get(key(1)))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining(".log at ");
      assertThat(keyspace(db).get(key(2))).hasSize(LONG);
      assertThat(db.verify()).singleElement().asString().contains(".log at ");
    }
  }

  @Test
  void aSegmentThatIsMissingIsDamage(Seed seed) {
    try (LocalDatabase db = open()) {
      keyspace(db).put(key(1), seed.bytes(LONG));
    }
    try (LocalDatabase db = open()) {
      keyspace(db).put(key(2), bytes("short"));
    }
    Map<String, byte[]> files = new TreeMap<>(disk.files());
    String oldest =
        files.keySet().stream().filter(name -> name.endsWith(".log")).findFirst().orElseThrow();
    files.remove(oldest);
    assertThatThrownBy(() -> Databases.open(SimulatedDisk.of(files), OPTIONS))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining(oldest + " is missing");
  }

  @Test
  void generationsAreFlushedForTheLogThatTheyHold(Seed seed) {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = keyspace(db);
      for (int i = 0; i < 200; i++) {
        keyspace.put(key(i), seed.bytes(LONG));
      }
      assertThat(db.statistics().flushes()).isGreaterThan(3);
      assertThat(db.statistics().logBytes()).isLessThan(20L * OPTIONS.logSegmentBytes());
    }
  }
}
