package io.lightningdb.examples;

import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.examples.Screen.Watch;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes and reads a value a part at a time, as one does with those that do not fit into memory.
 */
final class Streams {

  private static final byte[] KEY = "cities.tsv.gz".getBytes(StandardCharsets.UTF_8);

  private Streams() {}

  static void run(Database db, List<City> cities, Screen screen) throws IOException {
    screen.chapter("5. A value as a stream");
    Keyspace files = db.createKeyspace("file");
    Watch writing = new Watch();
    try (InputStream file = Cities.open()) {
      files.put(KEY, file);
    }
    screen.say("the file of all cities, put as one value: %.2f s", writing.seconds());

    Watch reading = new Watch();
    try (InputStream value = files.openValue(KEY)) {
      if (value == null) {
        throw new FileNotFoundException("the value is not there");
      }
      if (!Cities.read(value).equals(cities)) {
        throw new IllegalStateException("other cities came back");
      }
    }
    screen.say(
        "%,d cities read out of it, the same as before: %.2f s", cities.size(), reading.seconds());
  }
}
