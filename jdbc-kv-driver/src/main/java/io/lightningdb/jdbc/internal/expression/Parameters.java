package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parameters of a statement, and what each is used for. Immutable. */
public final class Parameters {

  /** Stands in the place of a value that was not set. */
  public static final Object UNSET = new Object();

  private static final @Nullable Object[] NO_VALUES = {};

  private final List<ParameterUse> uses;

  Parameters(List<ParameterUse> uses) {
    this.uses = List.copyOf(uses);
  }

  public int count() {
    return uses.size();
  }

  /** Returns what the parameter {@code index} is used for, counted from 0. */
  public ParameterUse use(int index) {
    return uses.get(index);
  }

  /**
   * Converts values to what they are used for.
   *
   * @param values as many values as there are parameters
   */
  public @Nullable Object[] convert(@Nullable Object[] values) throws SQLException {
    if (uses.isEmpty()) {
      return NO_VALUES;
    }
    @Nullable Object[] converted = new @Nullable Object[values.length];
    for (int i = 0; i < values.length; i++) {
      if (values[i] == UNSET) {
        throw SqlErrors.parameterNotSet(i + 1);
      }
      converted[i] = uses.get(i).convert(values[i], i);
    }
    return converted;
  }
}
