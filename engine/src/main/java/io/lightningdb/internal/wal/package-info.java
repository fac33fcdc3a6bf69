/** The log: every commit, in order, before it is anywhere else on the disk. */
package io.lightningdb.internal.wal;
