package io.lightningdb.internal.lsm;

import io.lightningdb.internal.base.Keys;
import java.util.ArrayList;
import java.util.List;

/**
 * What to compact.
 *
 * @param urgency 1 if it is worth the work, more if it is more urgent
 * @param from the level that the upper runs are in; the last one if a table of that is written
 *     anew, without what has expired
 * @param upper the runs to be merged, newest first
 * @param lower the tables of level {@code to} that lie beneath them
 * @param to the level that the result belongs to
 * @param keepsDeletions whether there is something further down that deletions hide
 */
record Pick(
    double urgency, int from, List<Run> upper, List<Table> lower, int to, boolean keepsDeletions) {

  /** Returns whether the tables of {@code upper} can be in the level as they are. */
  boolean isMove() {
    List<Table> tables = upperTables();
    boolean isInPlace = from == to;
    if (isInPlace || !lower.isEmpty() || tables.stream().anyMatch(table -> table.deletions() > 0)) {
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
  List<Table> upperTables() {
    return upper.stream().flatMap(run -> run.tables().stream()).toList();
  }

  /** Returns all tables that are read. */
  List<Table> tables() {
    List<Table> all = new ArrayList<>(upperTables());
    all.addAll(lower);
    return all;
  }

  /*
   * What is newer stays above what is older if each of them takes all that lies beneath it in its level,
   * and nothing comes in between meanwhile. Only what is merged from level 0 passes levels by, those
   * that had nothing when it was picked: another one from level 0 may be writing there by now.
   */
  /**
   * Returns whether this and {@code other}, both made of the same store, must not be under way at
   * the same time: they read the same table, or would write to the same place in a level, or one
   * could get beneath the other.
   */
  boolean excludes(Pick other) {
    KeySpan span = KeySpan.of(tables());
    if (!span.overlaps(KeySpan.of(other.tables()))) {
      return false;
    }
    return to == other.to || (from == 0 && other.from == 0) || sharesTablesWith(other);
  }

  private boolean sharesTablesWith(Pick other) {
    return tables().stream().anyMatch(table -> other.tables().stream().anyMatch(table::is));
  }
}
