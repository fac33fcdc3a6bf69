package io.lightningdb.examples;

import io.lightningdb.Cursor;
import io.lightningdb.Database;
import io.lightningdb.KeyCodec;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.Snapshot;
import io.lightningdb.WriteBatch;
import io.lightningdb.examples.Screen.Watch;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Answers questions with the engine's cursors, over a keyspace that orders cities by latitude. */
final class Cursors {

  /** By latitude, then by the city's number, so that equal latitudes stay apart. */
  private static final KeyCodec<List<Object>> BY_LATITUDE =
      KeyCodec.tuple(KeyCodec.float64(), KeyCodec.int32());

  private static final double ARCTIC_CIRCLE = 66.56;

  private Cursors() {}

  static void run(Database db, List<City> cities, Screen screen) {
    screen.chapter("3. Cursors of the engine");
    Keyspace byLatitude = db.createKeyspace("city by latitude");
    WriteBatch batch = new WriteBatch();
    for (City city : cities) {
      batch.put(
          byLatitude,
          BY_LATITUDE.encode(List.of(city.latitude(), city.id())),
          city.toString().getBytes(StandardCharsets.UTF_8));
    }
    Watch watch = new Watch();
    db.write(batch);
    screen.say(
        "an index of %,d entries in one atomic, durable batch: %.1f s",
        cities.size(), watch.seconds());

    try (Snapshot snapshot = db.snapshot()) {
      try (Cursor cursor = snapshot.view(byLatitude).cursor()) {
        screen.say("the northernmost, from the end of the keyspace:");
        for (int i = 0; i < 3 && cursor.previous(); i++) {
          screen.say("  %s", text(cursor));
        }
        screen.say("the first south of the equator:");
        cursor.seekFloor(BY_LATITUDE.encode(List.of(0.0)));
        screen.say("  %s", text(cursor));
      }
      // Later writes do not show in the snapshot, and do not wait for it.
      byLatitude.put(
          BY_LATITUDE.encode(List.of(90.0, 0)), "the North Pole".getBytes(StandardCharsets.UTF_8));
      KeyRange north = KeyRange.atLeast(BY_LATITUDE.encode(List.of(ARCTIC_CIRCLE)));
      Watch counting = new Watch();
      int before = count(snapshot.view(byLatitude).cursor(north));
      screen.say(
          "north of the polar circle: %,d in the snapshot (%,.0f µs), %,d now, with the pole",
          before, counting.micros(), count(byLatitude.cursor(north)));
    }
    Watch scanning = new Watch();
    int all = count(byLatitude.cursor());
    screen.say("a walk through all: %,.0f entries/s", all / scanning.seconds());
  }

  private static String text(Cursor cursor) {
    return new String(cursor.value(), StandardCharsets.UTF_8);
  }

  private static int count(Cursor cursor) {
    try (cursor) {
      int count = 0;
      while (cursor.next()) {
        count++;
      }
      return count;
    }
  }
}
