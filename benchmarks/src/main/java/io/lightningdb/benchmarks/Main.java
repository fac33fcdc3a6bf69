package io.lightningdb.benchmarks;

import io.lightningdb.benchmarks.store.Contenders;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/** Measures Lightning beside other stores. */
@Command(
    name = "benchmarks",
    description = "Measures Lightning beside other stores.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {RunCommand.class, ReportCommand.class, CaseCommand.class})
public final class Main {

  private Main() {}

  /** Runs the command that {@code args} name and ends the JVM with its exit code. */
  public static void main(String[] args) {
    // Plots are drawn without a screen.
    System.setProperty("java.awt.headless", "true");
    System.exit(new CommandLine(new Main()).execute(args));
  }

  /** Tells the version of Lightning, which is that of its benchmarks too. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {Contenders.named("lightning").version()};
    }
  }
}
