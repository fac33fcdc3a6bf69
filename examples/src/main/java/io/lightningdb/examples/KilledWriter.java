package io.lightningdb.examples;

import io.lightningdb.Cursor;
import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.Lightning;
import io.lightningdb.Options;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Commits until it is killed, and prints the number of each commit that has returned. */
final class KilledWriter {

  static final String VISITS = "visits";
  static final String COPIES = "copies of visits";

  /** Numbers have as many digits as this, on screen and as keys. */
  static final int DIGITS = 12;

  private KilledWriter() {}

  static byte[] bytes(long number) {
    return text(number).getBytes(StandardCharsets.US_ASCII);
  }

  static long number(byte[] bytes) {
    return Long.parseLong(new String(bytes, StandardCharsets.US_ASCII));
  }

  private static String text(long number) {
    return ("%0" + DIGITS + "d").formatted(number);
  }

  /** Runs until killed. */
  public static void main(String[] arguments) {
    Database db = Lightning.share("lightning:" + arguments[0], Options.defaults());
    Keyspace visits = db.openKeyspace(VISITS, KeyspaceOptions.defaults());
    Keyspace copies = db.openKeyspace(COPIES, KeyspaceOptions.defaults());
    long number = 0;
    try (Cursor cursor = visits.cursor()) {
      if (cursor.previous()) {
        number = number(cursor.key());
      }
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    while (true) {
      long next = ++number;
      db.transact(
          transaction -> {
            transaction.put(visits, bytes(next), bytes(next));
            transaction.put(copies, bytes(next), bytes(next));
          });
      out.println(text(next));
    }
  }
}
