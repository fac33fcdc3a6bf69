package io.lightningdb.jdbc.internal.function;

import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A scalar function: it makes one value of some. Immutable. */
public interface Function {

  /** Returns the name by which it was found, in capitals. */
  String name();

  int argumentsMin();

  /** Returns the most arguments it takes, {@link Integer#MAX_VALUE} if there is no such bound. */
  int argumentsMax();

  /**
   * Returns the type that an argument takes which has none of its own, such as a parameter.
   *
   * @param index of the argument, from 0
   * @param known the types of all arguments, null where there is none
   */
  ColumnType argumentType(int index, List<@Nullable ColumnType> known);

  /**
   * Returns the function for arguments of these types.
   *
   * @throws SQLException 42804 if it does not take them
   */
  Bound bind(List<ColumnType> arguments) throws SQLException;

  /** Returns whether the result is the same whenever the arguments are. */
  boolean isDeterministic();

  /** Returns whether the result may differ from row to row with the same arguments. */
  boolean isVolatile();

  /** A function whose types are known. Immutable. */
  interface Bound {

    ColumnType type();

    /** Returns whether the result can be null. */
    boolean isNullable(boolean anyArgumentNullable);

    /**
     * Returns the result, a value of {@link #type}. Unless a function says otherwise it is null
     * where an argument is.
     *
     * @throws SQLException with a state of class 22 if there is none, 54000 if it is too large
     */
    @Nullable Object apply(@Nullable Object[] arguments, FunctionContext context)
        throws SQLException;
  }
}
