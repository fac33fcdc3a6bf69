package io.lightningdb.jdbc.internal.session;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The savepoints of a transaction, in the order in which they were set. */
final class SavePoints {

  private final List<SavePoint> points = new ArrayList<>();

  void add(SavePoint point) {
    points.add(point);
  }

  /** Returns the latest savepoint called {@code name}, in capitals or not. */
  SavePoint find(String name) throws SQLException {
    for (int i = points.size() - 1; i >= 0; i--) {
      if (points.get(i).isCalled(name)) {
        return points.get(i);
      }
    }
    throw SqlErrors.noSuchSavepoint("the transaction has no savepoint " + name);
  }

  /** Goes on if the transaction has this very savepoint. */
  void check(SavePoint point) throws SQLException {
    if (!points.contains(point)) {
      throw SqlErrors.noSuchSavepoint(
          point + " is gone: it was released, or gone back beyond, or its transaction is over");
    }
  }

  /** Forgets those that were set after {@code point}. */
  void forgetAfter(SavePoint point) {
    points.subList(points.indexOf(point) + 1, points.size()).clear();
  }

  /** Forgets {@code point} and those that were set after it. */
  void forgetFrom(SavePoint point) {
    points.subList(points.indexOf(point), points.size()).clear();
  }

  void clear() {
    points.clear();
  }
}
