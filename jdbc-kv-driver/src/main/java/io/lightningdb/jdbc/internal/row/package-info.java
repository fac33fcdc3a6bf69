/** Rows as keys and values of a keyspace; {@code docs/design/row.md} has the format. */
package io.lightningdb.jdbc.internal.row;
