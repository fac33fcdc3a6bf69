package io.lightningdb.internal.btree;

import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.block.BlockEntry;
import java.util.List;

/*
 * Were a leaf written anew whenever one of its entries has expired, it would be written as often as it
 * has entries. With half of those gone that expire, it is written no more often than the logarithm of
 * their number says, and what is dead in it is never more than what expires and is alive.
 */
/** When pages are worth to be written anew because of what has expired in them. */
final class Ripeness {

  private Ripeness() {}

  /**
   * Returns when half of those entries have expired that do, or {@link ReadTime#NEVER} if none
   * does.
   */
  static long of(List<BlockEntry> entries) {
    long[] times =
        entries.stream()
            .mapToLong(BlockEntry::expiresAt)
            .filter(expiresAt -> expiresAt != ReadTime.NEVER)
            .sorted()
            .toArray();
    return times.length == 0 ? ReadTime.NEVER : times[(times.length - 1) / 2];
  }

  /** Returns when the first of some pages is ripe. */
  static long beneath(List<Child> children) {
    long ripeAt = ReadTime.NEVER;
    for (Child child : children) {
      ripeAt = Math.min(ripeAt, child.page().ripeAt());
    }
    return ripeAt;
  }
}
