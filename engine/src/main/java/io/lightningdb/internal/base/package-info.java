/**
 * What every other package speaks of: keys, cursors over entries, keyspace ids, background work.
 */
package io.lightningdb.internal.base;
