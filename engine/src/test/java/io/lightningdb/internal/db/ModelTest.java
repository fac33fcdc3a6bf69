package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.bytes;
import static io.lightningdb.internal.db.Databases.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Compression;
import io.lightningdb.ConflictException;
import io.lightningdb.Cursor;
import io.lightningdb.Durability;
import io.lightningdb.Expiry;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.ReadView;
import io.lightningdb.Savepoint;
import io.lightningdb.Snapshot;
import io.lightningdb.StorageEngine;
import io.lightningdb.Transaction;
import io.lightningdb.WriteBatch;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.db.Model.Entry;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.testing.InlineScheduler;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Compares a database with a model, answer by answer, over half a million random operations. */
@ExtendWith(Seeds.class)
class ModelTest {

  private static final int OPERATIONS = 500_000;
  private static final int KEYS = 2_000;

  /** How long an entry that expires is there at most. */
  private static final int LIFE_MICROS_MAX = 1_000;

  private static final Options OPTIONS =
      Options.builder()
          .durability(Durability.ASYNC)
          .memtableBytes(64 * 1024)
          .logSegmentBytes(32 * 1024)
          .treeSegmentBytes(64 * 1024)
          .cacheBytes(512 * 1024)
          .build();

  private record ModelSnapshot(Snapshot snapshot, long sequence, long micros) {}

  private static final class ModelTransaction {
    final Transaction transaction;
    final long sequence;
    final long micros;
    Map<String, SortedMap<String, Optional<Entry>>> writes = new HashMap<>();
    List<ModelRange> ranges = new ArrayList<>();
    final List<ModelSavepoint> savepoints = new ArrayList<>();

    ModelTransaction(Transaction transaction, long sequence, long micros) {
      this.transaction = transaction;
      this.sequence = sequence;
      this.micros = micros;
    }

    boolean isEmpty() {
      return ranges.isEmpty() && writes.values().stream().allMatch(Map::isEmpty);
    }

    Map<String, SortedMap<String, Optional<Entry>>> copyOfWrites() {
      Map<String, SortedMap<String, Optional<Entry>>> copy = new HashMap<>();
      writes.forEach((name, entries) -> copy.put(name, new TreeMap<>(entries)));
      return copy;
    }
  }

  /** A savepoint, and what had been written when it was set. */
  private record ModelSavepoint(
      Savepoint savepoint,
      Map<String, SortedMap<String, Optional<Entry>>> writes,
      List<ModelRange> ranges) {}

  /** A range of keys of a keyspace; null is the end. */
  private record ModelRange(String keyspace, String from, @Nullable String to) {

    boolean has(String key) {
      return from.compareTo(key) <= 0 && (to == null || key.compareTo(to) < 0);
    }

    KeyRange keyRange() {
      return to == null ? KeyRange.atLeast(bytes(from)) : KeyRange.between(bytes(from), bytes(to));
    }
  }

  private final Model model = new Model();
  private final MemoryDisk disk = new MemoryDisk();
  private final List<ModelSnapshot> snapshots = new ArrayList<>();
  private final List<ModelTransaction> transactions = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private @Nullable Seed random;
  private @Nullable LocalDatabase db;
  private long nowMicros = Databases.FIRST_MICROS;
  private int created;
  private int moments;
  private int rollbacks;
  private long flushes;
  private long compactions;
  private int commits;
  private int conflicts;

  @Test
  void answersAreThoseOfTheModel(Seed seed) {
    random = seed;
    System.out.println("model test with -Dlightning.seed=" + seed);
    open();
    createKeyspace();
    createKeyspace();
    for (int i = 0; i < OPERATIONS; i++) {
      try {
        step();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("operation " + i + " with seed " + seed, e);
      }
    }
    closeReaders();
    reopen();
    db.close();
    assertThat(flushes).as("flushes").isGreaterThan(100);
    assertThat(compactions).as("merges of tables").isGreaterThan(10);
    assertThat(commits).as("transactions that committed").isGreaterThan(200);
    assertThat(conflicts).as("transactions that met a conflict").isGreaterThan(200);
    assertThat(moments).as("times at which entries expired").isGreaterThan(200);
    assertThat(rollbacks).as("savepoints gone back to").isGreaterThan(200);
  }

