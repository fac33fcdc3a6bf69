package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.function.FunctionContext;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** What an execution gives to its expressions: parameters, and what functions ask for. */
public final class Bindings {

  /** No parameters; for what is the same whenever it is evaluated. */
  public static final Bindings NONE = new Bindings(new Object[0], Unknown.INSTANCE);

  private final @Nullable Object[] parameters;
  private final FunctionContext context;

  /**
   * @param parameters the parameters' values, each converted to what it is used for
   */
  public Bindings(@Nullable Object[] parameters, FunctionContext context) {
    this.parameters = parameters;
    this.context = context;
  }

  @Nullable Object parameter(int index) {
    return parameters[index];
  }

  FunctionContext context() {
    return context;
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
