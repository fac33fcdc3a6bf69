package io.lightningdb.benchmarks.run;

/**
 * How a run ended.
 *
 * @param cases the number of cases that it was to measure
 * @param measured the number that it came to before its time was over
 * @param budgetMinutes how long it was thought to take
 * @param minutes how long it took
 */
public record RunEnd(int cases, int measured, double budgetMinutes, double minutes) {}
