package io.lightningdb.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs commands as a terminal would, and keeps what they print. */
final class Terminal {

  private String out = "";
  private String err = "";

  int run(String... arguments) {
    StringWriter outWriter = new StringWriter();
    StringWriter errWriter = new StringWriter();
    int exitCode =
        Main.run(new PrintWriter(outWriter, true), new PrintWriter(errWriter, true), arguments);
    out = outWriter.toString();
    err = errWriter.toString();
    return exitCode;
  }

  String out() {
    return out;
  }

  String err() {
    return err;
  }
}
