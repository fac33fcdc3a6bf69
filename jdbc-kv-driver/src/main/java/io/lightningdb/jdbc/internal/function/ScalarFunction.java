package io.lightningdb.jdbc.internal.function;

import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function as it is defined in this package. */
final class ScalarFunction implements Function {

  /** How the type of the result follows from those of the arguments. */
  interface ResultType {
    ColumnType of(Signature signature, List<ColumnType> arguments) throws SQLException;
  }

  /** What a function does. */
  interface Body {
    @Nullable Object apply(Call call) throws SQLException;
  }

  /** What becomes of null. */
  enum Nulls {
    /** The result is null where an argument is. */
    PASSED_ON,
    /** The body sees them, and its result can be null if an argument is. */
    TAKEN,
    /** The body sees them, and its result is never null. */
    REPLACED
  }

  /** How the result depends on something other than the arguments. */
  enum Changes {
    NEVER,
    WITH_THE_STATEMENT,
    WITH_EACH_CALL
  }

  private final Signature signature;
  private final ResultType result;
  private final Nulls nulls;
  private final Changes changes;
  private final Body body;

  ScalarFunction(Signature signature, ResultType result, Nulls nulls, Changes changes, Body body) {
    this.signature = signature;
    this.result = result;
    this.nulls = nulls;
    this.changes = changes;
    this.body = body;
  }

  @Override
  public String name() {
    return signature.name();
  }

  @Override
  public int argumentsMin() {
    return signature.argumentsMin();
  }

  @Override
  public int argumentsMax() {
    return signature.argumentsMax();
  }

  @Override
  public ColumnType argumentType(int index, List<@Nullable ColumnType> known) {
    return signature.argumentType(index, known);
  }

  @Override
  public boolean isDeterministic() {
    return changes == Changes.NEVER;
  }

  @Override
  public boolean isVolatile() {
    return changes == Changes.WITH_EACH_CALL;
  }

  @Override
  public Bound bind(List<ColumnType> arguments) throws SQLException {
    signature.check(arguments);
    return new BoundFunction(List.copyOf(arguments), result.of(signature, arguments));
  }

  private final class BoundFunction implements Bound {

    private final List<ColumnType> arguments;
    private final ColumnType type;

    BoundFunction(List<ColumnType> arguments, ColumnType type) {
      this.arguments = arguments;
      this.type = type;
    }

    @Override
    public ColumnType type() {
      return type;
    }

    @Override
    public boolean isNullable(boolean anyArgumentNullable) {
      return nulls != Nulls.REPLACED && anyArgumentNullable;
    }

    @Override
    public @Nullable Object apply(@Nullable Object[] values, FunctionContext context)
        throws SQLException {
      if (nulls == Nulls.PASSED_ON) {
        for (Object value : values) {
          if (value == null) {
            return null;
          }
        }
      }
      return body.apply(new Call(signature.name(), arguments, values, type, context));
    }
  }
}
