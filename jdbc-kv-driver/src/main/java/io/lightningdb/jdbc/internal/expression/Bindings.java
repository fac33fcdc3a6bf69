package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.function.FunctionContext;
import io.lightningdb.jdbc.internal.row.Row;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an execution gives to its expressions: parameters, and what functions ask for. */
public final class Bindings {

  private static final @Nullable Object[] NOTHING = {};

  /** No parameters; for what is the same whenever it is evaluated. */
  public static final Bindings NONE = new Bindings(new Object[0], Unknown.INSTANCE);

  private final @Nullable Object[] parameters;
  private final FunctionContext context;
  private final @Nullable Object[] outer;
  private final Subqueries subqueries;

  /**
   * @param parameters the parameters' values, each converted to what it is used for
   */
  public Bindings(@Nullable Object[] parameters, FunctionContext context) {
    this(parameters, context, NOTHING, NoSubqueries.INSTANCE);
  }

  private Bindings(
      @Nullable Object[] parameters,
      FunctionContext context,
      @Nullable Object[] outer,
      Subqueries subqueries) {
    this.parameters = parameters;
    this.context = context;
    this.outer = outer;
    this.subqueries = subqueries;
  }

  /** Returns the same, with something that runs the queries inside of expressions. */
  public Bindings with(Subqueries runner) {
    return new Bindings(parameters, context, outer, runner);
  }

  /**
   * Returns the same inside of a query that is run for a row.
   *
   * @param values what the query uses of the row
   */
  public Bindings inside(@Nullable Object[] values) {
    return new Bindings(parameters, context, values, subqueries);
  }

  @Nullable Object outer(int index) {
    return outer[index];
  }

  Subqueries subqueries() {
    return subqueries;
  }

  /** Returns the results of several expressions. */
  @Nullable Object[] all(List<Expression> expressions, Row row) throws SQLException {
    if (expressions.isEmpty()) {
      return NOTHING;
    }
    @Nullable Object[] values = new @Nullable Object[expressions.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = expressions.get(i).evaluate(row, this);
    }
    return values;
  }

  @Nullable Object parameter(int index) {
    return parameters[index];
  }

  /** Returns the moment when the statement began: the same for all of its rows. */
  public OffsetDateTime now() {
    return context.now();
  }

  FunctionContext context() {
    return context;
  }

  /** Stands where nothing runs yet. */
  private enum NoSubqueries implements Subqueries {
    INSTANCE;

    @Override
    public boolean exists(Subquery query, @Nullable Object[] values) {
      throw Unknown.tooEarly();
    }

    @Override
    public @Nullable Object value(Subquery query, @Nullable Object[] values) {
      throw Unknown.tooEarly();
    }

    @Override
    public @Nullable Boolean contains(
        Subquery query, @Nullable Object[] values, @Nullable Object[] row, boolean withoutBlanks) {
      throw Unknown.tooEarly();
    }
  }

  /** Stands where nothing runs yet. */
  private enum Unknown implements FunctionContext {
    INSTANCE;

    private static IllegalStateException tooEarly() {
      return new IllegalStateException("nothing runs yet");
    }

    @Override
    public OffsetDateTime now() {
      throw tooEarly();
    }

    @Override
    public String user() {
      throw tooEarly();
    }

    @Override
    public String database() {
      throw tooEarly();
    }
  }
}
