package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.Keyspace;
import io.lightningdb.jdbc.internal.row.IndexFormat;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/*
 * Whether two rows are in each other's way is only known at the end of the statement: n = n + 1 moves
 * each row to the place that the next one leaves. So entries that no other row may have are kept back
 * until then.
 */
/** Keeps one index while a statement changes rows. */
final class IndexWriter {

  private final Execution execution;
  private final IndexFormat format;
  private final Keyspace keyspace;
  private final Writes.Of writes;

  /** Entries that no other row may have, and the rows that want them. */
  private final NavigableMap<byte[], Claim> claims = new TreeMap<>(Arrays::compareUnsigned);

  /** A row that wants an entry for itself. */
  @SuppressWarnings("ArrayRecordComponent") // never compared or printed
  record Claim(byte[] primaryKey, @Nullable Object[] row) {}

  IndexWriter(Execution execution, IndexFormat format, Writes all) {
    this.execution = execution;
    this.format = format;
    this.keyspace = execution.keyspace(format.index());
    this.writes = all.of(keyspace);
  }

  IndexFormat format() {
    return format;
  }

  /**
   * Adds the entry of a row.
   *
   * @return the row that has claimed it before, if there is one; nothing is added then
   */
  @Nullable Claim add(byte[] primaryKey, @Nullable Object[] row) throws SQLException {
    byte[] key = format.key(row, primaryKey);
    if (!format.isExclusive(row)) {
      writes.put(key, format.value(row, primaryKey));
      return null;
    }
    Claim claim = new Claim(primaryKey, row);
    Claim before = claims.putIfAbsent(key, claim);
    return before == null || Arrays.equals(before.primaryKey, primaryKey) ? null : before;
  }

  /** Removes the entry of a row. */
  void remove(byte[] primaryKey, @Nullable Object[] row) throws SQLException {
    byte[] key = format.key(row, primaryKey);
    Claim claim = claims.get(key);
    if (claim != null && Arrays.equals(claim.primaryKey, primaryKey)) {
      claims.remove(key);
    }
    writes.delete(key);
  }

  /** Changes the entry of a row whose primary key stays. */
  @Nullable Claim replace(byte[] primaryKey, @Nullable Object[] old, @Nullable Object[] row)
      throws SQLException {
    byte[] oldKey = format.key(old, primaryKey);
    if (Arrays.equals(oldKey, format.key(row, primaryKey))) {
      return null;
    }
    remove(primaryKey, old);
    return add(primaryKey, row);
  }

  /**
   * Returns the primary key of the row that has the same values as {@code row}, as the index says;
   * or null.
   */
  byte @Nullable [] holder(@Nullable Object[] row, byte[] primaryKey) throws SQLException {
    if (!format.isExclusive(row)) {
      return null;
    }
    byte[] key = format.key(row, primaryKey);
    Claim claim = claims.get(key);
    if (claim != null) {
      return claim.primaryKey;
    }
    return writes.has(key) ? writes.get(key) : present(key);
  }

  private byte @Nullable [] present(byte[] key) throws SQLException {
    RowLocks locks = execution.locks();
    return locks != null && locks.guardInserts()
        ? locks.lock(keyspace, key, null)
        : execution.view(keyspace).get(key);
  }

  /**
   * An entry that somebody wants and another row has.
   *
   * @param holder the primary key of the row that has it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared or printed
  record Taken(Claim claim, byte[] holder) {}

  /** Writes what was kept back; returns the first entry that another row has, or null. */
  @Nullable Taken finish() throws SQLException {
    for (Map.Entry<byte[], Claim> each : claims.entrySet()) {
      byte[] key = each.getKey();
      Claim claim = each.getValue();
      byte[] present = writes.has(key) ? writes.get(key) : present(key);
      if (present != null && !Arrays.equals(present, claim.primaryKey)) {
        return new Taken(claim, present);
      }
      writes.put(key, format.value(claim.row, claim.primaryKey));
    }
    return null;
  }
}
