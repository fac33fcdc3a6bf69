package io.lightningdb.jdbc.internal.session;

import io.lightningdb.Keyspace;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.exec.RowLocks;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * The commit finds every conflict. But whoever changes a row that somebody else has changed since the
 * transaction began has lost already, and had better hear it now than after all that is still to come. So
 * the newest value is compared with the one that was read; of what the transaction has written itself
 * nothing can be told that way.
 */
/** Finds conflicts of a transaction that sees a snapshot before it commits. */
final class EarlyConflicts implements RowLocks {

  /** So many keys are remembered, and so many rows of a statement compared. */
  private static final int KEYS_MAX = 10_000;

  /** The keys that the transaction has written. */
  private final Map<String, Set<ByteBuffer>> written = new HashMap<>();

  private int count;
  private int compared;

  /** Says that a statement begins. */
  void begin() {
    compared = 0;
  }

  /** Notes that the transaction has written a key. */
  void written(String keyspace, byte[] key) {
    if (count <= KEYS_MAX
        && written.computeIfAbsent(keyspace, name -> new HashSet<>()).add(ByteBuffer.wrap(key))) {
      count++;
    }
  }

  /** Forgets everything, because the transaction has ended. */
  void clear() {
    written.clear();
    count = 0;
  }

  @Override
  public boolean isLocking() {
    return false;
  }

  @Override
  public boolean guardInserts() {
    return false;
  }

  @Override
  public byte @Nullable [] lock(Keyspace keyspace, byte[] key, byte @Nullable [] read)
      throws SQLException {
    if (count <= KEYS_MAX && compared++ < KEYS_MAX && !isWritten(keyspace, key)) {
      byte[] latest = keyspace.get(key);
      if (!Arrays.equals(latest, read)) {
        throw SqlErrors.conflict(
            "another transaction has changed a row since this one began; run it again", null);
      }
    }
    return read;
  }

  private boolean isWritten(Keyspace keyspace, byte[] key) {
    Set<ByteBuffer> keys = written.get(keyspace.name());
    return keys != null && keys.contains(ByteBuffer.wrap(key));
  }
}