  private void open() {
    db = Databases.openAt(disk, OPTIONS, new InlineScheduler(), () -> nowMicros);
  }

  private void step() {
    int choice = random.between(0, 999);
    if (choice < 190) {
      put();
    } else if (choice < 200) {
      setExpiry();
    } else if (choice < 268) {
      delete();
    } else if (choice < 270) {
      deleteRange();
    } else if (choice < 500) {
      readNow();
    } else if (choice < 620) {
      exchange();
    } else if (choice < 670) {
      batch();
    } else if (choice < 900) {
      transactionStep();
    } else if (choice < 950) {
      snapshotStep();
    } else if (choice < 997) {
      walkSomething();
    } else if (choice < 998) {
      nowMicros += random.between(1, LIFE_MICROS_MAX / 4);
      moments++;
    } else {
      rareStep();
    }
  }

  private void rareStep() {
    switch (random.between(0, 19)) {
      case 0, 1, 2, 3, 4, 5 -> db.flush();
      case 6, 7 -> {
        closeReaders();
        reopen();
      }
      case 8, 9 -> {
        if (names.size() < 5) {
          createKeyspace();
        }
      }
      case 10 -> dropKeyspace();
      case 11, 12 -> renameKeyspace();
      case 13 -> assertThat(db.verify()).isEmpty();
      case 14, 15 -> alterKeyspace();
      default -> db.sync();
    }
  }

  private Keyspace keyspace(String name) {
    return db.keyspace(name);
  }

  private String key() {
    int number = random.between(0, KEYS);
    // Of every length from none on, with long common beginnings and bytes of every sign.
    return switch (number % 4) {
      case 0 -> "k" + number;
      case 1 -> "a long common beginning of many keys " + number;
      case 2 -> text(new byte[] {(byte) (number >> 3), (byte) number, 0, (byte) -number});
      default -> number < 10 ? "" : "\u0000".repeat(number % 9) + (char) (number % 256);
    };
  }

  private String value() {
    return text(
        random.bytes(random.oneIn(50) ? random.between(500, 9_000) : random.between(0, 40)));
  }

  /** Returns an entry that never expires. */
  private static Entry entry(String value) {
    return new Entry(value, ReadTime.NEVER);
  }

  /** Returns an entry that may expire. */
  private Entry anyEntry() {
    return random.oneIn(4)
        ? new Entry(value(), nowMicros + random.between(0, LIFE_MICROS_MAX))
        : entry(value());
  }

  private static Expiry expiry(Entry entry) {
    return entry.expiresAt() == ReadTime.NEVER
        ? Expiry.never()
        : Expiry.at(Expiries.instant(entry.expiresAt()));
  }

  private @Nullable Entry present(String name, String key) {
    return model.get(name, key, model.sequence(), nowMicros);
  }

  private static @Nullable String value(@Nullable Entry entry) {
    return entry == null ? null : entry.value();
  }

  private void put() {
    String name = random.pick(names);
    String key = key();
    Entry entry = anyEntry();
    Entry before = present(name, key);
    model.commit();
    if (random.oneIn(20)) {
      keyspace(name).put(bytes(key), bytes(entry.value()), Expiry.kept());
      long expiresAt = before == null ? ReadTime.NEVER : before.expiresAt();
      model.write(name, key, new Entry(entry.value(), expiresAt));
    } else {
      keyspace(name).put(bytes(key), bytes(entry.value()), expiry(entry));
      model.write(name, key, entry);
    }
  }

  private void setExpiry() {
    String name = random.pick(names);
    String key = key();
    Entry before = present(name, key);
    Entry after = anyEntry();
    assertThat(keyspace(name).setExpiry(bytes(key), expiry(after))).isEqualTo(before != null);
    if (before != null) {
      model.commit();
      model.write(name, key, new Entry(before.value(), after.expiresAt()));
    }
  }

  private void delete() {
    String name = random.pick(names);
    String key = key();
    keyspace(name).delete(bytes(key));
    model.commit();
    model.write(name, key, null);
  }

  private void deleteRange() {
    ModelRange range = anyRange(random.pick(names));
    keyspace(range.keyspace).deleteRange(range.keyRange());
    model.commit();
    model.deleteRange(range.keyspace, range.from, range.to);
  }

