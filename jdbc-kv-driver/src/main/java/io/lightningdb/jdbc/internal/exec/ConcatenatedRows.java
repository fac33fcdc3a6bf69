package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.CommonType;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of several queries, one after the other. */
public final class ConcatenatedRows implements Rows {

  private final List<Opener> openers;
  private final List<ColumnType> types;
  private int opened;
  private @Nullable Rows current;

  /** Begins to read the rows of a query. */
  public interface Opener {

    Rows open() throws SQLException;
  }

  /**
   * @param openers the queries, each of which is opened when it is its turn
   * @param types the types that the columns have in common
   */
  public ConcatenatedRows(List<Opener> openers, List<ColumnType> types) {
    this.openers = List.copyOf(openers);
    this.types = List.copyOf(types);
  }

  @Override
  public boolean next() throws SQLException {
    while (true) {
      Rows rows = current;
      if (rows != null && rows.next()) {
        return true;
      }
      close();
      if (opened == openers.size()) {
        return false;
      }
      current = openers.get(opened++).open();
    }
  }

  @Override
  public @Nullable Object value(int column) throws SQLException {
    Rows rows = current;
    if (rows == null) {
      throw new IllegalStateException("there is no row");
    }
    return CommonType.convert(rows.value(column), types.get(column));
  }

  @Override
  public void close() {
    Rows rows = current;
    current = null;
    if (rows != null) {
      rows.close();
    }
  }
}
