package io.lightningdb.jdbc.internal.sort;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The arguments that a DISTINCT aggregate has been given, in all groups. */
final class GivenArguments {

  /** What became of arguments that were offered. */
  enum Outcome {
    /** They have been given before. */
    KNOWN,
    /** They are new. */
    NEW,
    /** They have not been noted, as there is no room, and may or may not be new. */
    NO_ROOM
  }

  private final MemoryUse memory;
  private final KeyTable<KeyEntry> table;

  /** The group's number, then the arguments. */
  private final @Nullable Object[] probe;

  GivenArguments(int arguments, MemoryUse memory) {
    this.memory = memory;
    this.table = new KeyTable<>(arguments + 1);
    this.probe = new @Nullable Object[arguments + 1];
  }

  void clear() {
    table.clear();
  }

  /**
   * Notes arguments that are given to the aggregate of a group.
   *
   * @param mayGrow whether they may be noted if they are new
   */
  Outcome offer(Group group, @Nullable Object[] arguments, boolean mayGrow) throws SQLException {
    probe[0] = group.number();
    System.arraycopy(arguments, 0, probe, 1, arguments.length);
    int hash = ValueHash.ofFirst(probe, probe.length);
    if (table.find(probe, hash) != null) {
      return Outcome.KNOWN;
    }
    if (!mayGrow || !memory.tryTake(RowBytes.of(probe) + KeyTable.ENTRY_BYTES)) {
      return Outcome.NO_ROOM;
    }
    table.add(new KeyEntry(probe.clone(), hash));
    return Outcome.NEW;
  }
}
