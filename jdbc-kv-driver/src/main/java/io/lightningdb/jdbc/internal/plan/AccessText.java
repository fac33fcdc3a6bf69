package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.expression.Condition;
import io.lightningdb.jdbc.internal.expression.Expression;
import io.lightningdb.jdbc.internal.row.IndexFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says in plain words how rows are found, for EXPLAIN. */
final class AccessText {

  private AccessText() {}

  /** Returns how the rows of a table are found: by their keys first, then by what is left. */
  static List<String> of(TableAccess table) {
    KeyAccess access = table.access();
    IndexFormat index = table.reader().index();
    List<String> lines = new ArrayList<>();
    for (Condition condition : access.preconditions()) {
      lines.add("nothing is read unless " + condition.describe());
    }
    String where = access.used().isEmpty() ? "" : " where " + join(access.used());
    String order = table.reader().backwards() && !access.isOneRow() ? ", backwards" : "";
    String through = index == null ? "" : " of index " + index.index().name();
    lines.add(
        table.reader().table().table().name()
            + ": "
            + (index == null ? how(access) : how(access) + through)
            + where
            + order);
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

  /** Returns how the rows of a query are found. */
  static List<String> of(DerivedAccess access) {
    List<String> lines = new ArrayList<>();
    lines.add("the rows of a query:");
    access.query().explain().forEach(line -> lines.add("  " + line));
    if (!access.filter().isEmpty()) {
      lines.add("tested on each of these rows: " + join(access.filter()));
    }
    return lines;
  }

  static String join(List<Condition> conditions) {
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
