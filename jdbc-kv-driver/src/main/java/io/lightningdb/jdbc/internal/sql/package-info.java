/**
 * SQL as text: a lexer, a parser by recursive descent, and the tree it makes. Names are not looked
 * up here and types not checked.
 */
package io.lightningdb.jdbc.internal.sql;
