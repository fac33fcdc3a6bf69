package io.lightningdb.internal.lsm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * From level 0 all runs are taken at once: they lie over each other, and a newer one must never get
 * beneath an older. From the other levels one table is taken, the one with the least beneath it for
 * its size.
 *
 * What is most urgent may have to wait for compactions under way. If less urgent ones could begin
 * meanwhile with tables that it needs, there might always be another one to wait for. So they may not.
 */
/** Chooses what to compact. All that counts is what it is given. Immutable. */
final class CompactionPicker {

  /** How many runs there may be in level 0. */
  static final int LEVEL0_RUNS_MAX = 4;

  /** A table with an entry that is as old goes down whatever its level has. */
  static final long AGE_MICROS_MAX = TimeUnit.DAYS.toMicros(30);

  /** How urgent is what is worth the work and no more. */
  private static final double URGENCY_MIN = 1;

  private final Version version;
  private final LevelSizes sizes;
  private final List<Pick> underWay;

  /** The tables that are being compacted. */
  private final Set<Object> busy = new HashSet<>();

  /**
   * @param tableBytes the size that tables are cut to
   * @param version what to choose from
   * @param underWay what was picked before and is not yet in the version
   */
  CompactionPicker(long tableBytes, Version version, Collection<Pick> underWay) {
    this.version = version;
    this.sizes = new LevelSizes(version, tableBytes);
    this.underWay = List.copyOf(underWay);
    for (Pick pick : underWay) {
      pick.tables().forEach(table -> busy.add(table.identity()));
    }
  }

  /**
   * A reason to compact.
   *
   * @param choices what would do, the best first; there is one at least
   */
  private record Need(double urgency, Supplier<List<Pick>> choices) {}

  /**
   * Returns the most urgent compaction that can begin, or null if there is none that is worth the
   * work.
   *
   * @param nowMicros the time in microseconds since 1970
   */
  @Nullable Pick pick(long nowMicros) {
    List<Pick> claims = new ArrayList<>(underWay);
    for (Need need : needs(nowMicros)) {
      List<Pick> choices = need.choices.get();
      Pick choice = firstBeside(claims, choices);
      if (choice != null) {
        return choice;
      }
      claims.add(choices.get(0));
    }
    return null;
  }

  private static @Nullable Pick firstBeside(List<Pick> claims, List<Pick> choices) {
    for (Pick choice : choices) {
      if (claims.stream().noneMatch(choice::excludes)) {
        return choice;
      }
    }
    return null;
  }

  /**
   * Returns how urgent it is to compact, whatever is under way: 1 if there is something that is
   * worth the work.
   */
  double urgency() {
    double urgency = level0Urgency(version.level0());
    for (int level = 1; level < Version.LAST; level++) {
      urgency = Math.max(urgency, sizes.urgency(level, version.level(level).bytes()));
    }
    return urgency;
  }

  /**
   * Returns a step on the way to one level without deletions and with little that has expired, or
   * null if that is reached or no step can begin.
   *
   * @param asOfMicros what had expired by this time is to go where it is much
   */
  @Nullable Pick pickToTheEnd(long asOfMicros) {
    List<Run> runs = idleRuns();
    Pick pick = runs.isEmpty() ? null : firstBeside(underWay, fromLevel0(runs, URGENCY_MIN));
    for (int level = 1; pick == null && level < Version.LAST; level++) {
      List<Table> tables = idleTables(level, table -> true);
      pick = firstBeside(underWay, fromLevel(level, tables, URGENCY_MIN));
    }
    if (pick == null) {
      List<Table> tables = idleTables(Version.LAST, table -> table.ripeAt() <= asOfMicros);
      pick = firstBeside(underWay, inPlace(tables));
    }
    return pick;
  }

  /** Returns the reasons to compact, the most urgent first. */
  private List<Need> needs(long nowMicros) {
    List<Need> needs = new ArrayList<>();
    List<Run> runs = idleRuns();
    double level0Urgency = level0Urgency(runs);
    if (level0Urgency >= URGENCY_MIN) {
      needs.add(new Need(level0Urgency, () -> fromLevel0(runs, level0Urgency)));
    }
    for (int from = 1; from < Version.LAST; from++) {
      int level = from;
      List<Table> tables = idleTables(level, table -> true);
      double urgency = sizes.urgency(level, tables.stream().mapToLong(Table::bytes).sum());
      if (urgency > URGENCY_MIN) {
        needs.add(new Need(urgency, () -> fromLevel(level, tables, urgency)));
      }
    }
    needs.sort(Comparator.comparingDouble(Need::urgency).reversed());
    addRipe(runs, nowMicros, needs);
    return needs;
  }

