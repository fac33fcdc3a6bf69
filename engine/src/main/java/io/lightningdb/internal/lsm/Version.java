package io.lightningdb.internal.lsm;

import io.lightningdb.CorruptionException;
import io.lightningdb.internal.base.KeyRanges;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.PageFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which tables a store consists of. What is further up is newer: runs of level 0, the first one
 * newest, then the levels from 1 on, each of which is one run. Immutable.
 */
final class Version {

  /** The number of the last level. */
  static final int LAST = 6;

  static final Version EMPTY = new Version(List.of(), Collections.nCopies(LAST, Run.EMPTY));

  private final List<Run> level0;
  private final List<Run> levels;
  private final List<Run> newestFirst;

  private Version(List<Run> level0, List<Run> levels) {
    this.level0 = level0;
    this.levels = levels;
    List<Run> all = new ArrayList<>(level0);
    levels.stream().filter(run -> !run.isEmpty()).forEach(all::add);
    this.newestFirst = List.copyOf(all);
  }

  static Version decode(String source, BlockFiles files, PageFormat format, ByteReader in) {
    List<Run> level0 = new ArrayList<>();
    for (int i = in.readVarint(in.remaining()); i > 0; i--) {
      Run run = Run.decode(source, files, format, in);
      if (run.isEmpty()) {
        throw new CorruptionException(source + " is damaged: it has an empty run");
      }
      level0.add(run);
    }
    List<Run> levels = new ArrayList<>();
    for (int level = 1; level <= LAST; level++) {
      levels.add(Run.decode(source, files, format, in));
    }
    return new Version(List.copyOf(level0), List.copyOf(levels));
  }

  void encode(ByteWriter out) {
    out.writeVarint(level0.size());
    level0.forEach(run -> run.encode(out));
    levels.forEach(run -> run.encode(out));
  }

  /** Returns the runs of level 0, newest first. */
  List<Run> level0() {
    return level0;
  }

  /** Returns the run that a level from 1 on is. */
  Run level(int number) {
    return levels.get(number - 1);
  }

  /** Returns all runs that have tables, newest first. */
  List<Run> newestFirst() {
    return newestFirst;
  }

  boolean isEmpty() {
    return newestFirst.isEmpty();
  }

  List<Table> tables() {
    return newestFirst.stream().flatMap(run -> run.tables().stream()).toList();
  }

  /** Returns the version with a run on top of all. */
  Version withFlushed(Run run) {
    List<Run> newer = new ArrayList<>();
    newer.add(run);
    newer.addAll(level0);
    return new Version(List.copyOf(newer), levels);
  }

  /*
   * A table that lies beside all others could go to any level, and goes where it will not be written
   * again. One in a gap between others may not: a compaction under way could write a table across the
   * gap into that very level.
   */
  /** Returns the version with tables, no two of which have keys in common, on top of all. */
  Version withLoaded(List<Table> loaded) {
    Set<Object> nothing = Set.of();
    List<Table> beside = loaded.stream().filter(this::isBesideAll).toList();
    List<Table> above = loaded.stream().filter(table -> !beside.contains(table)).toList();
    Version version = beside.isEmpty() ? this : with(nothing, LAST, beside);
    return above.isEmpty() ? version : version.withFlushed(Run.of(above));
  }

  /** Returns whether a table ends before all others, or begins after them. */
  private boolean isBesideAll(Table table) {
    boolean before = true;
    boolean after = true;
    for (Run run : newestFirst) {
      before &= Keys.compare(table.largest(), run.smallest()) < 0;
      after &= Keys.compare(table.smallest(), run.largest()) > 0;
    }
    return before || after;
  }

  /**
   * Returns the version with tables in the place of others.
   *
   * @param gone the identities of the tables that are taken out, wherever they are
   * @param level the level, from 1 on, that {@code added} come into
   */
  Version with(Set<Object> gone, int level, List<Table> added) {
    List<Run> newLevel0 =
        level0.stream().map(run -> run.without(gone)).filter(run -> !run.isEmpty()).toList();
    List<Run> newLevels = new ArrayList<>();
    for (int number = 1; number <= LAST; number++) {
      Run run = level(number).without(gone);
      newLevels.add(number == level ? run.with(added) : run);
    }
    return new Version(newLevel0, List.copyOf(newLevels));
  }

  /** Returns the version without the tables that lie in ranges as a whole. */
  Version without(KeyRanges ranges) {
    Set<Object> gone = new HashSet<>();
    if (!ranges.isEmpty()) {
      tables().stream()
          .filter(table -> table.isAllIn(ranges))
          .forEach(table -> gone.add(table.identity()));
    }
    return gone.isEmpty() ? this : with(gone, LAST, List.of());
  }

  /** Returns whether all tables with some identities are in this version. */
  boolean hasAll(Set<Object> identities) {
    long found = tables().stream().filter(table -> identities.contains(table.identity())).count();
    return found == identities.size();
  }

  Version moveOut(Set<Long> leaving, BlockOutput out) throws IOException {
    List<Run> newLevel0 = new ArrayList<>();
    for (Run run : level0) {
      newLevel0.add(run.moveOut(leaving, out));
    }
    List<Run> newLevels = new ArrayList<>();
    for (Run run : levels) {
      newLevels.add(run.moveOut(leaving, out));
    }
    return new Version(List.copyOf(newLevel0), List.copyOf(newLevels));
  }
}
