package io.lightningdb.internal.db;

import io.lightningdb.internal.base.ReadTime;

/**
 * What a reader sees, and as of when.
 *
 * @param moment what there is
 * @param time a time at which that was the newest, so that nothing was dropped from it later
 */
record TimedMoment(Moment moment, ReadTime time) {}
