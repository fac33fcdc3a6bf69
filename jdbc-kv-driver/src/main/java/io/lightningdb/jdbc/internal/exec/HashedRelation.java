package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.row.Row;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What no row before it tells where to look in: its rows are kept in memory by what has to be equal
 * in them, and looked up there: a hash join. Immutable.
 *
 * @param rows all of its rows that a partner may be found for
 * @param anew reads the partners of a row by itself, where memory does not reach
 * @param inner what has to be equal, of these rows
 * @param outer what has to be equal, of those before
 * @param rest conditions on both
 * @param sizes how many columns each table has, in the order in which they are written
 * @param part which of them this is
 */
@SuppressWarnings("ArrayRecordComponent") // never compared or printed
public record HashedRelation(
    Relation rows,
    Relation anew,
    List<Expression> inner,
    List<Expression> outer,
    List<? extends Expression> rest,
    int[] sizes,
    int part)
    implements Relation {

  public HashedRelation {
    inner = List.copyOf(inner);
    outer = List.copyOf(outer);
    rest = List.copyOf(rest);
    sizes = Arrays.copyOf(sizes, sizes.length);
  }

  @Override
  public RowSource open(Execution execution, @Nullable Row row) throws SQLException {
    return anew.open(execution, row);
  }

  @Override
  public Lookup lookup(Execution execution) {
    return new HashedLookup(this, execution);
  }
}
