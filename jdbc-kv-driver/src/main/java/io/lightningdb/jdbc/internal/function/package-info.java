/** The functions of SQL: what they take, and what they make of it. */
package io.lightningdb.jdbc.internal.function;
