package io.lightningdb.internal.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Compression;
import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.KeyRanges;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.Compaction;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.store.PageFormat;
import io.lightningdb.internal.testing.MapCursor;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.TestFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Several compactions at a time, each ending when it likes, between flushes and reclamation: the
 * store has what a map has. There are times with writing all over and in few places, and times of
 * deleting, in which the levels shrink.
 */
@ExtendWith(Seeds.class)
class ParallelCompactionTest {

  private static final PageFormat FORMAT = new PageFormat(512, Compression.NONE);
  private static final int STEPS = 800;
  private static final int KEYS = 1_000;

  /** Short files make short tables, and many levels of little data. */
  private static final int FILE_BYTES_MAX = 1024;

  private final TestFiles test = new TestFiles(new MemoryDisk(), FILE_BYTES_MAX);
  private final NavigableMap<byte[], byte @Nullable []> expected = MapCursor.newMap();
  private final List<UnderWay> underWay = new ArrayList<>();
  private KeyspaceStore store = LsmStore.empty(test.files(), FORMAT);
  private int underWayMost;

  /** A compaction that was begun, and where it writes to. */
  private record UnderWay(Compaction compaction, BlockOutput out) {}

  @RepeatedTest(4)
  void thoseThatAreWorthItDoNotDisturbEachOther(Seed seed) throws IOException {
    run(seed, false);
    assertThat(underWayMost).as("compactions under way at a time").isGreaterThan(2);
  }

  @RepeatedTest(6)
  void thoseOnTheWayToTheEndDoNotDisturbEachOther(Seed seed) throws IOException {
    run(seed, true);
    assertThat(underWayMost).as("compactions under way at a time").isGreaterThan(2);
  }

  private void run(Seed seed, boolean toTheEnd) throws IOException {
    for (int step = 0; step < STEPS; step++) {
      List<Compaction> begun = underWay.stream().map(UnderWay::compaction).toList();
      Compaction next = toTheEnd ? store.fullCompaction(begun, 0) : store.compaction(begun);
      if (next != null && underWay.size() < 5 && !seed.oneIn(4)) {
        underWay.add(new UnderWay(next, test.files().newOutput()));
        underWayMost = Math.max(underWayMost, underWay.size());
      } else if (!underWay.isEmpty() && seed.oneIn(2)) {
        end(underWay.remove(seed.between(0, underWay.size() - 1)));
      } else if (!store.isEmpty() && seed.oneIn(40)) {
        List<Long> files = List.copyOf(store.fileUse().bytesByFile().keySet());
        store = test.moveOut(store, Set.of(seed.pick(files)));
      } else {
        KeyRanges deleted = seed.oneIn(8) ? deletedRange(seed) : KeyRanges.NONE;
        store = test.apply(store, deleted, changes(seed, step));
      }
      if (step % 50 == 0) {
        // As an opening would: a run whose tables have keys in common is damage.
        assertHasAll(LsmStore.decode("a test", test.files(), FORMAT, TestFiles.encoded(store)));
      }
    }
    for (UnderWay each : underWay) {
      end(each);
    }
    assertHasAll(store);
    assertThat(TestFiles.verify(store)).isEmpty();
  }

  private void end(UnderWay ended) throws IOException {
    try (BlockOutput out = ended.out) {
      Compaction.Change change = ended.compaction.run(out);
      out.finish();
      store = change.applyTo(store);
    }
  }

  /** Deletes a range, in which tables may be that are being merged. */
  private KeyRanges deletedRange(Seed seed) {
    int from = 10_000 + seed.between(0, KEYS);
    int to = from + seed.between(1, seed.oneIn(4) ? KEYS : 100);
    KeyRanges deleted = KeyRanges.of(key(from), key(to));
    expected.keySet().removeIf(deleted::contain);
    return deleted;
  }

  private static byte[] key(int number) {
    return ("key" + number).getBytes(StandardCharsets.US_ASCII);
  }

  private NavigableMap<byte[], byte @Nullable []> changes(Seed seed, int step) {
    NavigableMap<byte[], byte @Nullable []> changes = MapCursor.newMap();
    boolean shrinks = step / 250 % 3 == 2;
    int width = seed.oneIn(3) ? KEYS : 60;
    int from = seed.between(0, KEYS - width);
    for (int i = seed.between(1, shrinks ? 200 : 40); i > 0; i--) {
      byte[] key = key(10_000 + from + seed.between(0, width));
      byte[] value = shrinks || seed.oneIn(3) ? null : seed.bytes(seed.between(1, 200));
      changes.put(key, value);
      if (value == null) {
        expected.remove(key);
      } else {
        expected.put(key, value);
      }
    }
    return changes;
  }

  private void assertHasAll(KeyspaceStore found) throws IOException {
    EntryCursor entries = found.cursor();
    boolean on = entries.first();
    for (Map.Entry<byte[], byte @Nullable []> entry : expected.entrySet()) {
      assertThat(on).isTrue();
      assertThat(Arrays.copyOf(entries.key(), entries.keyLength())).isEqualTo(entry.getKey());
      assertThat(entries.value()).isEqualTo(entry.getValue());
      on = entries.next();
    }
    assertThat(on).isFalse();
  }
}
