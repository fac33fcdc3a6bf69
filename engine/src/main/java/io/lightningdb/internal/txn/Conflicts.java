package io.lightningdb.internal.txn;

import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.memtable.Memtable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * First committer wins (Berenson et al., "A Critique of ANSI SQL Isolation Levels", 1995): a
 * transaction may commit only if no other has committed a change to a key it writes since it began.
 * The memtables hold exactly the commits of late, with their sequences. Those already in the trees
 * have lost their sequences, so flushed memtables are kept for as long as a transaction may need
 * them, within bounds; whoever needs more is refused, and never passed unchecked. Of a load, which no
 * memtable has, the first and the last key are known, and all between them counts as changed.
 */
/** Finds out whether a transaction may commit. */
public final class Conflicts {

  private Conflicts() {}

  /**
   * Returns whether {@code generations} have everything that was committed after {@code sequence}.
   */
  public static boolean cover(List<Generation> generations, long sequence) {
    for (Generation generation : generations) {
      if (generation.follows() <= sequence) {
        return true;
      }
    }
    return false;
  }

  /** Returns a write whose key was changed after {@code sequence}, or null if there is none. */
  public static @Nullable Write find(
      List<Generation> generations, List<Write> writes, long sequence) {
    for (Generation generation : generations) {
      if (generation.lastSequence() <= sequence) {
        continue;
      }
      for (Write write : writes) {
        Memtable memtable = generation.memtable(write.keyspace());
        if (memtable != null && memtable.newestSequence(write.key()) > sequence) {
          return write;
        }
      }
    }
    return null;
  }

  /**
   * Returns a write whose key may have been changed after {@code sequence} by a load, or null if
   * there is none.
   */
  public static @Nullable Write findLoaded(
      List<Generation> generations, List<Write> writes, long sequence) {
    for (Generation generation : generations) {
      if (generation.lastSequence() <= sequence) {
        continue;
      }
      for (Write write : writes) {
        if (generation.mayBeLoadedAfter(sequence, write.keyspace(), write.key())) {
          return write;
        }
      }
    }
    return null;
  }
}
