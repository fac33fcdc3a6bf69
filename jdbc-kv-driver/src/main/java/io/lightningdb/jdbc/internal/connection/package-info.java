/** Connections and statements as JDBC has them. */
package io.lightningdb.jdbc.internal.connection;
