/**
 * Rows that have to be collected before the first can be given: sorted, without duplicates, or in
 * groups. Memory is bounded; what does not fit goes to temporary files.
 */
package io.lightningdb.jdbc.internal.sort;
