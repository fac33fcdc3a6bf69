package io.lightningdb.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.KeyRanges;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.LiveCursor;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.testing.CursorWalk;
import io.lightningdb.internal.testing.MapCursor;
import io.lightningdb.internal.testing.RandomKeys;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.TestFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every store does. */
@ExtendWith(Seeds.class)
public abstract class StoreContract {

  private static final int KEYS = 1_500;

  protected final TestFiles test = new TestFiles();

  /** Returns a store without entries, with small pages if it has pages. */
  protected abstract KeyspaceStore empty(BlockFiles files);

  /** Reads what {@link KeyspaceStore#encode} wrote of a store that {@link #empty} began. */
  protected abstract KeyspaceStore decode(BlockFiles files, ByteReader in);

  /**
   * Returns the store with all done to it that it may do later; what was deleted takes no space
   * then.
   */
  protected KeyspaceStore settle(KeyspaceStore store) throws IOException {
    return store;
  }

  /** Returns the store with some of what it may do later done to it, or none. */
  protected KeyspaceStore tend(KeyspaceStore store, Seed seed) throws IOException {
    return store;
  }

  private KeyspaceStore empty() {
    return empty(test.files());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Returns changes out of keys and values in turn. */
  private static NavigableMap<byte[], byte @Nullable []> changes(byte[]... keysAndValues) {
    NavigableMap<byte[], byte @Nullable []> changes = MapCursor.newMap();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      changes.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return changes;
  }

  private static NavigableMap<byte[], byte @Nullable []> sequence(
      int from, int to, IntFunction<byte[]> value) {
    NavigableMap<byte[], byte @Nullable []> changes = MapCursor.newMap();
    for (int i = from; i < to; i++) {
      changes.put(bytes("key%08d".formatted(i)), value.apply(i));
    }
    return changes;
  }

  /** Checks a store against the model by all ways of reading, and by its own rules. */
  private static void assertSame(KeyspaceStore store, ModelStore model, Seed seed)
      throws IOException {
    assertThat(TestFiles.verify(store)).isEmpty();
    assertThat(count(store)).isEqualTo(model.entries().size());
    CursorWalk walk = new CursorWalk(store.cursor(), model.cursor());
    walk.thereAndBack();
    RandomKeys keys = new RandomKeys(seed, KEYS);
    walk.wander(seed, 100, keys);
    for (int i = 0; i < 100; i++) {
      byte[] key = keys.get();
      assertThat(store.get(key, ReadTime.BEFORE_ALL))
          .isEqualTo(model.get(key, ReadTime.BEFORE_ALL));
      assertThat(store.contains(key, ReadTime.BEFORE_ALL))
          .isEqualTo(model.contains(key, ReadTime.BEFORE_ALL));
    }
    assertFindsInOrder(store, model, keys, seed);
  }

  /** Looks up few keys or many in their order, some of them twice. */
  private static void assertFindsInOrder(
      KeyspaceStore store, ModelStore model, RandomKeys keys, Seed seed) throws IOException {
    int count = seed.oneIn(2) ? seed.between(1, 10) : seed.between(10, KEYS);
    List<byte[]> sorted = Stream.generate(keys).limit(count).sorted(Keys::compare).toList();
    AscendingReader reader = store.ascendingReader(ReadTime.BEFORE_ALL);
    for (byte[] key : sorted) {
      assertThat(reader.get(key))
          .as("%s", Keys.show(key))
          .isEqualTo(model.get(key, ReadTime.BEFORE_ALL));
    }
  }

  private static int count(KeyspaceStore store) throws IOException {
    int count = 0;
    EntryCursor cursor = store.cursor();
    for (boolean on = cursor.first(); on; on = cursor.next()) {
      count++;
    }
    return count;
  }

  @Test
  void anEmptyStoreHasNothing() throws IOException {
    KeyspaceStore store = empty();
    assertThat(store.isEmpty()).isTrue();
    assertThat(store.get(new byte[0], ReadTime.BEFORE_ALL)).isNull();
    assertThat(store.contains(new byte[0], ReadTime.BEFORE_ALL)).isFalse();
    AscendingReader reader = store.ascendingReader(ReadTime.BEFORE_ALL);
    assertThat(reader.get(new byte[0])).isNull();
    assertThat(reader.get(bytes("k"))).isNull();
    EntryCursor cursor = store.cursor();
    assertThat(cursor.first()).isFalse();
    assertThat(cursor.last()).isFalse();
    assertThat(cursor.seek(new byte[0])).isFalse();
    assertThat(cursor.seekBefore(bytes("k"))).isFalse();
    assertThat(TestFiles.verify(store)).isEmpty();
    assertThat(decode(test.files(), TestFiles.encoded(store)).isEmpty()).isTrue();
  }

  @Test
  void noChangesChangeNothing() throws IOException {
    KeyspaceStore store = test.apply(empty(), changes(bytes("a"), bytes("1")));
    KeyspaceStore same = test.apply(store, changes());
    assertThat(count(same)).isOne();
    assertThat(same.get(bytes("a"), ReadTime.BEFORE_ALL)).isEqualTo(bytes("1"));
    assertThat(TestFiles.verify(same)).isEmpty();
  }

  @Test
  void deletingWhatIsNotThereChangesNothing() throws IOException {
    KeyspaceStore none = test.apply(empty(), changes(bytes("a"), null));
    assertThat(none.isEmpty()).isTrue();
    assertThat(TestFiles.verify(none)).isEmpty();
    KeyspaceStore one = test.apply(none, changes(bytes("m"), bytes("1")));
    KeyspaceStore still =
        test.apply(one, changes(bytes("a"), null, bytes("mm"), null, bytes("z"), null));
    assertThat(count(still)).isOne();
    assertThat(still.get(bytes("m"), ReadTime.BEFORE_ALL)).isEqualTo(bytes("1"));
    assertThat(TestFiles.verify(still)).isEmpty();
  }

  @Test
  void aKeyAndAValueMayBeEmpty() throws IOException {
    byte[] empty = {};
    KeyspaceStore store =
        test.apply(empty(), changes(empty, bytes("of the empty key"), new byte[] {0}, empty));
    assertThat(store.get(empty, ReadTime.BEFORE_ALL)).isEqualTo(bytes("of the empty key"));
    assertThat(store.get(new byte[] {0}, ReadTime.BEFORE_ALL)).isEmpty();
    assertThat(count(store)).isEqualTo(2);
    EntryCursor cursor = store.cursor();
    assertThat(cursor.seek(empty)).isTrue();
    assertThat(cursor.keyLength()).isZero();
    assertThat(cursor.previous()).isFalse();
    assertThat(cursor.seekBefore(empty)).isFalse();
  }

  @Test
  void theStoreBeforeAChangeStaysAsItWas(Seed seed) throws IOException {
    KeyspaceStore before = test.apply(empty(), sequence(0, 500, i -> bytes("old" + i)));
    NavigableMap<byte[], byte @Nullable []> changes = sequence(100, 200, i -> null);
    changes.putAll(sequence(300, 600, i -> bytes("new" + i)));
    KeyspaceStore after = test.apply(before, changes);
    ModelStore expected =
        ModelStore.empty().apply(new MapCursor(sequence(0, 500, i -> bytes("old" + i))));
    assertSame(before, expected, seed);
    assertSame(after, expected.apply(new MapCursor(changes)), seed);
  }

  @Test
  void aValueThatIsReturnedIsTheCallers() throws IOException {
    KeyspaceStore store = test.apply(empty(), changes(bytes("a"), bytes("value")));
    store.get(bytes("a"), ReadTime.BEFORE_ALL)[0] = 'X';
    assertThat(store.get(bytes("a"), ReadTime.BEFORE_ALL)).isEqualTo(bytes("value"));
    EntryCursor cursor = store.cursor();
    assertThat(cursor.first()).isTrue();
    cursor.value()[0] = 'X';
    assertThat(cursor.value()).isEqualTo(bytes("value"));
  }

  @Test
  void randomChangesGiveWhatTheModelHas(Seed seed) throws IOException {
    KeyspaceStore store = empty();
    ModelStore model = ModelStore.empty();
    int most = 0;
    for (int round = 0; round < 60; round++) {
      NavigableMap<byte[], byte @Nullable []> changes = randomChanges(seed);
      KeyRanges deleted = seed.oneIn(3) ? randomRanges(seed) : KeyRanges.NONE;
      store = test.apply(store, deleted, changes);
      model = model.apply(deleted, new MapCursor(changes), null);
      if (seed.oneIn(4)) {
        store = decode(test.files(), TestFiles.encoded(store));
      }
      if (seed.oneIn(4)) {
        store = moveSomeOut(store, seed);
      }
      store = tend(store, seed);
      test.deleteAllBut(store);
      assertSame(store, model, seed);
      most = Math.max(most, model.entries().size());
    }
    assertThat(most).isGreaterThan(100);
  }

  /** Returns few or many changes, all over the keys or in one place, mostly puts or deletions. */
  private static NavigableMap<byte[], byte @Nullable []> randomChanges(Seed seed) {
    NavigableMap<byte[], byte @Nullable []> changes = MapCursor.newMap();
    int count = seed.oneIn(3) ? seed.between(200, 800) : seed.between(1, 30);
    int deletionIn = seed.pick(List.of(1, 2, 4, 20));
    boolean inOnePlace = seed.oneIn(3);
    int place = seed.between(0, KEYS);
    for (int i = 0; i < count; i++) {
      int number = inOnePlace ? (place + i) % KEYS : seed.between(0, KEYS - 1);
      changes.put(RandomKeys.key(number), seed.oneIn(deletionIn) ? null : randomValue(seed));
    }
    return changes;
  }

  /** Returns a few ranges, short ones or long ones. */
  private static KeyRanges randomRanges(Seed seed) {
    NavigableMap<byte[], byte @Nullable []> ends = MapCursor.newMap();
    int width = seed.oneIn(3) ? KEYS / 2 : 30;
    for (int i = seed.between(1, 4); i > 0; i--) {
      int from = seed.between(0, KEYS);
      byte[] one = RandomKeys.key(from);
      byte[] other = RandomKeys.key(from + seed.between(1, width));
      if (seed.oneIn(20)) {
        ends.put(one, null);
      } else if (Keys.compare(one, other) < 0) {
        ends.put(one, other);
      }
    }
    KeyRanges.Builder ranges = new KeyRanges.Builder();
    ends.forEach(ranges::add);
    return ranges.build();
  }

  private static byte[] randomValue(Seed seed) {
    return seed.bytes(seed.oneIn(60) ? seed.between(1_000, 9_000) : seed.between(0, 60));
  }

  private KeyspaceStore moveSomeOut(KeyspaceStore store, Seed seed) throws IOException {
    Set<Long> leaving = new HashSet<>();
    for (long file : store.fileUse().bytesByFile().keySet()) {
      if (seed.oneIn(2)) {
        leaving.add(file);
      }
    }
    KeyspaceStore moved = test.moveOut(store, leaving);
    assertThat(moved.fileUse().bytesByFile().keySet()).noneMatch(leaving::contains);
    return moved;
  }

  @Test
  void movingOutOfAllFilesLeavesNothingInThem(Seed seed) throws IOException {
    NavigableMap<byte[], byte @Nullable []> changes = sequence(0, 2_000, i -> bytes("v" + i));
    KeyspaceStore store = test.apply(empty(), changes);
    Set<Long> all = new HashSet<>(store.fileUse().bytesByFile().keySet());
    KeyspaceStore moved = test.moveOut(store, all);
    assertThat(moved.fileUse().bytesByFile().keySet()).noneMatch(all::contains);
    test.deleteAllBut(moved);
    assertSame(moved, ModelStore.empty().apply(new MapCursor(changes)), seed);
  }

  @Test
  void movingOutOfFilesThatAreNotUsedChangesNothing(Seed seed) throws IOException {
    NavigableMap<byte[], byte @Nullable []> changes = sequence(0, 200, i -> bytes("v" + i));
    KeyspaceStore store = test.apply(empty(), changes);
    KeyspaceStore moved = test.moveOut(store, Set.of(1_000_000L));
    assertThat(moved.fileUse()).isEqualTo(store.fileUse());
    assertSame(moved, ModelStore.empty().apply(new MapCursor(changes)), seed);
    assertThat(test.moveOut(empty(), Set.of(1L)).isEmpty()).isTrue();
  }

  @Test
  void deletingAllLeavesAnEmptyStoreThatCanBeFilledAgain(Seed seed) throws IOException {
    KeyspaceStore store = test.apply(empty(), sequence(0, 1_000, i -> bytes("v" + i)));
    store = test.apply(store, sequence(0, 1_000, i -> null));
    assertThat(store.cursor().first()).isFalse();
    store = settle(store);
    assertThat(store.isEmpty()).isTrue();
    assertThat(store.cursor().first()).isFalse();
    assertThat(store.fileUse()).isEqualTo(FileUse.NONE);
    assertThat(TestFiles.verify(store)).isEmpty();
    NavigableMap<byte[], byte @Nullable []> again = sequence(500, 600, i -> bytes("w" + i));
    store = test.apply(store, again);
    assertSame(store, ModelStore.empty().apply(new MapCursor(again)), seed);
  }

  @Test
  void aDeletedRangeIsGoneAndWhatComesWithItIsThere(Seed seed) throws IOException {
    KeyspaceStore before = test.apply(empty(), sequence(0, 2_000, i -> bytes("old" + i)));
    ModelStore model = ModelStore.empty().apply(before.cursor());
    KeyRanges deleted =
        new KeyRanges.Builder()
            .add(bytes("key00000100"), bytes("key00001500"))
            .add(bytes("key00001900"), null)
            .build();
    NavigableMap<byte[], byte @Nullable []> changes = sequence(700, 710, i -> bytes("new" + i));
    changes.put(bytes("key00000050"), null);
    changes.put(bytes("key00000800"), null);
    KeyspaceStore after = test.apply(before, deleted, changes);
    ModelStore expected = model.apply(deleted, new MapCursor(changes), null);
    assertThat(expected.entries()).hasSize(99 + 10 + 400);
    assertSame(after, expected, seed);
    assertSame(before, model, seed);
    after = settle(after);
    test.deleteAllBut(after);
    assertSame(decode(test.files(), TestFiles.encoded(after)), expected, seed);
  }

  @Test
  void deletingTheRangeOfAllKeysLeavesNothing(Seed seed) throws IOException {
    KeyspaceStore store = test.apply(empty(), sequence(0, 1_000, i -> bytes("v" + i)));
    KeyspaceStore none = test.apply(store, KeyRanges.of(new byte[0], null), changes());
    assertThat(none.isEmpty()).isTrue();
    assertThat(none.fileUse()).isEqualTo(FileUse.NONE);
    NavigableMap<byte[], byte @Nullable []> anew = sequence(0, 1_000, i -> bytes("w" + i));
    anew.keySet().removeIf(key -> key[key.length - 1] != '7');
    KeyspaceStore filled = test.apply(store, KeyRanges.of(new byte[0], null), anew);
    assertSame(filled, ModelStore.empty().apply(new MapCursor(anew)), seed);
    KeyspaceStore same = test.apply(store, KeyRanges.of(bytes("l"), bytes("m")), changes());
    assertThat(count(same)).isEqualTo(1_000);
    assertThat(test.apply(empty(), KeyRanges.of(new byte[0], null), changes()).isEmpty()).isTrue();
  }

  @Test
  void deletingEntryByEntryInAnyOrderEndsWithNothing(Seed seed) throws IOException {
    int count = 300;
    KeyspaceStore store = test.apply(empty(), sequence(0, count, i -> seed.bytes(30)));
    ModelStore model = ModelStore.empty().apply(store.cursor());
    while (model.entries().size() > 0) {
      NavigableMap<byte[], byte @Nullable []> changes = MapCursor.newMap();
      for (int i = seed.between(1, 9); i > 0; i--) {
        byte[] key = bytes("key%08d".formatted(seed.between(0, count)));
        byte[] there = model.entries().ceilingKey(key);
        changes.put(there == null ? key : there, null);
      }
      store = test.apply(store, changes);
      model = model.apply(new MapCursor(changes));
      test.deleteAllBut(store);
      assertThat(TestFiles.verify(store)).isEmpty();
      assertThat(count(store)).isEqualTo(model.entries().size());
      new CursorWalk(store.cursor(), model.cursor()).thereAndBack();
    }
  }

  @Test
  void keysAndValuesMayBeLargerThanPages(Seed seed) throws IOException {
    KeyspaceStore store = empty();
    ModelStore model = ModelStore.empty();
    for (int round = 0; round < 10; round++) {
      NavigableMap<byte[], byte @Nullable []> changes = MapCursor.newMap();
      for (int i = 0; i < 12; i++) {
        byte[] key = seed.bytes(seed.oneIn(2) ? seed.between(1, 20) : seed.between(600, 20_000));
        changes.put(key, seed.bytes(seed.oneIn(2) ? 10 : seed.between(600, 100_000)));
      }
      if (model.entries().size() > 0) {
        changes.put(model.entries().firstKey(), null);
      }
      store = test.apply(store, changes);
      model = model.apply(new MapCursor(changes));
      test.deleteAllBut(store);
      assertSame(store, model, seed);
    }
  }

  /** What separates such keys is as long as they are, so a page has room for one of them. */
  @Test
  void keysMayShareBeginningsLongerThanPages(Seed seed) throws IOException {
    byte[] common = new byte[3_000];
    Arrays.fill(common, (byte) 'c');
    KeyspaceStore store = empty();
    ModelStore model = ModelStore.empty();
    for (int round = 0; round < 10; round++) {
      NavigableMap<byte[], byte @Nullable []> changes = MapCursor.newMap();
      for (int i = 0; i < 30; i++) {
        byte[] key = Arrays.copyOf(common, common.length + 4);
        System.arraycopy(seed.bytes(4), 0, key, common.length, 4);
        changes.put(key, seed.bytes(seed.between(0, 500)));
      }
      store = test.apply(store, changes);
      model = model.apply(new MapCursor(changes));
      store = decode(test.files(), TestFiles.encoded(store));
      test.deleteAllBut(store);
      assertSame(store, model, seed);
    }
  }

  /** Puts what is to be loaded over a store that has, and goes on having, entries of its own. */
  @Test
  void aLoadLiesOverTheStoreWhateverBecomesOfThatMeanwhile(Seed seed) throws IOException {
    for (int round = 0; round < 40; round++) {
      KeyspaceStore store = empty();
      ModelStore model = ModelStore.empty();
      for (int i = seed.between(0, 3); i > 0; i--) {
        NavigableMap<byte[], byte @Nullable []> changes = randomChanges(seed);
        store = test.apply(store, changes);
        model = model.apply(new MapCursor(changes));
      }
      NavigableMap<byte[], byte @Nullable []> entries = randomChanges(seed);
      entries.put(RandomKeys.key(seed.between(0, KEYS)), new byte[0]);
      entries.values().removeIf(Objects::isNull);
      try (BlockOutput loaded = test.files().newOutput();
          BlockOutput merged = test.files().newOutput()) {
        Load load = empty().newLoad(loaded);
        for (Map.Entry<byte[], byte @Nullable []> entry : entries.entrySet()) {
          load.add(entry.getKey(), Objects.requireNonNull(entry.getValue()), ReadTime.NEVER);
        }
        load.finish();
        loaded.sync();
        KeyspaceStore over = load.over(store, merged);
        for (int i = seed.between(0, 3); i > 0; i--) {
          merged.sync();
          NavigableMap<byte[], byte @Nullable []> changes = randomChanges(seed);
          store = test.apply(store, changes);
          model = model.apply(new MapCursor(changes));
          store = seed.oneIn(2) ? moveSomeOut(store, seed) : store;
          store = tend(store, seed);
          over = load.over(store, merged);
        }
        loaded.finish();
        merged.finish();
        assertSame(store, model, seed);
        ModelStore expected = model.apply(new MapCursor(entries));
        test.deleteAllBut(over);
        assertSame(over, expected, seed);
        over = decode(test.files(), TestFiles.encoded(over));
        assertSame(tend(over, seed), expected, seed);
      }
    }
  }

  private static final int LIFE_MICROS_MAX = 2_000;

  /** So little that it takes several times. */
  private static final long DROPPED_BYTES_MAX = 4 * 1024;

  /** Returns changes of which some expire, soon or later, or have expired. */
  private NavigableMap<byte[], byte @Nullable []> expiringChanges(Seed seed, long nowMicros) {
    NavigableMap<byte[], byte @Nullable []> changes = MapCursor.newMap();
    RandomKeys keys = new RandomKeys(seed, KEYS);
    for (int i = seed.between(1, 300); i > 0; i--) {
      byte[] value = seed.bytes(seed.between(0, seed.oneIn(30) ? 3_000 : 40));
      long expiresAt = nowMicros + seed.between(-10, LIFE_MICROS_MAX);
      boolean deletes = seed.oneIn(5);
      boolean expires = seed.oneIn(2);
      changes.put(
          keys.get(), deletes ? null : expires ? MapCursor.expiring(expiresAt, value) : value);
    }
    return changes;
  }

  private static EntryCursor live(EntryCursor entries, long nowMicros) {
    return new LiveCursor(entries, ReadTime.of(nowMicros));
  }

  @RepeatedTest(10)
  void whatHasExpiredIsNotThereAndNothingElseIsMissing(Seed seed) throws IOException {
    KeyspaceStore store = empty();
    ModelStore model = ModelStore.empty();
    RandomKeys keys = new RandomKeys(seed, KEYS);
    for (int round = 0; round < 25; round++) {
      NavigableMap<byte[], byte @Nullable []> changes =
          expiringChanges(seed, test.files().nowMicros());
      store = test.apply(store, changes);
      model = model.apply(new MapCursor(changes));
      test.advance(Duration.of(seed.between(0, LIFE_MICROS_MAX / 4), ChronoUnit.MICROS));
      store = tend(store, seed);
      store = seed.oneIn(3) ? dropExpired(store) : store;
      store = seed.oneIn(4) ? decode(test.files(), TestFiles.encoded(store)) : store;
      long nowMicros = test.files().nowMicros();
      assertThat(TestFiles.verify(store)).isEmpty();
      assertThat(store.mayExpire() || !anyExpires(store)).isTrue();
      CursorWalk walk =
          new CursorWalk(live(store.cursor(), nowMicros), live(model.cursor(), nowMicros));
      walk.thereAndBack();
      walk.wander(seed, 30, keys);
      ReadTime time = ReadTime.of(nowMicros);
      for (int i = 0; i < 50; i++) {
        byte[] key = keys.get();
        assertThat(store.get(key, time)).isEqualTo(model.get(key, time));
        assertThat(store.contains(key, time)).isEqualTo(model.contains(key, time));
      }
      AscendingReader reader = store.ascendingReader(time);
      for (byte[] key : Stream.generate(keys).limit(100).sorted(Keys::compare).toList()) {
        assertThat(reader.get(key)).isEqualTo(model.get(key, time));
      }
    }
  }

  private static boolean anyExpires(KeyspaceStore store) throws IOException {
    EntryCursor entries = store.cursor();
    for (boolean on = entries.first(); on; on = entries.next()) {
      if (entries.expiresAt() != ReadTime.NEVER) {
        return true;
      }
    }
    return false;
  }

  private KeyspaceStore dropExpired(KeyspaceStore store) throws IOException {
    KeyspaceStore dropped = store;
    while (dropped.isRipe(test.files().nowMicros())) {
      dropped = test.dropExpired(dropped, DROPPED_BYTES_MAX);
    }
    return dropped;
  }

  @Test
  void onceAllHasExpiredNothingIsLeft(Seed seed) throws IOException {
    KeyspaceStore store = empty();
    for (int round = 0; round < 6; round++) {
      NavigableMap<byte[], byte @Nullable []> changes = MapCursor.newMap();
      for (int i = 0; i < 500; i++) {
        long expiresAt = test.files().nowMicros() + seed.between(1, 1_000_000);
        byte[] value = MapCursor.expiring(expiresAt, seed.bytes(seed.between(0, 60)));
        changes.put(bytes("key%08d".formatted(seed.between(0, 5_000))), value);
      }
      store = test.apply(store, changes);
    }
    test.advance(Duration.ofSeconds(2));
    assertThat(dropExpired(settle(store)).isEmpty()).isTrue();
  }

  /** What has expired and is to be dropped hides, until then, what is older. */
  @Test
  void whatExpiredNeverUncoversWhatItReplaced() throws IOException {
    KeyspaceStore store = test.apply(empty(), sequence(0, 800, i -> bytes("older" + i)));
    long expiresAt = test.files().nowMicros() + 1_000_000;
    store =
        test.apply(
            store, sequence(200, 600, i -> MapCursor.expiring(expiresAt, bytes("newer" + i))));
    assertThat(live(store, test.files().nowMicros())).isEqualTo(800);
    assertThat(live(store, expiresAt)).isEqualTo(400);
    test.advance(Duration.ofSeconds(2));
    store = dropExpired(settle(test.apply(store, sequence(790, 810, i -> bytes("more")))));
    assertThat(count(store)).isEqualTo(410);
    assertThat(store.get(bytes("key00000300"), ReadTime.BEFORE_ALL)).isNull();
    assertThat(TestFiles.verify(store)).isEmpty();
  }

  private static int live(KeyspaceStore store, long micros) throws IOException {
    int count = 0;
    EntryCursor entries = live(store.cursor(), micros);
    for (boolean on = entries.first(); on; on = entries.next()) {
      count++;
    }
    return count;
  }
}