  /** Returns a range with few keys, mostly, that is not empty. */
  private ModelRange anyRange(String name) {
    String from = key();
    String end = random.oneIn(4) ? key() : from + (char) random.between(0, 255);
    if (random.oneIn(40)) {
      return new ModelRange(name, from, null);
    }
    return from.compareTo(end) < 0
        ? new ModelRange(name, from, end)
        : new ModelRange(name, end, from + '\0');
  }

  private void readNow() {
    String name = random.pick(names);
    List<byte[]> keys = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = random.oneIn(4) ? random.between(4, 100) : random.between(1, 3); i > 0; i--) {
      String key = key();
      keys.add(bytes(key));
      expected.add(value(present(name, key)));
    }
    Keyspace keyspace = keyspace(name);
    assertSame(keyspace.get(keys.get(0)), expected.get(0));
    assertThat(keyspace.contains(keys.get(0))).isEqualTo(expected.get(0) != null);
    List<byte @Nullable []> all = keyspace.getAll(keys);
    for (int i = 0; i < keys.size(); i++) {
      assertSame(all.get(i), expected.get(i));
    }
  }

  private void exchange() {
    String name = random.pick(names);
    Keyspace keyspace = keyspace(name);
    String key = key();
    byte[] keyBytes = bytes(key);
    String value = value();
    String present = value(present(name, key));
    switch (random.between(0, 4)) {
      case 0 -> {
        Entry entry = anyEntry();
        assertThat(keyspace.putIfAbsent(keyBytes, bytes(entry.value()), expiry(entry)))
            .isEqualTo(present == null);
        write(name, key, entry, present == null);
      }
      case 1 -> {
        assertThat(keyspace.replace(keyBytes, bytes(value))).isEqualTo(present != null);
        write(name, key, entry(value), present != null);
      }
      case 2 -> {
        String expected = random.oneIn(2) ? present : value();
        String update = random.oneIn(3) ? null : value;
        boolean matches = expected == null ? present == null : expected.equals(present);
        assertThat(
                keyspace.compareAndSet(
                    keyBytes,
                    expected == null ? null : bytes(expected),
                    update == null ? null : bytes(update)))
            .isEqualTo(matches);
        write(
            name,
            key,
            update == null ? null : entry(update),
            matches && !(expected == null && update == null));
      }
      case 3 -> {
        assertSame(keyspace.getAndPut(keyBytes, bytes(value)), present);
        write(name, key, entry(value), true);
      }
      default -> {
        assertSame(keyspace.getAndDelete(keyBytes), present);
        write(name, key, null, present != null);
      }
    }
  }

  private void write(String name, String key, @Nullable Entry entry, boolean happens) {
    if (happens) {
      model.commit();
      model.write(name, key, entry);
    }
  }

  private void batch() {
    WriteBatch batch = new WriteBatch();
    model.commit();
    for (int i = random.between(1, 20); i > 0; i--) {
      String name = random.pick(names);
      String key = key();
      if (random.oneIn(4)) {
        batch.delete(keyspace(name), bytes(key));
        model.write(name, key, null);
      } else if (random.oneIn(40)) {
        ModelRange range = anyRange(name);
        batch.deleteRange(keyspace(name), range.keyRange());
        model.deleteRange(name, range.from, range.to);
      } else {
        Entry entry = anyEntry();
        batch.put(keyspace(name), bytes(key), bytes(entry.value()), expiry(entry));
        model.write(name, key, entry);
      }
    }
    db.write(batch);
  }

  private void transactionStep() {
    if (transactions.size() < 5 && (transactions.isEmpty() || random.oneIn(12))) {
      transactions.add(new ModelTransaction(db.begin(), model.sequence(), nowMicros));
      return;
    }
    ModelTransaction open = random.pick(transactions);
    String name = random.pick(names);
    String key = key();
    int choice = random.between(0, 23);
    if (choice > 19) {
      savepointStep(open);
    } else if (choice < 9) {
      put(open, name, key);
    } else if (choice < 12) {
      open.transaction.delete(keyspace(name), bytes(key));
      open.writes.computeIfAbsent(name, n -> new TreeMap<>()).put(key, Optional.empty());
    } else if (choice < 13 && random.oneIn(4)) {
      deleteRange(open, anyRange(name));
    } else if (choice < 17) {
      String expected = value(entries(open, name).get(key));
      assertSame(open.transaction.get(keyspace(name), bytes(key)), expected);
      assertThat(open.transaction.contains(keyspace(name), bytes(key))).isEqualTo(expected != null);
    } else if (choice < 19) {
      transactions.remove(open);
      commit(open);
    } else {
      transactions.remove(open);
      open.transaction.rollback();
    }
  }

  private void put(ModelTransaction open, String name, String key) {
    SortedMap<String, Optional<Entry>> writes =
        open.writes.computeIfAbsent(name, n -> new TreeMap<>());
    Entry before = entries(open, name).get(key);
    Entry entry = anyEntry();
    byte[] keyBytes = bytes(key);
    switch (random.between(0, 9)) {
      case 0 -> {
        open.transaction.put(keyspace(name), keyBytes, bytes(entry.value()), Expiry.kept());
        long expiresAt = before == null ? ReadTime.NEVER : before.expiresAt();
        writes.put(key, Optional.of(new Entry(entry.value(), expiresAt)));
      }
      case 1 -> {
        assertThat(open.transaction.setExpiry(keyspace(name), keyBytes, expiry(entry)))
            .isEqualTo(before != null);
        if (before != null) {
          writes.put(key, Optional.of(new Entry(before.value(), entry.expiresAt())));
        }
      }
      default -> {
        open.transaction.put(keyspace(name), keyBytes, bytes(entry.value()), expiry(entry));
        writes.put(key, Optional.of(entry));
      }
    }
  }

  private void deleteRange(ModelTransaction open, ModelRange range) {
    open.transaction.deleteRange(keyspace(range.keyspace), range.keyRange());
    open.ranges.add(range);
    SortedMap<String, Optional<Entry>> writes =
        open.writes.computeIfAbsent(range.keyspace, n -> new TreeMap<>());
    entries(open, range.keyspace).keySet().stream()
        .filter(range::has)
        .forEach(key -> writes.put(key, Optional.empty()));
  }

  private void savepointStep(ModelTransaction open) {
    if (open.savepoints.isEmpty() || random.oneIn(2)) {
      open.savepoints.add(newSavepoint(open, open.transaction.savepoint()));
      return;
    }
    ModelSavepoint savepoint = random.pick(open.savepoints);
    int index = open.savepoints.indexOf(savepoint);
    if (random.oneIn(3)) {
      open.transaction.release(savepoint.savepoint);
      open.savepoints.subList(index, open.savepoints.size()).clear();
    } else {
      open.transaction.rollbackTo(savepoint.savepoint);
      open.savepoints.subList(index + 1, open.savepoints.size()).clear();
      open.writes = savepoint.writes;
      open.ranges = savepoint.ranges;
      open.savepoints.set(index, newSavepoint(open, savepoint.savepoint));
      rollbacks++;
    }
    assertThat(open.transaction.hasWrites()).isEqualTo(!open.isEmpty());
  }

  private static ModelSavepoint newSavepoint(ModelTransaction open, Savepoint savepoint) {
    return new ModelSavepoint(savepoint, open.copyOfWrites(), new ArrayList<>(open.ranges));
  }

  private void commit(ModelTransaction open) {
    boolean conflict =
        open.ranges.stream()
            .anyMatch(
                range ->
                    model.anyChangedSince(range.keyspace, range.from, range.to, open.sequence));
    conflict |=
        open.writes.entrySet().stream()
            .anyMatch(
                writes ->
                    writes.getValue().keySet().stream()
                        .anyMatch(key -> model.changedSince(writes.getKey(), key, open.sequence)));
    try {
      open.transaction.commit();
      assertThat(conflict).as("a commit that was not refused was in conflict").isFalse();
      if (!open.isEmpty()) {
        model.commit();
        open.ranges.forEach(range -> model.deleteRange(range.keyspace, range.from, range.to));
        open.writes.forEach(
            (name, writes) ->
                writes.forEach((key, value) -> model.write(name, key, value.orElse(null))));
        commits++;
      }
    } catch (ConflictException e) {
      // Without a key it says that the transaction is too old to be checked.
      assertThat(conflict || e.key() == null).as("a conflict that is none: %s", e).isTrue();
      conflicts++;
    }
  }

  private NavigableMap<String, Entry> entries(ModelTransaction open, String name) {
    NavigableMap<String, Entry> entries = model.entries(name, open.sequence, open.micros);
    open.writes
        .getOrDefault(name, new TreeMap<>())
        .forEach(
            (key, value) ->
                value
                    .filter(entry -> entry.expiresAt() > open.micros)
                    .ifPresentOrElse(v -> entries.put(key, v), () -> entries.remove(key)));
    return entries;
  }

  private void snapshotStep() {
    if (snapshots.size() < 4 && (snapshots.isEmpty() || random.oneIn(10))) {
      snapshots.add(new ModelSnapshot(db.snapshot(), model.sequence(), nowMicros));
      return;
    }
    ModelSnapshot open = random.pick(snapshots);
    if (random.oneIn(10)) {
      snapshots.remove(open);
      open.snapshot.close();
      assertThatThrownBy(() -> open.snapshot.view(keyspace(names.get(0))))
          .isInstanceOf(IllegalStateException.class);
      return;
    }
    String name = random.pick(names);
    String key = key();
    assertSame(
        open.snapshot.get(keyspace(name), bytes(key)),
        value(model.get(name, key, open.sequence, open.micros)));
  }

  private void walkSomething() {
    String name = random.pick(names);
    switch (random.between(0, 2)) {
      case 0 -> walk(keyspace(name), model.entries(name, model.sequence(), nowMicros));
      case 1 -> {
        if (!snapshots.isEmpty()) {
          ModelSnapshot open = random.pick(snapshots);
          walk(open.snapshot.view(keyspace(name)), model.entries(name, open.sequence, open.micros));
        }
      }
      default -> {
        if (!transactions.isEmpty()) {
          walkWhileWriting(random.pick(transactions), name);
        }
      }
    }
  }

  private KeyRange range(NavigableMap<String, Entry> all, NavigableMap<String, Entry>[] range) {
    String a = key();
    String b = key();
    String from = a.compareTo(b) <= 0 ? a : b;
    String to = a.compareTo(b) <= 0 ? b : a;
    switch (random.between(0, 4)) {
      case 0 -> {
        range[0] = all.tailMap(from, true);
        return KeyRange.atLeast(bytes(from));
      }
      case 1 -> {
        range[0] = all.headMap(to, true);
        return KeyRange.atMost(bytes(to));
      }
      case 2 -> {
        range[0] = all.subMap(from, true, to, false);
        return KeyRange.between(bytes(from), bytes(to));
      }
      case 3 -> {
        String prefix = from.substring(0, Math.min(from.length(), random.between(0, 3)));
        range[0] = new TreeMap<>(all);
        range[0].keySet().removeIf(key -> !key.startsWith(prefix));
        return KeyRange.prefix(bytes(prefix));
      }
      default -> {
        range[0] = all;
        return KeyRange.all();
      }
    }
  }

  private void walk(ReadView view, NavigableMap<String, Entry> all) {
    @SuppressWarnings({"unchecked", "rawtypes"})
    NavigableMap<String, Entry>[] range = new NavigableMap[1];
    KeyRange keyRange = range(all, range);
    ModelCursor expected = new ModelCursor(range[0]);
    try (Cursor cursor = view.cursor(keyRange)) {
      for (int i = random.between(1, 60); i > 0; i--) {
        move(cursor, expected, keyRange, range[0]);
      }
    }
  }

  private void move(
      Cursor cursor, ModelCursor expected, KeyRange range, Map<String, Entry> entries) {
    boolean on;
    switch (random.between(0, 9)) {
      case 0 -> {
        String target = key();
        on = cursor.seek(bytes(target));
        boolean below = range.from() != null && target.compareTo(text(range.from())) < 0;
        assertThat(on).isEqualTo(expected.seek(below ? text(range.from()) : target));
      }
      case 1 -> {
        String target = key();
        on = cursor.seekFloor(bytes(target));
        assertThat(on).isEqualTo(expected.seekFloor(target));
      }
      case 2, 3, 4 -> {
        on = cursor.previous();
        assertThat(on).isEqualTo(expected.previous());
      }
      default -> {
        on = cursor.next();
        assertThat(on).isEqualTo(expected.next());
      }
    }
    if (on) {
      assertThat(text(cursor.key())).isEqualTo(expected.key());
      assertEntry(cursor, entries.get(expected.key()));
    }
  }

  /** A transaction's cursor sees what the transaction writes while the cursor is open. */
  private void walkWhileWriting(ModelTransaction open, String name) {
    NavigableMap<String, Entry> entries = entries(open, name);
    ModelCursor expected = new ModelCursor(entries);
    try (Cursor cursor = open.transaction.view(keyspace(name)).cursor()) {
      for (int i = random.between(1, 40); i > 0; i--) {
        if (random.oneIn(6)) {
          String key = key();
          Entry entry = anyEntry();
          open.transaction.put(keyspace(name), bytes(key), bytes(entry.value()), expiry(entry));
          open.writes.computeIfAbsent(name, n -> new TreeMap<>()).put(key, Optional.of(entry));
          if (entry.expiresAt() > open.micros) {
            entries.put(key, entry);
          } else {
            entries.remove(key);
          }
        }
        boolean forward = !random.oneIn(3);
        boolean on = forward ? cursor.next() : cursor.previous();
        assertThat(on).isEqualTo(forward ? expected.next() : expected.previous());
        if (on) {
          assertThat(text(cursor.key())).isEqualTo(expected.key());
          assertEntry(cursor, entries.get(expected.key()));
        }
      }
    }
  }

  private void createKeyspace() {
    String name = "keyspace " + created++;
    db.createKeyspace(
        name,
        KeyspaceOptions.builder()
            .engine(random.pick(List.of(StorageEngine.values())))
            .compression(random.pick(List.of(Compression.values())))
            .pageBytes(random.oneIn(2) ? 512 : 2048)
            .build());
    model.create(name);
    names.add(name);
    closeReaders(); // they do not know it
  }

  private void dropKeyspace() {
    if (names.size() > 2) {
      closeReaders();
      String name = random.pick(names);
      Keyspace dropped = keyspace(name);
      db.dropKeyspace(name);
      model.drop(name);
      names.remove(name);
      assertThatThrownBy(() -> dropped.get(new byte[1])).isInstanceOf(IllegalStateException.class);
    }
  }

  private void renameKeyspace() {
    closeReaders();
    String from = random.pick(names);
    String to = "renamed " + created++;
    db.renameKeyspace(from, to);
    model.rename(from, to);
    names.set(names.indexOf(from), to);
  }

  /** Those who read go on. */
  private void alterKeyspace() {
    String name = random.pick(names);
    Map<String, String> attributes = model.attributes(name);
    String attribute = "attribute " + random.between(0, 3);
    if (random.oneIn(3)) {
      attributes.remove(attribute);
    } else {
      attributes.put(attribute, "x".repeat(random.between(0, 2_000)));
    }
    db.alterKeyspace(name, options -> options.toBuilder().attributes(attributes).build());
  }

  private void closeReaders() {
    snapshots.forEach(open -> open.snapshot.close());
    snapshots.clear();
    transactions.forEach(open -> open.transaction.close());
    transactions.clear();
  }

  private void reopen() {
    assertThat(db.verify()).isEmpty();
    assertThat(Databases.contents(db)).isEqualTo(model.contents(nowMicros));
    flushes += db.statistics().flushes();
    compactions += db.statistics().compactions();
    db.close();
    open();
    assertThat(db.verify()).isEmpty();
    assertThat(Databases.contents(db)).isEqualTo(model.contents(nowMicros));
  }

  private static void assertEntry(Cursor cursor, @Nullable Entry expected) {
    assertSame(cursor.value(), value(expected));
    assertThat(cursor.expiresAt()).isEqualTo(Expiries.instantOrNull(expected.expiresAt()));
  }

  private static void assertSame(byte @Nullable [] found, @Nullable String expected) {
    if (expected == null ? found != null : !Arrays.equals(found, bytes(expected))) {
      throw new AssertionError(
          "found " + (found == null ? null : text(found)) + " where " + expected + " was expected");
    }
  }
}
