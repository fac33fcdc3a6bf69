package io.lightningdb.cli;

import io.lightningdb.CorruptionException;
import io.lightningdb.DatabaseLockedException;
import io.lightningdb.FormatException;
import io.lightningdb.LightningException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code lightning}. */
@Command(
    name = "lightning",
    description = "Looks into a Lightning database and changes it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      Info.class,
      Keyspaces.class,
      Get.class,
      Put.class,
      Delete.class,
      Scan.class,
      Check.class,
      Compact.class,
      HelpCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all went well",
      "1:something failed; the message says what",
      "2:the command line is wrong",
      "3:there is no such key, keyspace or database",
      "4:the database is open somewhere else",
      "5:the database is damaged, or of another version or program"
    })
public final class Main implements Runnable {

  static final int FAILED = 1;
  static final int NOT_FOUND = 3;
  static final int LOCKED = 4;
  static final int DAMAGED = 5;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // The platform's charset is what the terminal understands.
    Charset charset = Charset.defaultCharset();
    System.exit(
        run(
            new PrintWriter(System.out, true, charset),
            new PrintWriter(System.err, true, charset),
            arguments));
  }

  /** Runs a command and returns its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(new Main())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((exception, command, result) -> report(exception, err))
        .execute(arguments);
  }

  private static int report(Exception exception, PrintWriter err) throws Exception {
    if (exception instanceof LightningException || exception instanceof IllegalArgumentException) {
      err.println("lightning: " + exception.getMessage());
      return exitCode(exception);
    }
    throw exception;
  }

  private static int exitCode(Exception exception) {
    if (exception instanceof DatabaseLockedException) {
      return LOCKED;
    }
    if (exception instanceof CorruptionException || exception instanceof FormatException) {
      return DAMAGED;
    }
    return exception instanceof IllegalArgumentException ? NOT_FOUND : FAILED;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
