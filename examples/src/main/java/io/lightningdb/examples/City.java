package io.lightningdb.examples;

/**
 * A place.
 *
 * @param id its line in the data, counted from 1
 * @param country its country, as ISO 3166-1 alpha-2 has it
 * @param name its name
 * @param region the region of the country it is in, may be empty
 * @param latitude in degrees, north is positive
 * @param longitude in degrees, east is positive
 */
record City(int id, String country, String name, String region, double latitude, double longitude) {

  /** Reads a line of the data. */
  static City parse(int id, String line) {
    String[] fields = line.split("\t", -1);
    if (fields.length != 5) {
      throw new IllegalArgumentException(
          "line " + id + " has " + fields.length + " fields instead of 5: " + line);
    }
    return new City(
        id,
        fields[0],
        fields[1],
        fields[2],
        Double.parseDouble(fields[3]),
        Double.parseDouble(fields[4]));
  }

  @Override
  public String toString() {
    return "%s, %s (%.2f, %.2f)".formatted(name, country, latitude, longitude);
  }
}
