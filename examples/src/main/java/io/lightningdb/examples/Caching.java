package io.lightningdb.examples;

import io.lightningdb.examples.Screen.Watch;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;

/** Serves cities through a JCache cache that is a keyspace of the same database. */
final class Caching {

  private static final int REQUESTS = 50_000;
  private static final int POPULAR = 2_000;

  private Caching() {}

  static void run(Connection connection, Path directory, List<City> cities, Screen screen)
      throws SQLException {
    screen.chapter("4. A JCache cache in the same database");
    CachingProvider provider = javax.cache.Caching.getCachingProvider();
    try (CacheManager manager =
        provider.getCacheManager(URI.create("lightning:" + directory), null)) {
      Cache<String, String> cache =
          manager.createCache(
              "where is",
              new MutableConfiguration<String, String>()
                  .setTypes(String.class, String.class)
                  .setStatisticsEnabled(true));
      serve(connection, cache, cities, screen);
      screen.say(
          "the database's keyspaces are now: %s",
          manager.unwrap(io.lightningdb.Database.class).keyspaceNames());
    }
    try (CacheManager manager =
        provider.getCacheManager(URI.create("lightning:" + directory), null)) {
      Cache<String, String> cache =
          manager.createCache(
              "where is",
              new MutableConfiguration<String, String>().setTypes(String.class, String.class));
      int kept = 0;
      for (City city : cities.subList(0, POPULAR)) {
        if (cache.containsKey(key(city))) {
          kept++;
        }
      }
      screen.say("after closing and opening the manager, %,d of its entries are there", kept);
    }
  }

  private static String key(City city) {
    return city.country() + "/" + city.name() + "/" + city.id();
  }

  private static void serve(
      Connection connection, Cache<String, String> cache, List<City> cities, Screen screen)
      throws SQLException {
    Random random = new Random(1);
    int misses = 0;
    Watch watch = new Watch();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT latitude, longitude FROM city WHERE country = ? AND name = ? AND id = ?")) {
      for (int i = 0; i < REQUESTS; i++) {
        City city = cities.get(random.nextInt(POPULAR));
        String place = cache.get(key(city));
        if (place == null) {
          misses++;
          place = look(query, city);
          cache.put(key(city), place);
        }
        if (!place.equals(city.latitude() + ", " + city.longitude())) {
          throw new IllegalStateException(city + " is said to be at " + place);
        }
      }
    }
    double seconds = watch.seconds();
    screen.say(
        "%,d requests for %,d popular cities: %,d misses filled by SQL and kept durably,"
            + " %,d hits, %,.0f requests/s",
        REQUESTS, POPULAR, misses, REQUESTS - misses, REQUESTS / seconds);
  }

  private static String look(PreparedStatement query, City city) throws SQLException {
    query.setString(1, city.country());
    query.setString(2, city.name());
    query.setInt(3, city.id());
    try (ResultSet result = query.executeQuery()) {
      if (!result.next()) {
        throw new IllegalStateException(city + " is not in the table");
      }
      return result.getDouble(1) + ", " + result.getDouble(2);
    }
  }
}
