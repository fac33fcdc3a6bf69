package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.exec.Execution;
import io.lightningdb.jdbc.internal.exec.TableScan;
import io.lightningdb.jdbc.internal.exec.TableWriter;
import io.lightningdb.jdbc.internal.exec.Writes;
import io.lightningdb.jdbc.internal.expression.Parameters;
import io.lightningdb.jdbc.internal.row.RowFormat;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import io.lightningdb.jdbc.internal.schema.Table;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** UPDATE. */
final class UpdatePlan extends WritePlan {

  private final RowFormat format;
  private final TableAccess access;
  private final RowChange change;

  /**
   * @param tables the table, and behind it those that are read
   */
  UpdatePlan(List<BoundTable> tables, TableAccess access, RowChange change, Parameters parameters) {
    super(tables, parameters);
    this.format = access.reader().format();
    this.access = access;
    this.change = change;
  }

  /** A row that gets another key. */
  @SuppressWarnings("ArrayRecordComponent") // never compared or printed
  private record Moved(byte[] key, @Nullable Object[] values) {}

  @Override
  public long collect(Execution execution, Writes writes) throws SQLException {
    TableWriter writer = new TableWriter(execution, table(), format, writes);
    List<Moved> moved = new ArrayList<>();
    long count = 0;
    try (TableScan scan = access.open(execution, null)) {
      while (scan.next()) {
        @Nullable Object[] values = change.apply(scan.row(), execution);
        noteIdentity(values, execution);
        byte[] oldKey = scan.key();
        byte[] newKey = change.movesRows() ? writer.key(values) : oldKey;
        if (!Arrays.equals(oldKey, newKey)) {
          writer.delete(oldKey, scan.row());
          moved.add(new Moved(newKey, values));
        } else if (writer.needsOldRow()) {
          writer.replace(oldKey, writer.values(scan.row()), values);
        } else {
          writer.overwrite(oldKey, values);
        }
        count++;
      }
    }
    // Only now is it known which keys become free: k = k + 1 moves each row to the next one's
    // place.
    for (Moved row : moved) {
      if (writer.exists(row.key)) {
        throw TableWriter.duplicateKey(table().table(), row.values);
      }
      writer.insert(row.key, row.values);
    }
    writer.finish();
    return count;
  }

  /** Notes a number that the identity column was given, so that it is not given again. */
  private void noteIdentity(@Nullable Object[] values, Execution execution) throws SQLException {
    Table written = table().table();
    String sequence = written.sequence();
    int identity = written.identityColumn();
    if (sequence != null && change.sets(identity) && values[identity] instanceof Long number) {
      execution.sequences().used(sequence, number);
    }
  }

  @Override
  List<String> explain() {
    List<String> lines = new ArrayList<>(AccessText.of(access));
    lines.add("each of them is changed: " + String.join(", ", change.describe()));
    if (change.movesRows()) {
      lines.add("the key changes, so each row is removed and inserted");
    }
    return lines;
  }
}
