package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.expression.Condition;
import io.lightningdb.jdbc.internal.expression.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says in plain words how rows are found, for EXPLAIN. */
final class AccessText {

  private AccessText() {}

  /** Returns how the rows of a table are found: by their keys first, then by what is left. */
  static List<String> of(KeyAccess access, boolean backwards) {
    List<String> lines = new ArrayList<>();
    for (Condition condition : access.preconditions()) {
      lines.add("nothing is read unless " + condition.describe());
    }
    String how = how(access);
    String where = access.used().isEmpty() ? "" : " where " + join(access.used());
    String order = backwards && !access.isOneRow() ? ", backwards" : "";
    lines.add(access.table().name() + ": " + how + where + order);
    if (!access.filter().isEmpty()) {
      lines.add("not in the key, so tested on each of these rows: " + join(access.filter()));
    }
    return lines;
  }

  private static String how(KeyAccess access) {
    if (access.isOneRow()) {
      return "one row, got by its key,";
    }
    if (access.isGets()) {
      return "some rows, each got by its key,";
    }
    if (access.pointColumns() == 0 && !access.hasBounds()) {
      return "a scan of the whole table";
    }
    return "a scan of the part of the key";
  }

  private static String join(List<Condition> conditions) {
    return conditions.stream().map(Expression::describe).collect(Collectors.joining(" AND "));
  }

  /** Returns what LIMIT and OFFSET do. */
  static List<String> limits(@Nullable Expression limit, @Nullable Expression offset) {
    List<String> lines = new ArrayList<>();
    if (offset != null) {
      lines.add("rows passed over first: " + offset.describe());
    }
    if (limit != null) {
      lines.add("rows at most, after which nothing more is read: " + limit.describe());
    }
    return lines;
  }
}
