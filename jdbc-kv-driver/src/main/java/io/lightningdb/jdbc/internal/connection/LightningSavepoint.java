package io.lightningdb.jdbc.internal.connection;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.session.SavePoint;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A savepoint that a program has set: with a name, or else with a number. */
final class LightningSavepoint implements Savepoint {

  private static final AtomicInteger LAST_ID = new AtomicInteger();

  private final SavePoint point;
  private final int id;

  LightningSavepoint(SavePoint point) {
    this.point = point;
    this.id = point.name() == null ? LAST_ID.incrementAndGet() : 0;
  }

  /** Returns the point that a savepoint stands for, if it is one of this driver's. */
  static SavePoint point(@Nullable Savepoint savepoint) throws SQLException {
    if (savepoint instanceof LightningSavepoint ours) {
      return ours.point;
    }
    throw SqlErrors.noSuchSavepoint(
        savepoint == null ? "the savepoint is null" : "the savepoint is none of this driver's");
  }

  @Override
  public int getSavepointId() throws SQLException {
    if (point.name() != null) {
      throw SqlErrors.noSuchSavepoint(point + " has a name and no number");
    }
    return id;
  }

  @Override
  public String getSavepointName() throws SQLException {
    String name = point.name();
    if (name == null) {
      throw SqlErrors.noSuchSavepoint("the savepoint has a number and no name");
    }
    return name;
  }

  @Override
  public String toString() {
    return point.name() == null ? "savepoint " + id : "savepoint " + point.name();
  }
}
