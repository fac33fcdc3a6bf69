/** The copy-on-write B+Tree: an immutable tree of pages in write-once files. */
package io.lightningdb.internal.btree;
