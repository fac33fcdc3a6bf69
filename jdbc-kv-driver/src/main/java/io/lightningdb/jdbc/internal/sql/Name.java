package io.lightningdb.jdbc.internal.sql;

/**
 * The name of a table, column or constraint.
 *
 * @param text the name, without quotes
 * @param position where it stands
 */
public record Name(String text, int position) {}
