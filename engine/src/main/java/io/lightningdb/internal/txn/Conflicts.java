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

  /**
   * Returns a key that is written and was changed after {@code sequence}, or null if there is none.
   */
  public static @Nullable Changed find(
      List<Generation> generations, List<Write> writes, long sequence) {
    for (Generation generation : generations) {
      if (generation.lastSequence() <= sequence) {
        continue;
      }
      for (Write write : writes) {
        Memtable memtable = generation.memtable(write.keyspace());
        byte[] changed = memtable == null ? null : changedAfter(sequence, memtable, write);
        if (changed != null) {
          return new Changed(write.keyspace(), changed);
        }
      }
    }
    return null;
  }

  private static byte @Nullable [] changedAfter(long sequence, Memtable memtable, Write write) {
    byte[] key = write.key();
    if (write.isRange()) {
      return memtable.anyChangedAfter(sequence, key, write.value());
    }
    return memtable.newestSequence(key) > sequence ? key : null;
  }

  /**
   * Returns a change of something in {@code target} after {@code sequence}, or null if there is
   * none.
   *
   * @param generations those that have everything after {@code sequence}
   */
  public static @Nullable Changed firstChanged(
      List<Generation> generations, LockTarget target, long sequence) {
    ReadSet reads = new ReadSet();
    if (target.isKey()) {
      reads.key(target.keyspace(), target.from());
    } else {
      reads.interval(target.keyspace(), target.from(), target.to());
    }
    return reads.firstChanged(generations, sequence);
  }

  /**
   * Returns what is written and may have been changed after {@code sequence} by a load, or null if
   * there is nothing.
   */
  public static @Nullable Changed findLoaded(
      List<Generation> generations, List<Write> writes, long sequence) {
    for (Generation generation : generations) {
      if (generation.lastSequence() <= sequence) {
        continue;
      }
      for (Write write : writes) {
        if (mayBeLoadedAfter(sequence, generation, write)) {
          return new Changed(write.keyspace(), write.isRange() ? null : write.key());
        }
      }
    }
    return null;
  }

  private static boolean mayBeLoadedAfter(long sequence, Generation generation, Write write) {
    return write.isRange()
        ? generation.mayBeLoadedAfter(sequence, write.keyspace(), write.key(), write.value())
        : generation.mayBeLoadedAfter(sequence, write.keyspace(), write.key());
  }
}
