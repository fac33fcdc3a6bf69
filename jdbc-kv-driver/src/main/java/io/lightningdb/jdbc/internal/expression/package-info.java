/** Expressions whose names have been looked up and whose types have been checked. */
package io.lightningdb.jdbc.internal.expression;
