package io.lightningdb.jdbc.internal.function;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.function.ScalarFunction.Nulls;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.CommonType;
import io.lightningdb.jdbc.internal.type.Comparison;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** GREATEST and LEAST. What is null they leave out, and are null only if everything is. */
final class Extremes {

  private Extremes() {}

  static void define(FunctionGroup group) {
    extreme(group, "GREATEST", 1);
    extreme(group, "LEAST", -1);
  }

  private static void extreme(FunctionGroup group, String name, int sign) {
    group
        .function(name)
        .takes(Parameter.COMPARABLE)
        .orMore()
        .withNulls(Nulls.TAKEN)
        .returns(Extremes::commonType)
        .as(call -> extreme(call, sign));
  }

  private static ColumnType commonType(Signature signature, List<ColumnType> arguments)
      throws SQLException {
    ColumnType common = arguments.get(0);
    for (int i = 1; i < arguments.size(); i++) {
      ColumnType both = CommonType.of(common, arguments.get(i));
      if (both == null) {
        throw SqlErrors.typeMismatch(
            signature.name()
                + " takes values that compare with those before as argument "
                + (i + 1)
                + ", not "
                + arguments.get(i)
                + " with "
                + common);
      }
      common = both;
    }
    return common;
  }

  private static @Nullable Object extreme(Call call, int sign) throws SQLException {
    Object extreme = null;
    for (int i = 0; i < call.count(); i++) {
      if (!call.isNull(i)) {
        Object value = converted(call, i);
        if (value != null && (extreme == null || sign * Comparison.compare(value, extreme) > 0)) {
          extreme = value;
        }
      }
    }
    return extreme;
  }

  private static @Nullable Object converted(Call call, int index) throws SQLException {
    try {
      return CommonType.convert(call.value(index), call.resultType());
    } catch (SQLException e) {
      throw SqlErrors.withPlace(e, "argument " + (index + 1) + " of " + call.function());
    }
  }
}
