/** What is committed but not yet in a tree. */
package io.lightningdb.internal.memtable;
