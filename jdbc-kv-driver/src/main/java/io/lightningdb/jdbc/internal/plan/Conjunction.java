package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.expression.Condition;
import io.lightningdb.jdbc.internal.expression.JunctionTest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Divides conditions into those that all have to be true. */
final class Conjunction {

  private Conjunction() {}

  static List<Condition> of(@Nullable Condition condition) {
    List<Condition> parts = new ArrayList<>();
    if (condition != null) {
      add(condition, parts);
    }
    return parts;
  }

  private static void add(Condition condition, List<Condition> parts) {
    if (condition instanceof JunctionTest junction && junction.isAnd()) {
      junction.conditions().forEach(each -> add(each, parts));
    } else {
      parts.add(condition);
    }
  }
}
