package io.lightningdb.internal.lsm;

import io.lightningdb.internal.base.Keys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * Levels get their sizes from the last one: each may have a tenth of what the next may have, down from
 * what the last one has, and the first level that is in use, the base, is the one that may have no
 * more than a few tables. So nine tenths of the data are in the last level, however much there is
 * (Dong et al., "Optimizing Space Amplification in RocksDB", 2017).
 *
 * From level 0 all runs are taken at once: they lie over each other, and a newer one must never get
 * beneath an older. From the other levels one table is taken, the one with the least beneath it for
 * its size.
 */
/** Chooses what to compact. All that counts is the version that it is given. */
final class CompactionPicker {

  /** How many runs there may be in level 0. */
  static final int LEVEL0_RUNS_MAX = 4;

  /** How many times larger each level is than the one above it. */
  private static final int GROWTH = 10;

  /** How many tables the base level may have. */
  private static final int BASE_TABLES_MAX = 16;

  /** A table of which this part is deletions, one in so many, goes down whatever its level has. */
  private static final int DELETIONS_SHARE = 2;

  /** How urgent it is to clear a level above the base. */
  private static final double NO_ROOM_URGENCY = 2;

  private final long baseBytesMax;

  /**
   * @param tableBytes the size that tables are cut to
   */
  CompactionPicker(long tableBytes) {
    this.baseBytesMax = tableBytes * BASE_TABLES_MAX;
  }

  /**
   * What to compact.
   *
   * @param urgency 1 if it is worth the work, more if it is more urgent
   * @param upper the runs to be merged, newest first
   * @param lower the tables of level {@code to} that lie beneath them
   * @param to the level that the result belongs to
   * @param keepsDeletions whether there is something further down that deletions hide
   */
  record Pick(double urgency, List<Run> upper, List<Table> lower, int to, boolean keepsDeletions) {

    /** Returns whether the tables of {@code upper} can be in the level as they are. */
    boolean isMove() {
      List<Table> tables = tables();
      if (!lower.isEmpty() || tables.stream().anyMatch(table -> table.deletions() > 0)) {
        return false;
      }
      List<Table> sorted = Run.of(tables).tables();
      for (int i = 1; i < sorted.size(); i++) {
        if (Keys.compare(sorted.get(i - 1).largest(), sorted.get(i).smallest()) >= 0) {
          return false;
        }
      }
      return true;
    }

    /** Returns the tables of {@code upper}. */
    List<Table> tables() {
      return upper.stream().flatMap(run -> run.tables().stream()).toList();
    }
  }

  /** Returns the most urgent compaction, or null if none is worth the work. */
  @Nullable Pick pick(Version version) {
    long[] targets = targets(version);
    Pick best = null;
    if (version.level0().size() >= LEVEL0_RUNS_MAX) {
      best = fromLevel0(version, baseLevel(targets), version.level0().size());
    }
    for (int level = 1; level < Version.LAST; level++) {
      Run run = version.level(level);
      double urgency = urgency(run.bytes(), targets[level]);
      if (urgency > 1 && (best == null || urgency > best.urgency)) {
        best = fromLevel(version, level, run.tables(), urgency);
      }
    }
    return best != null ? best : ofDeletions(version);
  }

  private static double urgency(long bytes, long target) {
    if (bytes == 0) {
      return 0;
    }
    return target == 0 ? NO_ROOM_URGENCY : (double) bytes / target;
  }

  /** Returns the next step on the way to one level without deletions, or null at its end. */
  @Nullable Pick pickToTheEnd(Version version) {
    if (!version.level0().isEmpty()) {
      return fromLevel0(version, baseLevel(targets(version)), LEVEL0_RUNS_MAX);
    }
    for (int level = 1; level < Version.LAST; level++) {
      if (!version.level(level).isEmpty()) {
        return fromLevel(version, level, version.level(level).tables(), 1);
      }
    }
    return null;
  }

  /** Returns how many bytes each level may have; those above the base level none. */
  private long[] targets(Version version) {
    long[] targets = new long[Version.LAST + 1];
    int level = Version.LAST;
    targets[level] = Math.max(version.level(level).bytes(), baseBytesMax);
    while (level > 1 && targets[level] > baseBytesMax) {
      targets[level - 1] = targets[level] / GROWTH;
      level--;
    }
    return targets;
  }

  private static int baseLevel(long[] targets) {
    int level = 1;
    while (targets[level] == 0) {
      level++;
    }
    return level;
  }

  private static Pick fromLevel0(Version version, int baseLevel, int runs) {
    // Nothing may be put beneath what is older than it, so what is above the base comes along.
    int to = baseLevel;
    for (int level = 1; level < baseLevel; level++) {
      if (!version.level(level).isEmpty()) {
        to = level;
        break;
      }
    }
    byte[] smallest = null;
    byte[] largest = null;
    for (Run run : version.level0()) {
      byte[] first = run.smallest();
      byte[] last = run.largest();
      smallest = smallest == null || Keys.compare(first, smallest) < 0 ? first : smallest;
      largest = largest == null || Keys.compare(last, largest) > 0 ? last : largest;
    }
    if (smallest == null || largest == null) {
      throw new IllegalStateException("level 0 is empty");
    }
    return new Pick(
        (double) runs / LEVEL0_RUNS_MAX,
        version.level0(),
        List.copyOf(version.level(to).overlapping(smallest, largest)),
        to,
        isAnythingBelow(version, to, smallest, largest));
  }

  private static Pick fromLevel(Version version, int level, List<Table> tables, double urgency) {
    Run below = version.level(level + 1);
    Table best = null;
    double bestRatio = Double.MAX_VALUE;
    for (Table table : tables) {
      long overlap =
          below.overlapping(table.smallest(), table.largest()).stream()
              .mapToLong(Table::bytes)
              .sum();
      double ratio = (double) overlap / table.bytes();
      if (best == null || ratio < bestRatio) {
        best = table;
        bestRatio = ratio;
      }
    }
    if (best == null) {
      throw new IllegalStateException("level " + level + " is empty");
    }
    return new Pick(
        urgency,
        List.of(Run.of(List.of(best))),
        List.copyOf(below.overlapping(best.smallest(), best.largest())),
        level + 1,
        isAnythingBelow(version, level + 1, best.smallest(), best.largest()));
  }

  private static boolean isAnythingBelow(
      Version version, int level, byte[] smallest, byte[] largest) {
    for (int below = level + 1; below <= Version.LAST; below++) {
      if (!version.level(below).overlapping(smallest, largest).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Returns the compaction of a table that is deletions for the most part, if there is one. */
  private static @Nullable Pick ofDeletions(Version version) {
    for (int level = 1; level < Version.LAST; level++) {
      List<Table> tables = new ArrayList<>();
      for (Table table : version.level(level).tables()) {
        if (table.deletions() * DELETIONS_SHARE >= table.entries()) {
          tables.add(table);
        }
      }
      if (!tables.isEmpty()) {
        return fromLevel(version, level, tables, 1);
      }
    }
    return null;
  }
}
