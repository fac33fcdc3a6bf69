package io.lightningdb.internal.lsm;

import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.MergingCursor;
import io.lightningdb.internal.lsm.CompactionPicker.Pick;
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

  @Override
  public double urgency() {
    return pick.urgency();
  }

  @Override
  public long bytes() {
    if (pick.isMove()) {
      return 0;
    }
    long bytes = pick.lower().stream().mapToLong(Table::bytes).sum();
    for (Run run : pick.upper()) {
      bytes += run.bytes();
    }
    return bytes;
  }

  @Override
  public Change run(BlockOutput out) throws IOException {
    List<Table> upper = pick.tables();
    Set<Object> gone = identities(upper);
    if (pick.isMove()) {
      return present -> ((LsmStore) present).with(version -> move(version, gone, pick.to()));
    }
    List<EntryCursor> layers = new ArrayList<>();
    for (Run run : pick.upper()) {
      layers.add(new RunCursor(run, Table::quietCursor));
    }
    layers.add(new RunCursor(Run.of(pick.lower()), Table::quietCursor));
    List<Table> merged =
        store.builder(out).addAll(MergingCursor.withDeletions(layers), pick.keepsDeletions());
    gone.addAll(identities(pick.lower()));
    return present -> ((LsmStore) present).with(version -> version.with(gone, pick.to(), merged));
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
