package io.lightningdb.examples;

import io.lightningdb.examples.Screen.Watch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Answers questions with SQL: by key, by range, by prefix, and by what is not in the key. */
final class Questions {

  private static final int SHOWN_MAX = 3;

  private Questions() {}

  static void run(Connection connection, Screen screen) throws SQLException {
    screen.chapter("2. Questions in SQL");
    ask(
        connection,
        screen,
        "Where is Reykjavík?",
        "SELECT name, region, latitude, longitude FROM city WHERE country = ? AND name = ?",
        "IS",
        "Reykjavík");
    ask(
        connection,
        screen,
        "Which German towns begin with 'Neu'?",
        "SELECT name, region FROM city WHERE country = ? AND name LIKE 'Neu%'",
        "DE");
    ask(
        connection,
        screen,
        "What lies between Lyon and Marseille in the French alphabet?",
        "SELECT name FROM city WHERE country = ? AND name BETWEEN 'Lyon' AND 'Marseille'"
            + " ORDER BY country DESC, name DESC, id DESC",
        "FR");
    ask(
        connection,
        screen,
        "Which Norwegian places lie north of 70 degrees?",
        "SELECT name, latitude FROM city WHERE country = ? AND latitude > ?",
        "NO",
        70.0);
    ask(connection, screen, "How many cities are there?", "SELECT COUNT(*) FROM city");
  }

  private static void ask(
      Connection connection, Screen screen, String question, String sql, Object... parameters)
      throws SQLException {
    screen.say("");
    screen.say("%s", question);
    screen.say("  %s", sql);
    try (PreparedStatement explain = connection.prepareStatement("EXPLAIN " + sql)) {
      set(explain, parameters);
      try (ResultSet plan = explain.executeQuery()) {
        while (plan.next()) {
          screen.say("  plan: %s", plan.getString(1));
        }
      }
    }
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      set(query, parameters);
      Watch watch = new Watch();
      List<String> answers = new ArrayList<>();
      int rows = 0;
      try (ResultSet result = query.executeQuery()) {
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
          rows++;
          if (rows <= SHOWN_MAX) {
            answers.add(row(result, columns));
          }
        }
      }
      double micros = watch.micros();
      answers.forEach(answer -> screen.say("  %s", answer));
      screen.say("  %,d row%s in %,.0f µs", rows, rows == 1 ? "" : "s", micros);
    }
  }

  private static void set(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
  }

  private static String row(ResultSet result, int columns) throws SQLException {
    List<String> values = new ArrayList<>();
    for (int i = 1; i <= columns; i++) {
      values.add(String.valueOf(result.getObject(i)));
    }
    return String.join(", ", values);
  }
}
