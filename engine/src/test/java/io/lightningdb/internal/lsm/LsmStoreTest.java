package io.lightningdb.internal.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Compression;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.Compaction;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.store.Load;
import io.lightningdb.internal.store.PageFormat;
import io.lightningdb.internal.store.StoreContract;
import io.lightningdb.internal.testing.MapCursor;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.TestFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LsmStoreTest extends StoreContract {

  private static final PageFormat FORMAT = new PageFormat(512, Compression.ADAPTIVE);

  @Override
  protected KeyspaceStore empty(BlockFiles files) {
    return LsmStore.empty(files, FORMAT);
  }

  @Override
  protected KeyspaceStore decode(BlockFiles files, ByteReader in) {
    return LsmStore.decode("a test", files, FORMAT, in);
  }

  @Override
  protected KeyspaceStore settle(KeyspaceStore store) throws IOException {
    KeyspaceStore settled = store;
    long asOfMicros = test.files().nowMicros();
    for (int steps = 0; ; steps++) {
      Compaction compaction = settled.fullCompaction(List.of(), asOfMicros);
      if (compaction == null) {
        return settled;
      }
      assertThat(steps).as("steps").isLessThan(1_000);
      settled = test.compact(settled, compaction);
    }
  }

  @Override
  protected KeyspaceStore tend(KeyspaceStore store, Seed seed) throws IOException {
    if (seed.oneIn(10)) {
      return settle(store);
    }
    KeyspaceStore tended = store;
    Compaction compaction = seed.oneIn(4) ? null : tended.compaction(List.of());
    while (compaction != null) {
      tended = test.compact(tended, compaction);
      compaction = tended.compaction(List.of());
    }
    return tended;
  }

  private KeyspaceStore load(KeyspaceStore store, int from, int to) throws IOException {
    try (BlockOutput out = test.files().newOutput()) {
      Load load = store.newLoad(out);
      for (int i = from; i < to; i++) {
        load.add(
            ("key" + (100_000 + i)).getBytes(StandardCharsets.US_ASCII),
            new byte[40],
            ReadTime.NEVER);
      }
      load.finish();
      out.finish();
      return load.over(store, out);
    }
  }

  @Test
  void whatIsLoadedBesideAllElseIsInTheLastLevelAtOnce() throws IOException {
    KeyspaceStore store = load(empty(test.files()), 40_000, 50_000);
    assertThat(store.fullCompaction(List.of(), 0)).isNull();
    store = load(load(store, 10_000, 20_000), 60_000, 70_000);
    assertThat(store.fullCompaction(List.of(), 0)).isNull();
    assertThat(TestFiles.verify(store)).isEmpty();
  }

  @Test
  void whatIsLoadedIntoAGapIsARunOnTopOfTheOthers() throws IOException {
    KeyspaceStore store = load(empty(test.files()), 0, 10);
    store = load(store, 40_000, 50_000);
    store = load(store, 20_000, 30_000);
    assertThat(store.fullCompaction(List.of(), 0)).isNotNull();
    assertThat(settle(store).fullCompaction(List.of(), 0)).isNull();
    assertThat(store.contains("key120000".getBytes(StandardCharsets.US_ASCII), ReadTime.BEFORE_ALL))
        .isTrue();
    assertThat(TestFiles.verify(store)).isEmpty();
  }

  /** A merge that was chosen before may write one table across the gap that is loaded into. */
  @Test
  void aCompactionUnderWayAndALoadDoNotDisturbEachOther() throws IOException {
    KeyspaceStore store = empty(test.files());
    for (int i = 0; i < 4; i++) {
      NavigableMap<byte[], byte @Nullable []> changes = MapCursor.newMap();
      changes.put(("key10000" + i).getBytes(StandardCharsets.US_ASCII), new byte[1]);
      changes.put(("key19000" + i).getBytes(StandardCharsets.US_ASCII), new byte[1]);
      store = test.apply(store, changes);
    }
    Compaction compaction = store.compaction(List.of());
    assertThat(compaction).isNotNull();
    KeyspaceStore loaded = load(load(store, 95_000, 96_000), 50_000, 60_000);
    KeyspaceStore compacted = test.compact(loaded, compaction);
    assertThat(TestFiles.verify(compacted)).isEmpty();
    KeyspaceStore again = decode(test.files(), TestFiles.encoded(compacted));
    for (String key : List.of("key100003", "key190002", "key155555", "key195555")) {
      assertThat(again.contains(key.getBytes(StandardCharsets.US_ASCII), ReadTime.BEFORE_ALL))
          .as(key)
          .isTrue();
    }
  }

  /** Or the ranges beside it would be made old again and again by each other. */
  @Test
  void aTableIsAsOldAsTheOldestEntryInItsRange() throws IOException {
    TestFiles small = new TestFiles(new MemoryDisk(), 1024);
    long begun = small.files().nowMicros();
    NavigableMap<byte[], byte @Nullable []> left = numbered("a");
    KeyspaceStore store = small.apply(empty(small.files()), left);
    store = small.compact(store, Objects.requireNonNull(store.fullCompaction(List.of(), 0)));
    small.advance(Duration.ofDays(10));
    NavigableMap<byte[], byte @Nullable []> all = numbered("z");
    all.put(left.firstKey(), new byte[1]);
    store = small.apply(store, all);
    store = small.compact(store, Objects.requireNonNull(store.fullCompaction(List.of(), 0)));
    Version version = Version.decode("a test", small.files(), FORMAT, TestFiles.encoded(store));
    assertThat(version.newestFirst()).containsExactly(version.level(Version.LAST));
    assertThat(version.tables()).hasSizeGreaterThan(4);
    for (Table table : version.tables()) {
      long days = TimeUnit.MICROSECONDS.toDays(table.oldestMicros() - begun);
      assertThat(days).as("%s", table).isEqualTo(table.smallest()[0] == 'a' ? 0 : 10);
    }
  }

  private static NavigableMap<byte[], byte @Nullable []> numbered(String prefix) {
    NavigableMap<byte[], byte @Nullable []> changes = MapCursor.newMap();
    for (int i = 100; i < 160; i++) {
      changes.put((prefix + i).getBytes(StandardCharsets.US_ASCII), new byte[40]);
    }
    return changes;
  }
}