  /** Adds what goes down though its level has room for it. */
  private void addRipe(List<Run> runs, long nowMicros, List<Need> needs) {
    // Deletions alone wait in level 0 for more runs, or each flush of them would be merged at once.
    if (runs.stream()
        .flatMap(run -> run.tables().stream())
        .anyMatch(table -> isOld(table, nowMicros) || table.wornAt() <= nowMicros)) {
      needs.add(new Need(URGENCY_MIN, () -> fromLevel0(runs, URGENCY_MIN)));
    }
    for (int from = 1; from < Version.LAST; from++) {
      int level = from;
      List<Table> ripe =
          idleTables(level, table -> isWorn(table, nowMicros) || isOld(table, nowMicros));
      if (!ripe.isEmpty()) {
        needs.add(new Need(URGENCY_MIN, () -> fromLevel(level, ripe, URGENCY_MIN)));
      }
    }
    List<Table> worn = idleTables(Version.LAST, table -> isWorn(table, nowMicros));
    if (!worn.isEmpty()) {
      needs.add(new Need(URGENCY_MIN, () -> inPlace(worn)));
    }
  }

  private static double level0Urgency(List<Run> runs) {
    return (double) runs.size() / LEVEL0_RUNS_MAX;
  }

  /** Returns whether half of the entries are deletions, or have expired. */
  private static boolean isWorn(Table table, long nowMicros) {
    return table.deletions() * Wear.SHARE >= table.entries() || table.wornAt() <= nowMicros;
  }

  private static boolean isOld(Table table, long nowMicros) {
    return nowMicros - table.oldestMicros() >= AGE_MICROS_MAX;
  }

  /** Returns the runs of level 0 that are not being compacted, newest first. */
  private List<Run> idleRuns() {
    return version.level0().stream()
        .filter(run -> run.tables().stream().noneMatch(t -> busy.contains(t.identity())))
        .toList();
  }

  /** Returns those of some kind among the tables of a level that are not being compacted. */
  private List<Table> idleTables(int level, Predicate<Table> kind) {
    return version.level(level).tables().stream()
        .filter(table -> !busy.contains(table.identity()) && kind.test(table))
        .toList();
  }

  private List<Pick> fromLevel0(List<Run> runs, double urgency) {
    // Nothing may be put beneath what is older than it, so what is above the base comes along.
    int to = 1;
    while (to < sizes.base() && version.level(to).isEmpty()) {
      to++;
    }
    return List.of(pick(urgency, 0, runs, to));
  }

  /** Returns what can be done to one of {@code tables}, to that with the least beneath first. */
  private List<Pick> fromLevel(int level, List<Table> tables, double urgency) {
    return tables.stream()
        .sorted(Comparator.comparingDouble(table -> weightBeneath(table, level)))
        .map(table -> pick(urgency, level, List.of(Run.of(List.of(table))), level + 1))
        .toList();
  }

  /** Returns what writes one of {@code tables} of the last level anew. */
  private static List<Pick> inPlace(List<Table> tables) {
    int last = Version.LAST;
    return tables.stream()
        .map(table -> List.of(Run.of(List.of(table))))
        .map(upper -> new Pick(URGENCY_MIN, last, upper, List.of(), last, false))
        .toList();
  }

  private double weightBeneath(Table table, int level) {
    List<Table> beneath = version.level(level + 1).overlapping(KeySpan.of(table));
    return (double) beneath.stream().mapToLong(Table::bytes).sum() / table.bytes();
  }

  private Pick pick(double urgency, int from, List<Run> upper, int to) {
    List<Table> tables = new ArrayList<>();
    upper.forEach(run -> tables.addAll(run.tables()));
    List<Table> lower = List.copyOf(version.level(to).overlapping(KeySpan.of(tables)));
    // The tables of the lower level may reach further, and have deletions there.
    tables.addAll(lower);
    return new Pick(urgency, from, upper, lower, to, isAnythingBelow(to, KeySpan.of(tables)));
  }

  private boolean isAnythingBelow(int level, KeySpan span) {
    for (int below = level + 1; below <= Version.LAST; below++) {
      if (!version.level(below).overlapping(span).isEmpty()) {
        return true;
      }
    }
    return false;
  }
}
