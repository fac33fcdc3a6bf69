package io.lightningdb.benchmarks.report;

import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.run.ContenderInfo;
import io.lightningdb.benchmarks.run.MachineInfo;
import io.lightningdb.benchmarks.run.Results;
import io.lightningdb.benchmarks.run.RunEnd;
import io.lightningdb.benchmarks.run.Sample;
import io.lightningdb.benchmarks.store.CacheAdapter;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.Contenders;
import io.lightningdb.benchmarks.store.SqlAdapter;
import io.lightningdb.benchmarks.store.StoreAdapter;
import io.lightningdb.benchmarks.store.Survives;
import java.util.Locale;

/** Writes what a run was, and who took part in it, in Markdown. */
final class RunText {

  private RunText() {}

  /** Returns sizes and machine. */
  static String run(Results results) {
    Plan plan = results.run().plan();
    MachineInfo machine = results.run().machine();
    StringBuilder text = new StringBuilder();
    item(text, "Run", "`" + plan.name() + "`, begun " + results.run().started());
    item(
        text,
        "Sizes",
        String.format(
            "%,d entries, keys of %d bytes, values of %d bytes of which half compresses,"
                + " %,d puts a commit when loading, seed %d",
            plan.entries(), plan.keyBytes(), plan.valueBytes(), plan.putsPerCommit(), plan.seed()));
    item(
        text,
        "Repetitions",
        plan.repetitions()
            + ", interleaved; figures are medians, with the smallest and the largest in brackets");
    item(
        text,
        "Times",
        String.format(
            "%,d ms of warm-up at least and %,d ms measured, where time is the bound",
            plan.warmUpMillis(), plan.measureMillis()));
    item(
        text,
        "Memory",
        String.format(
            "-Xmx%dm for each JVM, G1; %d MiB of cache for each store that has one",
            plan.heapMib(), plan.cacheMib()));
    item(
        text,
        "Loads",
        String.format(
            "those that are measured are stopped after %,d s, and checked as far as they got",
            plan.loadMillisMax() / 1_000));
    RunEnd end = results.end();
    if (end != null) {
      item(
          text,
          "Time",
          String.format(
              Locale.ROOT,
              "%d of %d cases in %.1f minutes",
              end.measured(),
              end.cases(),
              end.minutes()));
    }
    item(text, "JVM", machine.java());
    item(
        text,
        "Machine",
        String.format(
            "%d × %s; %s MiB of memory; %s; file system %s",
            machine.processors(),
            machine.processor(),
            Numbers.mib((double) machine.memoryBytes()),
            machine.operatingSystem(),
            machine.fileSystem()));
    results.samples().stream()
        .mapToDouble(Sample::loadAverage)
        .max()
        .ifPresent(
            load ->
                item(
                    text,
                    "Load",
                    "at most "
                        + Numbers.three(load)
                        + " (average over a minute) before any case, the run's own included"));
    return text.toString();
  }

  /** Returns versions, settings and promises. */
  static String contenders(Results results) {
    StringBuilder text = new StringBuilder();
    for (ContenderInfo info : results.contenders()) {
      Contender contender = Contenders.named(info.contender());
      text.append("**").append(contender.title()).append("**");
      if (info.skipped() != null) {
        text.append(": SKIPPED, it cannot be loaded here: ").append(info.skipped()).append("\n\n");
        continue;
      }
      boolean store = contender instanceof StoreAdapter || contender instanceof SqlAdapter;
      if (store || contender instanceof CacheAdapter) {
        text.append(' ').append(info.version());
      }
      text.append("\n\n");
      item(text, "Settings", info.settings());
      if (store) {
        item(text, "Not synced", contender.promise(Survives.PROCESS_END));
      }
      if (contender instanceof CacheAdapter cache) {
        item(text, "Keeps", cache.promise());
      } else {
        item(text, "Synced", contender.promise(Survives.POWER_FAILURE));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static void item(StringBuilder text, String name, String value) {
    text.append("- ").append(name).append(": ").append(value).append('\n');
  }
}
