package io.lightningdb.jdbc.internal.sql;

import io.lightningdb.jdbc.internal.type.ColumnType;
import org.jspecify.annotations.Nullable;

/**
 * A column of a CREATE TABLE.
 *
 * @param defaultValue the literal behind DEFAULT, if there is one
 * @param primaryKey whether PRIMARY KEY stands behind the column itself
 * @param position where its name stands
 */
public record ColumnDefinition(
    String name,
    ColumnType type,
    boolean notNull,
    Expr.@Nullable Literal defaultValue,
    boolean primaryKey,
    int position) {}
