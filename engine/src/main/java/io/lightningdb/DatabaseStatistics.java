package io.lightningdb;

import org.jspecify.annotations.Nullable;

/**
 * Figures about an open database.
 *
 * @param keyspaces the number of keyspaces
 * @param memory what is in memory
 * @param logBytes length of the log's files on disk, in bytes
 * @param treeBytes length of the trees' files on disk, in bytes; with log segments that are kept
 *     only for the long values in them
 * @param treeLiveBytes the part of {@code treeBytes} that the newest trees refer to; the rest is
 *     waiting to be reclaimed or kept for snapshots
 * @param commits commits since the database was opened, but for the creating, dropping and renaming
 *     of keyspaces
 * @param syncs syncs of the log since the database was opened
 * @param flushes how often the memtables of all keyspaces were written into trees since the
 *     database was opened
 * @param reclaimedBytes bytes of trees' files given back since the database was opened
 * @param compactions merges of tables of LSM keyspaces since the database was opened
 * @param compression what became of the blocks written since the database was opened
 * @param snapshots open snapshots, transactions, and cursors and streams of values that belong to
 *     neither
 * @param transactions open transactions
 * @param oldestSnapshot the one of {@code snapshots} that has been open for longest, or null if
 *     there is none
 * @param abandoned transactions, snapshots, cursors and streams of values that were never closed
 *     and to which nothing referred any more, so that they were closed for their owners
 * @param expired transactions, snapshots, cursors and streams of values that were closed because
 *     they were open for longer than {@link TransactionOptions#timeout()} or {@link
 *     Options#snapshotAgeMax()} allows
 */
public record DatabaseStatistics(
    int keyspaces,
    MemoryStatistics memory,
    long logBytes,
    long treeBytes,
    long treeLiveBytes,
    long commits,
    long syncs,
    long flushes,
    long reclaimedBytes,
    long compactions,
    CompressionStatistics compression,
    int snapshots,
    int transactions,
    @Nullable SnapshotStatistics oldestSnapshot,
    long abandoned,
    long expired) {}
