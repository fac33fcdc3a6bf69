package io.lightningdb.examples;

import io.lightningdb.Cursor;
import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.Lightning;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.examples.Screen.Progress;
import io.lightningdb.examples.Screen.Watch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Kills a process that writes durably, and looks at what it left. */
final class Killing {

  /** How many commits the child is let make before it is killed, at least. */
  private static final int COMMITS_MIN = 500;

  private Killing() {}

  static void run(Path directory, int kills, Screen screen) throws IOException {
    screen.chapter("6. kill -9");
    screen.say(
        "a child process puts each visit into two keyspaces in one transaction, reports it once the"
            + " commit has returned, and is killed in the middle, %d times:",
        kills);
    long acknowledged = 0;
    long found = 0;
    double recovery = 0;
    try (Progress progress = screen.progress("kills", kills)) {
      for (int kill = 1; kill <= kills; kill++) {
        acknowledged = writeUntilKilled(directory, COMMITS_MIN * (1 + kill % 4));
        Watch watch = new Watch();
        try (Database db = Lightning.share("lightning:" + directory, Options.defaults())) {
          recovery = Math.max(recovery, watch.seconds());
          found = check(db, acknowledged);
        }
        progress.at(kill);
        screen.say(
            "  kill %d: %,d commits acknowledged, %,d found; none lost, none by half",
            kill, acknowledged, found);
      }
    }
    screen.say("the slowest opening after a kill took %,.0f ms", recovery * 1_000);
  }

  /** Starts a writer, kills it, and returns the number of the last commit that it reported. */
  private static long writeUntilKilled(Path directory, int commits) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    KilledWriter.class.getName(),
                    directory.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long acknowledged = 0;
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      for (int i = 0; i < commits; i++) {
        String line = output.readLine();
        if (line == null) {
          throw new IOException("the writer ended by itself, with " + process.waitFor());
        }
        acknowledged = Long.parseLong(line);
      }
      // SIGKILL, where there are signals. Through the handle: the process itself would close its
      // output too, and what is still in there has been acknowledged.
      process.toHandle().destroyForcibly();
      for (String line = output.readLine(); isWhole(line); line = output.readLine()) {
        acknowledged = Long.parseLong(line);
      }
      process.waitFor();
      return acknowledged;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** The last line of a killed process may be cut short; its first digits are not its number. */
  private static boolean isWhole(@Nullable String line) {
    return line != null && line.length() == KilledWriter.DIGITS;
  }

  /** Checks what is there and returns the number of the last commit found. */
  private static long check(Database db, long acknowledged) {
    List<String> problems = db.unwrap(LocalDatabase.class).verify();
    if (!problems.isEmpty()) {
      throw new IllegalStateException("broken after a kill: " + problems);
    }
    Keyspace visits = db.keyspace(KilledWriter.VISITS);
    Keyspace copies = db.keyspace(KilledWriter.COPIES);
    long last = 0;
    try (Cursor visit = visits.cursor();
        Cursor copy = copies.cursor()) {
      while (visit.next()) {
        last++;
        if (!copy.next()
            || KilledWriter.number(visit.key()) != last
            || KilledWriter.number(copy.key()) != last
            || KilledWriter.number(visit.value()) != last) {
          throw new IllegalStateException("commit " + last + " is there by half, or not at all");
        }
      }
      if (copy.next()) {
        throw new IllegalStateException("commit " + (last + 1) + " is there by half");
      }
    }
    if (last < acknowledged) {
      throw new IllegalStateException(
          "commit " + acknowledged + " was acknowledged, and only " + last + " are there");
    }
    return last;
  }
}
