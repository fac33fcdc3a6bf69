package io.lightningdb.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The data: places of the world from GeoNames; see cities-README.md beside it. */
final class Cities {

  private static final String RESOURCE = "cities.tsv.gz";

  private Cities() {}

  /** Reads all places. */
  static List<City> read() throws IOException {
    try (InputStream file = open()) {
      return read(file);
    }
  }

  /** Opens the file that the places are in. */
  static InputStream open() throws IOException {
    InputStream resource = Cities.class.getResourceAsStream(RESOURCE);
    if (resource == null) {
      throw new IOException("the resource " + RESOURCE + " is missing");
    }
    return resource;
  }

  /** Reads all places from such a file. */
  static List<City> read(InputStream file) throws IOException {
    List<City> cities = new ArrayList<>();
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      cities.add(City.parse(cities.size() + 1, line));
    }
    return cities;
  }
}
