package io.lightningdb.jdbc.internal.function;

import io.lightningdb.jdbc.internal.function.Aggregate.Accumulator;
import io.lightningdb.jdbc.internal.type.SqlType;
import io.lightningdb.jdbc.internal.type.Texts;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Values as one text, with a separator between each two of them. */
final class TextList implements Accumulator {

  private static final String USUAL_SEPARATOR = ",";

  private final SqlType type;
  private final BoundedText list;
  private boolean empty = true;

  /**
   * @param name the aggregate's, for the message
   * @param type of the values
   */
  TextList(String name, SqlType type) {
    this.type = type;
    this.list = new BoundedText(name);
  }

  @Override
  public void add(@Nullable Object[] arguments) throws SQLException {
    Object value = arguments[0];
    if (value == null) {
      return;
    }
    if (!empty) {
      list.append(separator(arguments));
    }
    list.append(Texts.toText(value, type));
    empty = false;
  }

  private static String separator(@Nullable Object[] arguments) {
    if (arguments.length == 1) {
      return USUAL_SEPARATOR;
    }
    return arguments[1] instanceof String separator ? separator : "";
  }

  @Override
  public @Nullable Object result() {
    return empty ? null : list.toString();
  }
}
