package io.lightningdb.benchmarks.run;

import io.lightningdb.benchmarks.measure.Plan;

/**
 * A run.
 *
 * @param started when it began, as ISO 8601 has it, in UTC
 * @param plan its sizes
 * @param machine its machine
 */
public record RunInfo(String started, Plan plan, MachineInfo machine) {}
