package io.lightningdb.examples;

import java.io.Console;

/** Finds out whether somebody looks on. */
final class Terminal {

  private Terminal() {}

  /** Returns whether the program reads from and prints to a terminal. */
  @SuppressWarnings("SystemConsoleNull") // null says no up to Java 21, isTerminal() from 22 on
  static boolean isThere() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot ask the console whether it is a terminal", e);
    }
  }
}
