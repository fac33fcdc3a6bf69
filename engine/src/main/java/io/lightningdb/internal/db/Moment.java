package io.lightningdb.internal.db;

/**
 * What a reader sees: the commits up to a sequence, and the view to find them in.
 *
 * @param view a view that has all commits up to the sequence
 * @param sequence not older than what has been flushed in the view
 */
record Moment(View view, long sequence) {}
