package io.lightningdb.examples;

import io.lightningdb.Database;
import io.lightningdb.LocalDatabase;
import io.lightningdb.examples.Screen.Watch;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Shows Lightning at work on real data: JDBC, cursors, JCache, a value as a stream, and a process
 * that is killed.
 */
@Command(
    name = "lightning demo",
    description = {
      "Loads the cities of the world, asks questions about them in SQL, with cursors and through a",
      "cache, puts a file in as a stream and reads it back, and kills a process that writes, to",
      "show that nothing acknowledged is lost."
    },
    mixinStandardHelpOptions = true)
public final class Demo implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--directory",
      description = "Where the database goes, and stays. Default: a temporary directory.")
  private @Nullable Path directory;

  @Option(
      names = "--kills",
      defaultValue = "3",
      description = "How often the writing process is killed. Default: ${DEFAULT-VALUE}.")
  private int kills;

  private final PrintStream out;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  Demo(PrintStream out) {
    this.out = out;
  }

  /** Runs the demonstration and ends the process: with 0 if all went as it should. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, Charset.defaultCharset());
    System.exit(new CommandLine(new Demo(out)).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, SQLException {
    if (kills < 0) {
      throw new ParameterException(spec.commandLine(), "--kills must not be negative");
    }
    if (directory != null) {
      run(directory.toAbsolutePath().normalize());
      return 0;
    }
    Path temporary = Files.createTempDirectory("lightning-demo");
    try {
      run(temporary);
    } finally {
      delete(temporary);
    }
    return 0;
  }

  private void run(Path place) throws IOException, SQLException {
    Screen screen = new Screen(out, Terminal.isThere());
    Watch watch = new Watch();
    List<City> cities = Cities.read();
    screen.say(
        "Lightning on Java %s, in %s. Data: GeoNames, CC BY 4.0.",
        Runtime.version().feature(), place);
    try (Connection connection = DriverManager.getConnection("jdbc:lightning:" + place)) {
      Loading.run(connection, cities, screen);
      Questions.run(connection, screen);
      Database db = connection.unwrap(Database.class);
      Cursors.run(db, cities, screen);
      Caching.run(connection, place, cities, screen);
      Streams.run(db, cities, screen);
      LocalDatabase local = db.unwrap(LocalDatabase.class);
      local.flush();
      screen.say(
          "on disk: %,d bytes in trees; every one of them checked: %s",
          local.statistics().treeBytes(),
          local.verify().isEmpty() ? "all is well" : local.verify());
    }
    Killing.run(place, kills, screen);
    screen.say("");
    screen.say("done in %.0f s", watch.seconds());
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
