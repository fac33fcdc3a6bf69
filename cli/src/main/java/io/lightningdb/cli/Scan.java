package io.lightningdb.cli;

import io.lightningdb.Cursor;
import io.lightningdb.Database;
import io.lightningdb.KeyRange;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a range of entries. */
@Command(
    name = "scan",
    description = "Prints entries in the order of their keys: key, tab, value.",
    mixinStandardHelpOptions = true)
final class Scan implements Runnable {

  @Spec private CommandSpec spec;
  @Mixin private DatabaseParameter database;
  @Mixin private Bytes bytes;

  @Parameters(index = "1", paramLabel = "KEYSPACE")
  private String keyspace;

  @Option(names = "--from", paramLabel = "KEY", description = "Begin at this key.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "KEY", description = "End before this key.")
  private @Nullable String to;

  @Option(names = "--prefix", paramLabel = "PREFIX", description = "Only keys that begin so.")
  private @Nullable String prefix;

  @Option(names = "--reverse", description = "From the last key to the first.")
  private boolean reverse;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "Print at most N entries; 0 for all. Default: ${DEFAULT-VALUE}.")
  private long limit;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  Scan() {}

  @Override
  public void run() {
    if (limit < 0) {
      throw new ParameterException(spec.commandLine(), "--limit must not be negative");
    }
    try (Database db = database.open();
        Cursor cursor = db.keyspace(keyspace).cursor(range())) {
      PrintWriter out = spec.commandLine().getOut();
      for (long printed = 0; limit == 0 || printed < limit; printed++) {
        if (!(reverse ? cursor.previous() : cursor.next())) {
          return;
        }
        out.println(bytes.show(cursor.key()) + "\t" + bytes.show(cursor.value()));
      }
      if (reverse ? cursor.previous() : cursor.next()) {
        spec.commandLine()
            .getErr()
            .println("lightning: there are more; --limit 0 prints all of them");
      }
    }
  }

  private KeyRange range() {
    KeyRange range = KeyRange.all();
    if (from != null) {
      range = range.intersect(KeyRange.atLeast(bytes.parse(from)));
    }
    if (to != null) {
      range = range.intersect(KeyRange.lessThan(bytes.parse(to)));
    }
    if (prefix != null) {
      range = range.intersect(KeyRange.prefix(bytes.parse(prefix)));
    }
    return range;
  }
}
