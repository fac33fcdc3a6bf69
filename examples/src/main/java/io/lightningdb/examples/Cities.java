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
    try (InputStream resource = Cities.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IOException("the resource " + RESOURCE + " is missing");
      }
      List<City> cities = new ArrayList<>();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(new GZIPInputStream(resource), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          cities.add(City.parse(cities.size() + 1, line));
        }
      }
      return cities;
    }
  }
}
