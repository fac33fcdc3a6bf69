package io.lightningdb.internal.lsm;

import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.MergingCursor;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.Compaction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Merges tables into the level beneath them, or only moves them there. */
final class TableCompaction implements Compaction {

  private final LsmStore store;
  private final Pick pick;

  TableCompaction(LsmStore store, Pick pick) {
    this.store = store;
    this.pick = pick;
  }

  Pick pick() {
    return pick;
  }

  @Override
  public double urgency() {
    return pick.urgency();
  }

  @Override
  public long bytes() {
    if (pick.isMove()) {
      return 0;
    }
    return pick.tables().stream().mapToLong(Table::bytes).sum();
  }

  @Override
  public Change run(BlockOutput out) throws IOException {
    Set<Object> gone = identities(pick.tables());
    if (pick.isMove()) {
      return present -> ((LsmStore) present).with(version -> move(version, gone, pick.to()));
    }
    List<EntryCursor> layers = new ArrayList<>();
    for (Run run : pick.upper()) {
      layers.add(new RunCursor(run, Table::quietCursor));
    }
    layers.add(new RunCursor(Run.of(pick.lower()), Table::quietCursor));
    List<Table> merged =
        store
            .builder(this::oldestMicros, out)
            .addAll(MergingCursor.withDeletions(layers), pick.keepsDeletions());
    return present -> ((LsmStore) present).with(version -> replace(version, gone, merged));
  }

  /*
   * A flush may have taken tables out meanwhile because all their keys were deleted. What was merged
   * from them would bring those back, so it is thrown away; others will be picked.
   */
  private Version replace(Version version, Set<Object> gone, List<Table> merged) {
    return version.hasAll(gone) ? version.with(gone, pick.to(), merged) : version;
  }

  /*
   * Asked for each table that is written: if all of them were as old as the oldest that was read, what
   * is merged again and again with others would never be young.
   */
  private long oldestMicros(KeySpan span) {
    return pick.tables().stream()
        .filter(table -> span.overlaps(KeySpan.of(table)))
        .mapToLong(Table::oldestMicros)
        .min()
        .orElseThrow();
  }

  /** Reclamation may have moved the tables to other files meanwhile, so those that are there go. */
  private static Version move(Version version, Set<Object> moving, int to) {
    List<Table> tables =
        version.tables().stream().filter(table -> moving.contains(table.identity())).toList();
    return version.with(moving, to, tables);
  }

  private static Set<Object> identities(List<Table> tables) {
    Set<Object> identities = new HashSet<>();
    tables.forEach(table -> identities.add(table.identity()));
    return identities;
  }
}
