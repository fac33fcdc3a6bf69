package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.schema.KeyColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * Rows come in the order of their keys, one way or the other. An ORDER BY is met if it lists the key's
 * columns from the first on, all of them in the key's direction or all against it; columns that have the
 * same value in all rows may be anywhere in it, or be left out.
 */
/** Finds out whether the order of the keys is the one asked for. */
final class KeyOrder {

  /**
   * A column that is sorted by.
   *
   * @param ordinal which column it is, of all tables together
   * @param nullsFirst whether null comes first
   */
  record Item(int ordinal, boolean descending, boolean nullsFirst) {}

  private KeyOrder() {}

  /**
   * Returns whether rows have to be read from the last to the first; null if neither direction
   * gives the order asked for.
   *
   * @param offset the ordinal of the first column of the table that the key belongs to
   */
  static @Nullable Boolean backwards(KeyAccess access, List<Item> order, int offset) {
    List<KeyColumn> key = access.format().columns();
    Boolean backwards = null;
    int next = 0;
    for (Item item : order) {
      if (access.isOneRow()) {
        break;
      }
      int index = index(key, item.ordinal() - offset);
      if (index >= 0 && (access.isSingle(index) || index < next)) {
        continue;
      }
      while (access.isSingle(next)) {
        next++;
      }
      if (next == key.size() && access.isComplete()) {
        break; // No two rows are equal in all columns before.
      }
      if (index != next) {
        return null;
      }
      KeyColumn column = key.get(index);
      boolean against = column.descending() != item.descending();
      // In a key null is smaller than all values.
      boolean nullsFirst = !item.descending();
      if ((backwards != null && backwards != against)
          || (column.nullable() && item.nullsFirst() != nullsFirst)) {
        return null;
      }
      backwards = against;
      next++;
    }
    return backwards != null && backwards;
  }

  private static int index(List<KeyColumn> key, int ordinal) {
    for (int i = 0; i < key.size(); i++) {
      if (key.get(i).ordinal() == ordinal) {
        return i;
      }
    }
    return -1;
  }
}
