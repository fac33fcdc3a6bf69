/** What runs when a statement runs: entries of a keyspace, one after the other, and writes. */
package io.lightningdb.jdbc.internal.exec;
