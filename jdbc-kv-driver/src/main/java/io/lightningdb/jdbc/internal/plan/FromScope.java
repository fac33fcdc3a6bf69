package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.expression.ColumnValue;
import io.lightningdb.jdbc.internal.expression.Scope;
import io.lightningdb.jdbc.internal.schema.Column;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns of all tables behind FROM. */
final class FromScope implements Scope {

  private final List<FromPart> parts;

  FromScope(List<FromPart> parts) {
    this.parts = parts;
  }

  @Override
  public @Nullable ColumnValue find(@Nullable String qualifier, String name) throws SQLException {
    ColumnValue found = null;
    for (FromPart part : parts) {
      if (qualifier != null && !qualifier.equalsIgnoreCase(part.name())) {
        continue;
      }
      int ordinal = part.find(name);
      if (ordinal < 0 || (found != null && isHidden(part, ordinal))) {
        continue;
      }
      if (found != null && !isHiddenColumn(found)) {
        throw SqlErrors.ambiguousColumn(
            "there are several columns called " + name + "; say of which table");
      }
      Column column = part.columns().get(ordinal - part.offset());
      found = new ColumnValue(ordinal, part.left() ? nullable(column) : column);
    }
    return found;
  }

  private static boolean isHidden(FromPart part, int ordinal) {
    return ordinal - part.offset() >= part.visible();
  }

  private boolean isHiddenColumn(ColumnValue column) {
    for (FromPart part : parts) {
      if (part.has(column.ordinal())) {
        return isHidden(part, column.ordinal());
      }
    }
    return false;
  }

  /** A left join may find no row, and then all columns are null. */
  static Column nullable(Column column) {
    return new Column(column.name(), column.type(), true, null);
  }
}
