package io.lightningdb.jdbc.internal.sql;

import io.lightningdb.jdbc.internal.type.ColumnType;
import org.jspecify.annotations.Nullable;

/**
 * A column of a CREATE TABLE.
 *
 * @param defaultValue the literal or the call behind DEFAULT, if there is one
 * @param identity whether the database makes up its values
 * @param primaryKey whether PRIMARY KEY stands behind the column itself
 * @param unique whether UNIQUE stands behind it
 * @param position where its name stands
 */
public record ColumnDefinition(
    String name,
    ColumnType type,
    boolean notNull,
    @Nullable Expr defaultValue,
    boolean identity,
    boolean primaryKey,
    boolean unique,
    int position) {}
