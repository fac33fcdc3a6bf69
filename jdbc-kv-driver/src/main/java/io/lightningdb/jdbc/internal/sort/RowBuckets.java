package io.lightningdb.jdbc.internal.sort;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows by what is to be equal in them, as a hash join needs them. Nothing equals NULL here. Those
 * with the same key come in the order in which they were added. Serves one thread at a time.
 */
public final class RowBuckets {

  private final int keyColumns;
  private final MemoryUse memory;
  private final KeyTable<Bucket> buckets;

  private static final class Bucket extends KeyEntry {

    private final List<@Nullable Object[]> rows = new ArrayList<>(1);

    Bucket(@Nullable Object[] key, int hash) {
      super(key, hash);
    }
  }

  /**
   * @param keyColumns how many values make up a key; without any all rows have the same
   */
  public RowBuckets(int keyColumns, SpillSpace space) {
    this.keyColumns = keyColumns;
    this.buckets = new KeyTable<>(keyColumns);
    // The rest is for sorting.
    this.memory = new MemoryUse(space, space.budgetBytes() / 2);
  }

  /**
   * Adds a row; one whose key has a null is left out, as nobody finds it.
   *
   * @param key the array remains the caller's
   * @param row kept, and not to be changed
   * @return whether there is room for it; if not, the rows are not complete, and of no use
   */
  public boolean add(@Nullable Object[] key, @Nullable Object[] row) throws SQLException {
    if (hasNull(key)) {
      return true;
    }
    int hash = ValueHash.ofFirst(key, keyColumns);
    Bucket bucket = buckets.find(key, hash);
    long bytes = RowBytes.of(row);
    if (bucket == null) {
      bytes += RowBytes.of(key) + KeyTable.ENTRY_BYTES;
    }
    if (!memory.tryTake(bytes)) {
      return false;
    }
    if (bucket == null) {
      bucket = new Bucket(key.clone(), hash);
      buckets.add(bucket);
    }
    bucket.rows.add(row);
    return true;
  }

  /** Returns the rows with a key. */
  public List<@Nullable Object[]> find(@Nullable Object[] key) throws SQLException {
    if (hasNull(key)) {
      return List.of();
    }
    Bucket bucket = buckets.find(key, ValueHash.ofFirst(key, keyColumns));
    return bucket == null ? List.of() : bucket.rows;
  }

  private static boolean hasNull(@Nullable Object[] key) {
    for (Object value : key) {
      if (value == null) {
        return true;
      }
    }
    return false;
  }

  /** Forgets all rows, and gives their memory back. A second call does nothing. */
  public void clear() {
    buckets.clear();
    memory.release();
  }
}
