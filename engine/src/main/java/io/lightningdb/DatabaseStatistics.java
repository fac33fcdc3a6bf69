package io.lightningdb;

/**
 * Figures about an open database.
 *
 * @param keyspaces the number of keyspaces
 * @param memtableBytes memory in use by commits that are not yet in a tree, or that are kept to
 *     check transactions against, in bytes; what only snapshots still see is not counted
 * @param logBytes length of the log's files on disk, in bytes
 * @param treeBytes length of the trees' files on disk, in bytes
 * @param treeLiveBytes the part of {@code treeBytes} that the newest trees refer to; the rest is
 *     waiting to be reclaimed or kept for snapshots
 * @param cacheBytes memory in use by the block cache, in bytes
 * @param cacheHits block reads that the cache answered since the database was opened
 * @param cacheMisses block reads that went to the disk since the database was opened
 * @param commits commits since the database was opened
 * @param syncs syncs of the log since the database was opened
 * @param flushes memtables written into trees since the database was opened
 * @param reclaimedBytes bytes of trees' files given back since the database was opened
 * @param compactions merges of tables of LSM keyspaces since the database was opened
 * @param compression what became of the blocks written since the database was opened
 * @param snapshots open snapshots, transactions, and cursors and streams of values that belong to
 *     neither
 */
public record DatabaseStatistics(
    int keyspaces,
    long memtableBytes,
    long logBytes,
    long treeBytes,
    long treeLiveBytes,
    long cacheBytes,
    long cacheHits,
    long cacheMisses,
    long commits,
    long syncs,
    long flushes,
    long reclaimedBytes,
    long compactions,
    CompressionStatistics compression,
    int snapshots) {}
