package io.lightningdb.jdbc.internal.schema;

import io.lightningdb.jdbc.internal.type.ColumnType;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table.
 *
 * @param name its name, as it was written
 * @param nullable whether it can be null
 * @param defaultValue what it is where nothing is given; null for NULL
 */
public record Column(
    String name, ColumnType type, boolean nullable, @Nullable Object defaultValue) {}
