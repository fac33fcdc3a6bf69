package io.lightningdb.benchmarks.run;

import org.jspecify.annotations.Nullable;

/**
 * A contender as it took part in a run.
 *
 * @param contender its id
 * @param version its version; null if it did not take part
 * @param settings how it was set up
 * @param skipped why it did not take part; null if it did
 */
public record ContenderInfo(
    String contender, @Nullable String version, String settings, @Nullable String skipped) {}
