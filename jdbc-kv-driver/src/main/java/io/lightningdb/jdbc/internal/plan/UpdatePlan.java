package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.Reads;
import io.lightningdb.jdbc.internal.exec.TableScan;
import io.lightningdb.jdbc.internal.exec.Writes;
import io.lightningdb.jdbc.internal.expression.Parameters;
import io.lightningdb.jdbc.internal.row.RowFormat;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** UPDATE. */
final class UpdatePlan extends WritePlan {

  private final RowFormat format;
  private final KeyAccess access;
  private final RowChange change;

  UpdatePlan(
      BoundTable table,
      RowFormat format,
      KeyAccess access,
      RowChange change,
      Parameters parameters) {
    super(table, parameters);
    this.format = format;
    this.access = access;
    this.change = change;
  }

  /** A row that gets another key. */
  @SuppressWarnings("ArrayRecordComponent") // never compared or printed
  private record Moved(byte[] key, @Nullable Object[] values) {}

  @Override
  public long collect(Execution execution, Writes writes) throws SQLException {
    List<Moved> moved = new ArrayList<>();
    long count = 0;
    try (TableScan scan =
        new TableScan(execution, access.keys(execution), false, format.view(), access.filter())) {
      while (scan.next()) {
        @Nullable Object[] values = change.apply(scan.row(), execution);
        byte[] oldKey = scan.key();
        byte[] newKey = change.movesRows() ? format.keys().encode(values) : oldKey;
        if (Arrays.equals(oldKey, newKey)) {
          writes.put(oldKey, format.encode(oldKey, values));
        } else {
          writes.delete(oldKey);
          moved.add(new Moved(newKey, values));
        }
        count++;
      }
    }
    // Only now is it known which keys become free: k = k + 1 moves each row to the next one's
    // place.
    if (!moved.isEmpty()) {
      move(moved, execution, writes);
    }
    return count;
  }

  private void move(List<Moved> moved, Execution execution, Writes writes) throws SQLException {
    Reads.Source source = execution.source();
    try {
      for (Moved row : moved) {
        writes.checkKey(row.key);
        boolean taken =
            writes.has(row.key) ? writes.get(row.key) != null : source.view().contains(row.key);
        if (taken) {
          throw RowChange.duplicateKey(table().table(), row.values);
        }
        writes.put(row.key, format.encode(row.key, row.values));
      }
    } finally {
      source.release().run();
    }
  }

  @Override
  List<String> explain() {
    List<String> lines = new ArrayList<>(AccessText.of(access, false));
    lines.add("each of them is changed: " + String.join(", ", change.describe()));
    if (change.movesRows()) {
      lines.add("the key changes, so each row is removed and inserted");
    }
    return lines;
  }
}
