package io.lightningdb.jdbc.internal.function;

import io.lightningdb.jdbc.internal.function.Aggregate.Accumulator;
import org.jspecify.annotations.Nullable;

/** How many rows there are, or how many values that are not null. */
final class Count implements Accumulator {

  private long count;

  @Override
  public void add(@Nullable Object[] arguments) {
    if (arguments.length == 0 || arguments[0] != null) {
      count++;
    }
  }

  @Override
  public Object result() {
    return count;
  }
}
