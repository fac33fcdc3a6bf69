package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Comparison;
import io.lightningdb.jdbc.internal.type.SqlType;
import io.lightningdb.jdbc.internal.type.Texts;
import java.sql.SQLException;

/** The blanks at the end of a CHAR, which do not count where it is compared. */
final class Blanks {

  private Blanks() {}

  /** Returns whether values of two types can be equal and differ in blanks at their ends. */
  static boolean differ(ColumnType a, ColumnType b) {
    boolean padded = a.type() == SqlType.CHAR || b.type() == SqlType.CHAR;
    return padded && (a.type() != b.type() || a.precision() != b.precision());
  }

  /** Compares two values that are not null, of which blanks at their ends don't count. */
  static int compareWithout(Object a, Object b) throws SQLException {
    return Comparison.compare(without(a), without(b));
  }

  private static Object without(Object value) {
    return value instanceof String text ? Texts.withoutBlanks(text) : value;
  }
}
