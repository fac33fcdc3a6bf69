package io.lightningdb.benchmarks.run;

import io.lightningdb.benchmarks.measure.Measurement;

/**
 * One repetition of one case.
 *
 * @param row the row's id
 * @param contender the contender's id
 * @param repetition from 1
 * @param loadAverage the machine's load over the minute before, or a negative number if unknown
 * @param measurement what was measured
 */
public record Sample(
    String row, String contender, int repetition, double loadAverage, Measurement measurement) {}
