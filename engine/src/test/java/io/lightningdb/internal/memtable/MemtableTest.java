package io.lightningdb.internal.memtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.base.Blobs;
import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.KeyRanges;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.testing.CursorWalk;
import io.lightningdb.internal.testing.MapCursor;
import io.lightningdb.internal.testing.RandomKeys;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.Threads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
@Timeout(120)
class MemtableTest {

  private final Memtable memtable = new Memtable(new Arena(), Blobs.NONE);

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] number(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  private static long number(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong();
  }

  @Test
  void anEmptyMemtableKnowsNothing() throws IOException {
    assertThat(memtable.get(new byte[0], Long.MAX_VALUE, ReadTime.BEFORE_ALL)).isNull();
    assertThat(memtable.newestSequence(new byte[0])).isZero();
    EntryCursor cursor = memtable.cursor(Long.MAX_VALUE);
    assertThat(cursor.first()).isFalse();
    assertThat(cursor.last()).isFalse();
    assertThat(cursor.seek(new byte[0])).isFalse();
    assertThat(cursor.seekBefore(bytes("x"))).isFalse();
  }

  @Test
  void aReaderSeesTheNewestVersionThatIsNotTooNewForIt() throws IOException {
    memtable.put(bytes("k"), bytes("two"), ReadTime.NEVER, 2);
    memtable.put(bytes("k"), null, ReadTime.NEVER, 4);
    memtable.put(bytes("k"), bytes("six"), ReadTime.NEVER, 6);
    assertThat(memtable.get(bytes("k"), 1, ReadTime.BEFORE_ALL)).isNull();
    assertThat(memtable.get(bytes("k"), 2, ReadTime.BEFORE_ALL)).isEqualTo(bytes("two"));
    assertThat(memtable.get(bytes("k"), 3, ReadTime.BEFORE_ALL)).isEqualTo(bytes("two"));
    assertThat(memtable.get(bytes("k"), 4, ReadTime.BEFORE_ALL)).isSameAs(Memtable.DELETED);
    assertThat(memtable.get(bytes("k"), 5, ReadTime.BEFORE_ALL)).isSameAs(Memtable.DELETED);
    assertThat(memtable.get(bytes("k"), 6, ReadTime.BEFORE_ALL)).isEqualTo(bytes("six"));
    assertThat(memtable.get(bytes("k"), Long.MAX_VALUE, ReadTime.BEFORE_ALL))
        .isEqualTo(bytes("six"));
    assertThat(memtable.newestSequence(bytes("k"))).isEqualTo(6);
    assertThat(memtable.newestSequence(bytes("kk"))).isZero();
  }

  @Test
  void theLastOfSeveralWritesWithOneSequenceCounts() throws IOException {
    memtable.put(bytes("k"), bytes("first"), ReadTime.NEVER, 7);
    memtable.put(bytes("k"), null, ReadTime.NEVER, 7);
    memtable.put(bytes("k"), bytes("last"), ReadTime.NEVER, 7);
    assertThat(memtable.get(bytes("k"), 7, ReadTime.BEFORE_ALL)).isEqualTo(bytes("last"));
    assertThat(memtable.get(bytes("k"), 6, ReadTime.BEFORE_ALL)).isNull();
  }

  @Test
  void aDeletedRangeHidesWhatIsOlderAndNothingElse() throws IOException {
    memtable.put(bytes("b"), bytes("one"), ReadTime.NEVER, 1);
    memtable.put(bytes("c"), bytes("one"), ReadTime.NEVER, 1);
    memtable.put(bytes("d"), bytes("one"), ReadTime.NEVER, 1);
    memtable.deleteRange(bytes("b"), bytes("d"), 3);
    memtable.put(bytes("c"), bytes("with it"), ReadTime.NEVER, 3);
    memtable.put(bytes("bb"), bytes("later"), ReadTime.NEVER, 4);
    assertThat(memtable.get(bytes("b"), 2, ReadTime.BEFORE_ALL)).isEqualTo(bytes("one"));
    assertThat(memtable.get(bytes("b"), 3, ReadTime.BEFORE_ALL)).isSameAs(Memtable.DELETED);
    assertThat(memtable.contains(bytes("b"), 2, ReadTime.BEFORE_ALL)).isTrue();
    assertThat(memtable.contains(bytes("b"), 3, ReadTime.BEFORE_ALL)).isFalse();
    assertThat(memtable.get(bytes("bb"), 3, ReadTime.BEFORE_ALL)).isSameAs(Memtable.DELETED);
    assertThat(memtable.get(bytes("bb"), 4, ReadTime.BEFORE_ALL)).isEqualTo(bytes("later"));
    assertThat(memtable.get(bytes("bbb"), 2, ReadTime.BEFORE_ALL)).isNull();
    assertThat(memtable.get(bytes("bbb"), 3, ReadTime.BEFORE_ALL)).isSameAs(Memtable.DELETED);
    assertThat(memtable.get(bytes("c"), 3, ReadTime.BEFORE_ALL)).isEqualTo(bytes("with it"));
    assertThat(memtable.get(bytes("d"), 9, ReadTime.BEFORE_ALL)).isEqualTo(bytes("one"));
    assertThat(memtable.newestSequence(bytes("bbb"))).isEqualTo(3);
    assertThat(memtable.newestSequence(bytes("bb"))).isEqualTo(4);
    assertThat(memtable.newestSequence(bytes("d"))).isEqualTo(1);
    assertThat(keysOf(memtable.cursor(2))).containsExactly("b", "c", "d");
    assertThat(keysOf(memtable.cursor(3))).containsExactly("c", "d");
    assertThat(keysOf(memtable.cursor(4))).containsExactly("bb", "c", "d");
  }

  private static List<String> keysOf(EntryCursor cursor) throws IOException {
    List<String> keys = new ArrayList<>();
    for (boolean on = cursor.first(); on; on = cursor.next()) {
      keys.add(new String(cursor.key(), 0, cursor.keyLength(), StandardCharsets.US_ASCII));
    }
    List<String> backward = new ArrayList<>();
    for (boolean on = cursor.last(); on; on = cursor.previous()) {
      backward.add(0, new String(cursor.key(), 0, cursor.keyLength(), StandardCharsets.US_ASCII));
    }
    assertThat(backward).isEqualTo(keys);
    return keys;
  }

  /** Compares cursors at every age with what a replay of all that happened leaves. */
  @RepeatedTest(20)
  void cursorsShowWhatRangesLeave(Seed seed) throws IOException {
    RandomKeys keys = new RandomKeys(seed, 200);
    List<Consumer<NavigableMap<byte[], byte @Nullable []>>> history = new ArrayList<>();
    for (int sequence = 1; sequence <= 150; sequence++) {
      byte[] key = keys.get();
      byte[] other = keys.get();
      if (seed.oneIn(6) && Keys.compare(key, other) < 0) {
        byte[] end = seed.oneIn(12) ? null : other;
        memtable.deleteRange(key, end, sequence);
        KeyRanges range = KeyRanges.of(key, end);
        history.add(map -> map.keySet().removeIf(range::contain));
      } else {
        byte[] value = seed.oneIn(5) ? null : seed.bytes(3);
        memtable.put(key, value, ReadTime.NEVER, sequence);
        history.add(map -> map.put(key, value));
      }
    }
    for (int round = 0; round < 12; round++) {
      int snapshot = round == 0 ? history.size() : seed.between(0, history.size());
      NavigableMap<byte[], byte @Nullable []> expected = MapCursor.newMap();
      history.subList(0, snapshot).forEach(step -> step.accept(expected));
      CursorWalk walk = new CursorWalk(memtable.cursor(snapshot), new MapCursor(expected));
      walk.thereAndBack();
      walk.wander(seed, 100, keys);
      walk.turnAtEveryStep(10);
    }
  }

  @Test
  void whatWasChangedInARangeIsFoundRangesIncluded() {
    memtable.put(bytes("m"), bytes("five"), ReadTime.NEVER, 5);
    memtable.deleteRange(bytes("c"), bytes("f"), 7);
    assertThat(memtable.anyChangedAfter(4, bytes("l"), bytes("n"))).isEqualTo(bytes("m"));
    assertThat(memtable.anyChangedAfter(5, bytes("l"), bytes("n"))).isNull();
    assertThat(memtable.anyChangedAfter(6, bytes("d"), bytes("e"))).isEqualTo(bytes("d"));
    assertThat(memtable.anyChangedAfter(6, bytes("a"), bytes("cc"))).isEqualTo(bytes("c"));
    assertThat(memtable.anyChangedAfter(6, bytes("a"), bytes("c"))).isNull();
    assertThat(memtable.anyChangedAfter(6, bytes("f"), null)).isNull();
    assertThat(memtable.anyChangedAfter(7, bytes("a"), null)).isNull();
    assertThat(memtable.deletedRanges().ranges()).hasSize(1);
  }

  @Test
  void aBlobThatARangeHasDeletedIsNone() {
    memtable.putBlob(bytes("k"), bytes("pointer"), ReadTime.NEVER, 1);
    assertThat(memtable.isNewestBlob(bytes("k"))).isTrue();
    memtable.deleteRange(bytes("a"), null, 2);
    assertThat(memtable.isNewestBlob(bytes("k"))).isFalse();
    assertThat(memtable.isNewestBlob(bytes("kk"))).isFalse();
  }

  @Test
  void anEmptyValueIsNoDeletion() throws IOException {
    memtable.put(bytes("empty"), new byte[0], ReadTime.NEVER, 1);
    memtable.put(bytes("gone"), null, ReadTime.NEVER, 2);
    assertThat(memtable.get(bytes("empty"), 9, ReadTime.BEFORE_ALL))
        .isNotSameAs(Memtable.DELETED)
        .isEmpty();
    EntryCursor cursor = memtable.cursor(9);
    assertThat(cursor.first()).isTrue();
    assertThat(cursor.isDelete()).isFalse();
    assertThat(cursor.value()).isEmpty();
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.isDelete()).isTrue();
  }

  @Test
  void arraysAreCopiedInAndOut() throws IOException {
    byte[] key = bytes("key");
    byte[] value = bytes("value");
    memtable.put(key, value, ReadTime.NEVER, 1);
    key[0] = 'X';
    value[0] = 'X';
    assertThat(memtable.get(bytes("key"), 1, ReadTime.BEFORE_ALL)).isEqualTo(bytes("value"));
    memtable.get(bytes("key"), 1, ReadTime.BEFORE_ALL)[0] = 'X';
    EntryCursor cursor = memtable.cursor(1);
    assertThat(cursor.first()).isTrue();
    cursor.value()[0] = 'X';
    assertThat(cursor.value()).isEqualTo(bytes("value"));
  }

  /** All versions of all keys, as a map has them. */
  private static final class Versions {

    private final NavigableMap<byte[], TreeMap<Long, Optional<byte[]>>> keys =
        new TreeMap<>(Keys::compare);

    void put(byte[] key, byte @Nullable [] value, long sequence) {
      keys.computeIfAbsent(key, k -> new TreeMap<>()).put(sequence, Optional.ofNullable(value));
    }

    /** Returns what a reader sees, with null for deletions. */
    NavigableMap<byte[], byte @Nullable []> at(long sequence) {
      NavigableMap<byte[], byte @Nullable []> entries = MapCursor.newMap();
      keys.forEach(
          (key, versions) -> {
            Map.Entry<Long, Optional<byte[]>> version = versions.floorEntry(sequence);
            if (version != null) {
              entries.put(key, version.getValue().orElse(null));
            }
          });
      return entries;
    }

    long newest(byte[] key) {
      return keys.containsKey(key) ? keys.get(key).lastKey() : 0;
    }
  }

  @Test
  void everySnapshotSeesWhatTheModelHas(Seed seed) throws IOException {
    for (int round = 0; round < 12; round++) {
      Memtable filled = new Memtable(new Arena(), Blobs.NONE);
      Versions model = new Versions();
      RandomKeys keys = new RandomKeys(seed, seed.between(10, 3_000));
      int sequences = seed.between(1, 6_000);
      for (long sequence = 1; sequence <= sequences; sequence++) {
        byte[] value =
            seed.oneIn(5) ? null : seed.bytes(seed.oneIn(50) ? 3_000 : seed.between(0, 20));
        byte[] key = keys.get();
        filled.put(key, value, ReadTime.NEVER, sequence);
        model.put(key, value, sequence);
      }
      for (int i = 0; i < 4; i++) {
        assertSame(filled, model, seed.between(0, sequences + 1), keys, seed);
      }
    }
  }

  private static void assertSame(
      Memtable memtable, Versions model, long sequence, RandomKeys keys, Seed seed)
      throws IOException {
    NavigableMap<byte[], byte @Nullable []> expected = model.at(sequence);
    CursorWalk walk = new CursorWalk(memtable.cursor(sequence), new MapCursor(expected));
    walk.thereAndBack();
    walk.turnAtEveryStep(20);
    walk.wander(seed, 200, keys);
    for (int i = 0; i < 200; i++) {
      byte[] key = keys.get();
      byte[] found = memtable.get(key, sequence, ReadTime.BEFORE_ALL);
      if (!expected.containsKey(key)) {
        assertThat(found).isNull();
      } else if (expected.get(key) == null) {
        assertThat(found).isSameAs(Memtable.DELETED);
      } else {
        assertThat(found).isEqualTo(expected.get(key));
      }
      assertThat(memtable.newestSequence(key)).isEqualTo(model.newest(key));
    }
  }

  @Test
  void keysInAnyOrderAreAllThere(Seed seed) throws IOException {
    int count = 20_000;
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      order.add(i);
    }
    assertHolds(order, MemtableTest::number);
    Collections.reverse(order);
    assertHolds(order, MemtableTest::number);
    Collections.shuffle(order, new Random(seed.nextLong()));
    assertHolds(order, MemtableTest::number);
    // Two runs in order, one from each end.
    order.sort((a, b) -> Integer.compare(zigzag(a, count), zigzag(b, count)));
    assertHolds(order, MemtableTest::number);
  }

  private static int zigzag(int number, int count) {
    return number < count / 2 ? 2 * number : 2 * (count - number) - 1;
  }

  @Test
  void keysThatShareLongBeginningsAreAllThere(Seed seed) throws IOException {
    byte[] common = seed.bytes(200);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(seed.nextLong()));
    assertHolds(
        order,
        number -> {
          byte[] key = Arrays.copyOf(common, 204);
          ByteBuffer.wrap(key).putInt(200, number);
          return key;
        });
  }

  private static void assertHolds(List<Integer> order, IntFunction<byte[]> key) throws IOException {
    Memtable filled = new Memtable(new Arena(), Blobs.NONE);
    long sequence = 0;
    for (int number : order) {
      filled.put(key.apply(number), number(number), ReadTime.NEVER, ++sequence);
    }
    EntryCursor cursor = filled.cursor(sequence);
    assertThat(cursor.first()).isTrue();
    for (int i = 0; i < order.size(); i++) {
      if (number(cursor.value()) != i
          || !Arrays.equals(filled.get(key.apply(i), sequence, ReadTime.BEFORE_ALL), number(i))) {
        throw new AssertionError("number " + i + " is not where it should be");
      }
      assertThat(cursor.next()).isEqualTo(i < order.size() - 1);
    }
  }

  @Test
  void keysAndValuesMayBeLargerThanSlabs(Seed seed) throws IOException {
    Versions model = new Versions();
    byte[] common = seed.bytes(65_000);
    for (long sequence = 1; sequence <= 300; sequence++) {
      byte[] key = Arrays.copyOf(common, 65_536);
      key[65_000 + seed.between(0, 500)] = (byte) seed.between(0, 3);
      byte[] value = seed.bytes(seed.oneIn(50) ? 3_000_000 : 10);
      memtable.put(key, value, ReadTime.NEVER, sequence);
      model.put(key, value, sequence);
    }
    for (long sequence : new long[] {0, 1, 150, 300}) {
      new CursorWalk(memtable.cursor(sequence), new MapCursor(model.at(sequence))).thereAndBack();
    }
  }

  /**
   * One thread writes versions with growing sequences, each of which touches two keys; others read
   * at whatever sequence has been published, and see all up to it and nothing of later ones.
   */
  @Test
  void readersBesideTheWriterSeeTheirSnapshot(Seed seed) {
    int keyCount = 30_000; // so many that nodes are split to the end
    int writes = 60_000;
    AtomicLong published = new AtomicLong();
    Thread writer =
        Threads.start(
            () -> {
              Random random = new Random(seed.value());
              for (long sequence = 1; sequence <= writes; sequence++) {
                // Key and mirror image get the same value, in one commit.
                int key = random.nextInt(keyCount);
                memtable.put(number(key), number(sequence), ReadTime.NEVER, sequence);
                memtable.put(number(-1 - key), number(sequence), ReadTime.NEVER, sequence);
                published.set(sequence);
              }
            });
    Threads.run(
        2,
        thread -> {
          Random random = new Random(seed.value() + thread);
          while (published.get() < writes) {
            long snapshot = published.get();
            int key = random.nextInt(keyCount);
            assertMirrored(
                get(memtable, number(key), snapshot),
                get(memtable, number(-1 - key), snapshot),
                snapshot);
            if (key % 2_000 == 0) {
              assertSnapshotIsWhole(memtable.cursor(snapshot), snapshot);
            }
          }
        });
    Threads.join(writer);
    assertSnapshotIsWhole(memtable.cursor(writes), writes);
  }

  private static byte @Nullable [] get(Memtable memtable, byte[] key, long sequence) {
    try {
      return memtable.get(key, sequence, ReadTime.BEFORE_ALL);
    } catch (IOException e) {
      throw new AssertionError("nothing is read from files", e);
    }
  }

  /**
   * Small memtables are filled one after the other, so that readers are mostly where the writer is:
   * in a leaf that gets a key, becomes wider, or is split.
   */
  @Test
  void aKeyIsAlwaysThereWhileOthersComeBesideIt(Seed seed) {
    byte[] steady = number(1_000_000);
    AtomicReference<Memtable> current = new AtomicReference<>(withSteadyKey(steady));
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong reads = new AtomicLong();
    Runnable reading =
        () -> {
          while (!done.get()) {
            Memtable read = current.get();
            if (get(read, steady, 1) == null || read.newestSequence(steady) != 1) {
              throw new AssertionError("a key was not there for a moment");
            }
            EntryCursor cursor = read.cursor(1);
            if (!isOn(cursor, true, steady) || !isOn(cursor, false, steady)) {
              throw new AssertionError("a cursor did not come to the only key there is for it");
            }
            reads.incrementAndGet();
          }
        };
    List<Thread> readers = List.of(Threads.start(reading), Threads.start(reading));
    Random random = new Random(seed.value());
    for (int round = 0; round < 2_000 || reads.get() < 20_000; round++) {
      Memtable filled = withSteadyKey(steady);
      current.set(filled);
      for (long sequence = 2; sequence < 150; sequence++) {
        filled.put(number(2 * random.nextInt(1_000_000) + 1), steady, ReadTime.NEVER, sequence);
      }
      if (!readers.stream().allMatch(Thread::isAlive)) {
        break; // one of them has failed, as joining it tells
      }
    }
    done.set(true);
    readers.forEach(Threads::join);
  }

  private static Memtable withSteadyKey(byte[] key) {
    Memtable filled = new Memtable(new Arena(), Blobs.NONE);
    filled.put(key, key, ReadTime.NEVER, 1);
    return filled;
  }

  private static boolean isOn(EntryCursor cursor, boolean first, byte[] key) {
    try {
      return (first ? cursor.first() : cursor.last()) && Arrays.equals(CursorWalk.key(cursor), key);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertMirrored(
      byte @Nullable [] value, byte @Nullable [] mirrored, long snapshot) {
    if (!Arrays.equals(value, mirrored) || (value != null && number(value) > snapshot)) {
      throw new AssertionError("half a commit, or one too new, is seen at " + snapshot);
    }
  }

  /** Keys order as unsigned numbers: first those from 0 up, then from the smallest up to -1. */
  private static void assertSnapshotIsWhole(EntryCursor cursor, long snapshot) {
    try {
      NavigableMap<Long, Long> found = new TreeMap<>();
      byte[] previous = null;
      for (boolean on = cursor.first(); on; on = cursor.next()) {
        byte[] key = CursorWalk.key(cursor);
        if (previous != null && Keys.compare(previous, key) >= 0) {
          throw new AssertionError("keys out of order at " + snapshot);
        }
        previous = key;
        found.put(number(key), number(cursor.value()));
      }
      found.forEach(
          (key, value) -> {
            if (value > snapshot || !value.equals(found.get(-1 - key))) {
              throw new AssertionError("half a commit, or one too new, is seen at " + snapshot);
            }
          });
      int count = 0;
      for (boolean on = cursor.last(); on; on = cursor.previous()) {
        count++;
      }
      if (count != found.size()) {
        throw new AssertionError("there are more entries one way than the other");
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
