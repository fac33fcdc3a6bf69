package io.lightningdb.jdbc.internal.function;

import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An aggregate function. Immutable. */
public interface Aggregate {

  String name();

  /** Returns the function for arguments of these types. */
  Bound bind(List<ColumnType> arguments) throws SQLException;

  /** An aggregate whose types are known. Immutable. */
  interface Bound {

    ColumnType type();

    boolean isNullable();

    /** Returns an accumulator for one group. */
    Accumulator begin();
  }

  /** What one group has come to. */
  interface Accumulator {

    /** Takes the arguments of one row; the array is the caller's, who will use it again. */
    void add(@Nullable Object[] arguments) throws SQLException;

    @Nullable Object result() throws SQLException;
  }
}
