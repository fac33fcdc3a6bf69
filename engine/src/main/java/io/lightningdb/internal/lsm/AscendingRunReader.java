package io.lightningdb.internal.lsm;

import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.btree.LeafFinder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Looks up keys that come in their order in a run. For one thread. */
final class AscendingRunReader {

  private final Run run;
  private final ReadTime time;

  /**
   * The table that has the key asked for last if any has it; null before the first and at the end.
   */
  private @Nullable Table table;

  /** Made when the table's filter lets a key through. */
  private @Nullable LeafFinder leaves;

  private boolean atEnd;

  AscendingRunReader(Run run, ReadTime time) {
    this.run = run;
    this.time = time;
  }

  /**
   * Returns what {@link Table#get} does, or null if the run does not know the key.
   *
   * @param key not before the key asked for last
   */
  byte @Nullable [] get(byte[] key, long hash) throws IOException {
    Table found = advance(key);
    if (found == null || Keys.compare(found.smallest(), key) > 0 || !found.mayContain(hash)) {
      return null;
    }
    LeafFinder finder = leaves;
    if (finder == null) {
      finder = found.leafFinder();
      leaves = finder;
    }
    Block leaf = finder.leaf(key);
    return leaf == null ? null : found.find(key, time, leaf);
  }

  /** Returns the first table that does not end before {@code key}, or null if all do. */
  private @Nullable Table advance(byte[] key) {
    Table present = table;
    if (atEnd || (present != null && Keys.compare(key, present.largest()) <= 0)) {
      return present;
    }
    int index = run.firstEndingAtOrAfter(key);
    atEnd = index == run.tables().size();
    table = atEnd ? null : run.tables().get(index);
    leaves = null;
    return table;
  }
}
