package io.lightningdb.internal.memtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.base.Blobs;
import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.Keys;
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
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
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
    assertThat(memtable.get(new byte[0], Long.MAX_VALUE)).isNull();
    assertThat(memtable.newestSequence(new byte[0])).isZero();
    EntryCursor cursor = memtable.cursor(Long.MAX_VALUE);
    assertThat(cursor.first()).isFalse();
    assertThat(cursor.last()).isFalse();
    assertThat(cursor.seek(new byte[0])).isFalse();
    assertThat(cursor.seekBefore(bytes("x"))).isFalse();
  }

  @Test
  void aReaderSeesTheNewestVersionThatIsNotTooNewForIt() throws IOException {
    memtable.put(bytes("k"), bytes("two"), 2);
    memtable.put(bytes("k"), null, 4);
    memtable.put(bytes("k"), bytes("six"), 6);
    assertThat(memtable.get(bytes("k"), 1)).isNull();
    assertThat(memtable.get(bytes("k"), 2)).isEqualTo(bytes("two"));
    assertThat(memtable.get(bytes("k"), 3)).isEqualTo(bytes("two"));
    assertThat(memtable.get(bytes("k"), 4)).isSameAs(Memtable.DELETED);
    assertThat(memtable.get(bytes("k"), 5)).isSameAs(Memtable.DELETED);
    assertThat(memtable.get(bytes("k"), 6)).isEqualTo(bytes("six"));
    assertThat(memtable.get(bytes("k"), Long.MAX_VALUE)).isEqualTo(bytes("six"));
    assertThat(memtable.newestSequence(bytes("k"))).isEqualTo(6);
    assertThat(memtable.newestSequence(bytes("kk"))).isZero();
  }

  @Test
  void theLastOfSeveralWritesWithOneSequenceCounts() throws IOException {
    memtable.put(bytes("k"), bytes("first"), 7);
    memtable.put(bytes("k"), null, 7);
    memtable.put(bytes("k"), bytes("last"), 7);
    assertThat(memtable.get(bytes("k"), 7)).isEqualTo(bytes("last"));
    assertThat(memtable.get(bytes("k"), 6)).isNull();
  }

  @Test
  void anEmptyValueIsNoDeletion() throws IOException {
    memtable.put(bytes("empty"), new byte[0], 1);
    memtable.put(bytes("gone"), null, 2);
    assertThat(memtable.get(bytes("empty"), 9)).isNotSameAs(Memtable.DELETED).isEmpty();
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
    memtable.put(key, value, 1);
    key[0] = 'X';
    value[0] = 'X';
    assertThat(memtable.get(bytes("key"), 1)).isEqualTo(bytes("value"));
    memtable.get(bytes("key"), 1)[0] = 'X';
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
        filled.put(key, value, sequence);
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
      byte[] found = memtable.get(key, sequence);
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
      filled.put(key.apply(number), number(number), ++sequence);
    }
    EntryCursor cursor = filled.cursor(sequence);
    assertThat(cursor.first()).isTrue();
    for (int i = 0; i < order.size(); i++) {
      if (number(cursor.value()) != i
          || !Arrays.equals(filled.get(key.apply(i), sequence), number(i))) {
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
      memtable.put(key, value, sequence);
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
                memtable.put(number(key), number(sequence), sequence);
                memtable.put(number(-1 - key), number(sequence), sequence);
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
      return memtable.get(key, sequence);
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
        filled.put(number(2 * random.nextInt(1_000_000) + 1), steady, sequence);
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
    filled.put(key, key, 1);
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
