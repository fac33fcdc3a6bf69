package io.lightningdb;

/**
 * What an open database has in memory, within {@link Options#memoryBytes()}.
 *
 * @param budgetBytes how much all of it together may take, in bytes
 * @param memtableBytes memory in use by commits that are not yet in a tree, or that are kept to
 *     check transactions against, in bytes; what only snapshots still see is not counted
 * @param memtableBytesMax how much of the budget is set aside for that at present, in bytes
 * @param innerPageBytes memory in use by the inner pages of trees, in bytes
 * @param filterBytes memory in use by the filters of tables, in bytes
 * @param cacheBytes memory in use by the block cache, in bytes
 * @param cacheBytesMax how much the block cache may take at present, in bytes
 * @param cacheHits block reads that the cache answered since the database was opened
 * @param cacheMisses block reads that went to the disk since the database was opened
 * @param cacheNearMisses those of {@code cacheMisses} that a cache of twice the size would have
 *     answered, by and large
 * @param shortages how often an inner page or a filter had to go, or was not let in, for want of
 *     memory since the database was opened; if that is often, the budget is too small
 */
public record MemoryStatistics(
    long budgetBytes,
    long memtableBytes,
    long memtableBytesMax,
    long innerPageBytes,
    long filterBytes,
    long cacheBytes,
    long cacheBytesMax,
    long cacheHits,
    long cacheMisses,
    long cacheNearMisses,
    long shortages) {

  /** Returns the part of the block reads that the cache answered, from 0 to 1; 0 without any. */
  public double cacheHitRate() {
    long reads = cacheHits + cacheMisses;
    return reads == 0 ? 0 : (double) cacheHits / reads;
  }

  /** Returns the memory in use, in bytes. */
  public long usedBytes() {
    return memtableBytes + innerPageBytes + filterBytes + cacheBytes;
  }
}
