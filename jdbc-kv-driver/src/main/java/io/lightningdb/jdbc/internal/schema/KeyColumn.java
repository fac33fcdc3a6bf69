package io.lightningdb.jdbc.internal.schema;

import io.lightningdb.jdbc.internal.type.ColumnType;

/**
 * A column of a key, be it the primary one or that of an index.
 *
 * @param ordinal which column of the table it is
 * @param descending whether large values come first
 * @param nullable whether it can be null; null comes before all values, or descending after them
 */
public record KeyColumn(int ordinal, ColumnType type, boolean descending, boolean nullable) {}
