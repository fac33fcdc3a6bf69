package io.lightningdb.examples;

import io.lightningdb.examples.Screen.Progress;
import io.lightningdb.examples.Screen.Watch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Loads the cities through JDBC, a thousand rows a transaction. */
final class Loading {

  private static final int ROWS_PER_TRANSACTION = 1_000;

  private static final String TABLE =
      """
      CREATE TABLE city (
        country CHAR(2) NOT NULL,
        name VARCHAR NOT NULL,
        id INTEGER NOT NULL,
        region VARCHAR,
        latitude DOUBLE NOT NULL,
        longitude DOUBLE NOT NULL,
        PRIMARY KEY (country, name, id))
      """;

  private Loading() {}

  static void run(Connection connection, List<City> cities, Screen screen) throws SQLException {
    screen.chapter("1. Loading " + "%,d".formatted(cities.size()) + " cities through JDBC");
    try (Statement statement = connection.createStatement()) {
      statement.execute(TABLE);
    }
    Watch watch = new Watch();
    connection.setAutoCommit(false);
    try (PreparedStatement insert =
            connection.prepareStatement("INSERT INTO city VALUES (?, ?, ?, ?, ?, ?)");
        Progress progress = screen.progress("cities", cities.size())) {
      int transactions = 0;
      for (int from = 0; from < cities.size(); from += ROWS_PER_TRANSACTION) {
        int to = Math.min(from + ROWS_PER_TRANSACTION, cities.size());
        for (City city : cities.subList(from, to)) {
          insert.setString(1, city.country());
          insert.setString(2, city.name());
          insert.setInt(3, city.id());
          insert.setString(4, city.region().isEmpty() ? null : city.region());
          insert.setDouble(5, city.latitude());
          insert.setDouble(6, city.longitude());
          insert.addBatch();
        }
        insert.executeBatch();
        connection.commit();
        transactions++;
        progress.at(to);
      }
      double seconds = watch.seconds();
      screen.say(
          "%,d rows in %,d transactions, each of them on the device when it returned: %.1f s,"
              + " %,.0f rows/s",
          cities.size(), transactions, seconds, cities.size() / seconds);
    } finally {
      connection.setAutoCommit(true);
    }
  }
}
