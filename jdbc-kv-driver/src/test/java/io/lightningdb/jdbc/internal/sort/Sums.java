package io.lightningdb.jdbc.internal.sort;

import io.lightningdb.jdbc.internal.function.Aggregate;
import io.lightningdb.jdbc.internal.type.ColumnType;

/** Aggregates to test with. */
final class Sums {

  static final AggregateUse SUM = new AggregateUse(new Sum(), 1, false);
  static final AggregateUse DISTINCT_SUM = new AggregateUse(new Sum(), 1, true);
  static final AggregateUse COUNT = new AggregateUse(new Count(), 0, false);
  static final AggregateUse DISTINCT_COUNT_OF_TWO = new AggregateUse(new Count(), 2, true);

  private Sums() {}

  /** The sum of whole numbers; null without any. */
  private static final class Sum implements Aggregate.Bound {

    @Override
    public ColumnType type() {
      return ColumnType.BIGINT;
    }

    @Override
    public boolean isNullable() {
      return true;
    }

    @Override
    public Aggregate.Accumulator begin() {
      return new Aggregate.Accumulator() {

        private boolean isNull = true;
        private long sum;

        @Override
        public void add(Object[] arguments) {
          if (arguments[0] != null) {
            isNull = false;
            sum += (Long) arguments[0];
          }
        }

        @Override
        public Object result() {
          return isNull ? null : (Object) sum;
        }
      };
    }
  }

  /** How many rows there are. */
  private static final class Count implements Aggregate.Bound {

    @Override
    public ColumnType type() {
      return ColumnType.BIGINT;
    }

    @Override
    public boolean isNullable() {
      return false;
    }

    @Override
    public Aggregate.Accumulator begin() {
      return new Aggregate.Accumulator() {

        private long count;

        @Override
        public void add(Object[] arguments) {
          count++;
        }

        @Override
        public Object result() {
          return count;
        }
      };
    }
  }
}
