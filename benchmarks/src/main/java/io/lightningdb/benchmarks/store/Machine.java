package io.lightningdb.benchmarks.store;

import io.lightningdb.benchmarks.measure.Plan;

/** The machine itself, without any store: what a sync costs here at least. */
public final class Machine implements Contender {

  @Override
  public String id() {
    return "machine";
  }

  @Override
  public String title() {
    return "bare file";
  }

  @Override
  public String version() {
    return System.getProperty("java.version", "unknown");
  }

  @Override
  public String settings(Plan plan) {
    return "positional writes into a file of zeros that is allocated, written and synced before;"
        + " FileChannel.force(false) after each; one thread";
  }

  @Override
  public String promise(Survives survives) {
    return switch (survives) {
      case PROCESS_END -> "The operating system has the record.";
      case POWER_FAILURE -> "The record is on the device.";
    };
  }
}
