package io.lightningdb.benchmarks.run;

/**
 * A case that failed.
 *
 * @param row the row's id
 * @param contender the contender's id
 * @param repetition from 1
 * @param reason what went wrong
 */
public record Failure(String row, String contender, int repetition, String reason) {}
