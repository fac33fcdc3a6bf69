package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.Keyspace;
import java.sql.SQLException;
import java.util.List;

/** The entries of certain keys, each of which is locked before it is read. */
final class LockedEntries implements Entries {

  private static final byte[] NOTHING = {};

  private final RowLocks locks;
  private final Keyspace keyspace;
  private final List<byte[]> keys;
  private final boolean backwards;
  private int done;
  private byte[] key = NOTHING;
  private byte[] value = NOTHING;

  /**
   * @param keys in their order
   */
  LockedEntries(RowLocks locks, Keyspace keyspace, List<byte[]> keys, boolean backwards) {
    this.locks = locks;
    this.keyspace = keyspace;
    this.keys = keys;
    this.backwards = backwards;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // SKIPPED is one object
  public boolean next() throws SQLException {
    while (done < keys.size()) {
      key = keys.get(backwards ? keys.size() - 1 - done : done);
      done++;
      byte[] found = locks.lock(keyspace, key, null);
      if (found != null && found != RowLocks.SKIPPED) {
        value = found;
        return true;
      }
    }
    return false;
  }

  @Override
  public byte[] key() {
    return key;
  }

  @Override
  public byte[] value() {
    return value;
  }

  @Override
  public void close() {}
}
