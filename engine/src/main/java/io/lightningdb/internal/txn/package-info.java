/** Transactions: what one writes before it commits, and whether it may. */
package io.lightningdb.internal.txn;
