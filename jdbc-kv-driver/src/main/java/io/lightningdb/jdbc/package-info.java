/**
 * The JDBC driver of Lightning. Programs need no name from it: {@link java.sql.DriverManager} finds
 * the driver by URLs that begin with {@code jdbc:lightning:}.
 */
package io.lightningdb.jdbc;
