package io.lightningdb.internal.lsm;

/*
 * Levels get their sizes from the last one: each may have a tenth of what the next may have, down from
 * what the last one has, and the first level that is in use, the base, is the one that may have no
 * more than a few tables. So nine tenths of the data are in the last level, however much there is
 * (Dong et al., "Optimizing Space Amplification in RocksDB", 2017).
 */
/** How many bytes each level of a version may have. Immutable. */
final class LevelSizes {

  /** How many times larger each level is than the one above it. */
  private static final int GROWTH = 10;

  /** How urgent it is to clear a level above the base. */
  private static final double NO_ROOM_URGENCY = 2;

  /** How many tables the base level may have. */
  private static final int BASE_TABLES_MAX = 16;

  private final long[] bytesMax = new long[Version.LAST + 1];

  /**
   * @param tableBytes the size that tables are cut to
   */
  LevelSizes(Version version, long tableBytes) {
    long baseBytesMax = tableBytes * BASE_TABLES_MAX;
    int level = Version.LAST;
    bytesMax[level] = Math.max(version.level(level).bytes(), baseBytesMax);
    while (level > 1 && bytesMax[level] > baseBytesMax) {
      bytesMax[level - 1] = bytesMax[level] / GROWTH;
      level--;
    }
  }

  /** Returns the first level that may have anything. */
  int base() {
    int level = 1;
    while (bytesMax[level] == 0) {
      level++;
    }
    return level;
  }

  /** Returns how urgent it is to make a level from 1 on smaller that has so many bytes. */
  double urgency(int level, long bytes) {
    if (bytes == 0) {
      return 0;
    }
    return bytesMax[level] == 0 ? NO_ROOM_URGENCY : (double) bytes / bytesMax[level];
  }
}
