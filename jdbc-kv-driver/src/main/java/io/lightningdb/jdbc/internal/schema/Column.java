package io.lightningdb.jdbc.internal.schema;

import io.lightningdb.jdbc.internal.type.ColumnType;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table.
 *
 * @param name its name, as it was written
 * @param nullable whether it can be null
 * @param defaultValue what it is where nothing is given; null for NULL, and if a function tells
 * @param defaultFunction the function whose result it is where nothing is given, if there is one
 * @param identity whether it gets the next number where nothing is given
 */
public record Column(
    String name,
    ColumnType type,
    boolean nullable,
    @Nullable Object defaultValue,
    @Nullable String defaultFunction,
    boolean identity) {

  /** Makes a column that is no identity and has no function. */
  public Column(String name, ColumnType type, boolean nullable, @Nullable Object defaultValue) {
    this(name, type, nullable, defaultValue, null, false);
  }
}
