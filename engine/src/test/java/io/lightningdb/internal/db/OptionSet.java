package io.lightningdb.internal.db;

import io.lightningdb.Compression;
import io.lightningdb.Durability;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.Options;
import io.lightningdb.StorageEngine;
import io.lightningdb.internal.base.Scheduler;
import io.lightningdb.internal.base.ThreadScheduler;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.testing.InlineScheduler;
import io.lightningdb.internal.testing.SimulatedDisk;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One of the ways in which a database with two keyspaces can be set up.
 *
 * @param simulated whether it is on a simulated disk rather than in memory
 * @param threads whether background work has threads of its own, as it has for users
 */
record OptionSet(
    int number,
    Options options,
    List<KeyspaceOptions> keyspaces,
    boolean simulated,
    boolean threads) {

  private static final int K = 1024;

  private static final int[] PAGE_BYTES = {
    512, K, 2 * K, 4 * K, 8 * K, 16 * K, 32 * K, 64 * K, 128 * K, 256 * K
  };
  private static final String[] MEMORY_BYTES = {"4m", "5m", "16m", "256m", "auto"};
  private static final String[] MEMTABLE_BYTES = {"64k", "96k", "192k", "1m", "auto"};
  private static final String[] CACHE_BYTES = {"0", "4k", "32k", "256k", "auto"};
  private static final int[] TREE_SEGMENT_BYTES = {16 * K, 24 * K, 64 * K, 512 * K, 32 * K * K};
  private static final int[] LOG_SEGMENT_BYTES = {4 * K, 10 * K, 32 * K, 128 * K, 512 * K};
  private static final int[] LOG_BYTES_KEPT = {0, 1, 64 * K, K * K, 0};

  /**
   * Returns 50 option sets. Each size of a page meets each size of everything else, and so does
   * each size of memtables, cache, trees' files and log. The budget of memory goes with the row.
   */
  static List<OptionSet> all() {
    return IntStream.range(0, 50).mapToObj(OptionSet::of).toList();
  }

  /*
   * With five choices each, a + k * b modulo 5 takes every pair of values for two different k as a
   * and b go through all of theirs: a table in which each row of pages is another combination.
   */
  private static OptionSet of(int number) {
    int page = number % PAGE_BYTES.length;
    int row = number / PAGE_BYTES.length;
    Options options =
        Options.builder()
            .durability(Durability.values()[(page + row) % Durability.values().length])
            .set("memoryBytes", MEMORY_BYTES[row % 5])
            .set("memtableBytes", MEMTABLE_BYTES[(page + row) % 5])
            .set("cacheBytes", CACHE_BYTES[(page + 2 * row) % 5])
            .treeSegmentBytes(TREE_SEGMENT_BYTES[(page + 3 * row) % 5])
            .logSegmentBytes(LOG_SEGMENT_BYTES[(page + 4 * row) % 5])
            .logBytesKept(LOG_BYTES_KEPT[page % 5])
            .build();
    KeyspaceOptions first = keyspace(row, PAGE_BYTES[page], number);
    KeyspaceOptions second =
        keyspace(row / 2, PAGE_BYTES[PAGE_BYTES.length - 1 - page], number / 4);
    return new OptionSet(
        number, options, List.of(first, second), number % 10 == 3, number % 10 == 6);
  }

  private static KeyspaceOptions keyspace(int engine, int pageBytes, int compression) {
    return KeyspaceOptions.builder()
        .engine(StorageEngine.values()[engine % StorageEngine.values().length])
        .pageBytes(pageBytes)
        .compression(Compression.values()[compression % Compression.values().length])
        .build();
  }

  Disk newDisk() {
    return simulated ? new SimulatedDisk() : new MemoryDisk();
  }

  Scheduler newScheduler() {
    return threads ? new ThreadScheduler("option set " + number) : new InlineScheduler();
  }
}
