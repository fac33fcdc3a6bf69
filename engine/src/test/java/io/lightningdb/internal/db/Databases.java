package io.lightningdb.internal.db;

import io.lightningdb.Cursor;
import io.lightningdb.Keyspace;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.Reader;
import io.lightningdb.internal.base.Scheduler;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.testing.InlineScheduler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Opens databases on disks of all kinds, for tests. */
public final class Databases {

  /** Far less than for users, so that no test has to write much to have long values. */
  public static final int LONG_VALUE_BYTES_MIN = 512;

  /** Far less than for users, too, so that streams need not be long to get files of their own. */
  public static final int STREAM_FILE_BYTES_MIN = 4 * 1024;

  /** When clocks of tests begin, in microseconds since 1970. */
  public static final long FIRST_MICROS = 1_700_000_000_000_000L;

  private Databases() {}

  /** Opens a database whose background work runs at once in the calling thread. */
  public static LocalDatabase open(Disk disk, Options options) {
    return open(disk, options, new InlineScheduler());
  }

  public static LocalDatabase open(Disk disk, Options options, Scheduler scheduler) {
    try {
      return openOrThrow(disk, options, scheduler);
    } catch (IOException e) {
      throw Failures.opening(e);
    }
  }

  public static LocalDatabase openOrThrow(Disk disk, Options options, Scheduler scheduler)
      throws IOException {
    return openOrThrow(disk, options, scheduler, System::nanoTime);
  }

  /** Opens a database in which it is {@code clockNanos} that tells what is open for too long. */
  static LocalDatabase openOrThrow(
      Disk disk, Options options, Scheduler scheduler, LongSupplier clockNanos) throws IOException {
    AtomicLong clock = new AtomicLong(FIRST_MICROS);
    return openOrThrow(disk, options, scheduler, clock::incrementAndGet, clockNanos);
  }

  /**
   * Opens a database in which it is {@code clockMicros} that tells what has expired: the time in
   * microseconds since 1970.
   */
  static LocalDatabase openAt(
      Disk disk, Options options, Scheduler scheduler, LongSupplier clockMicros) {
    try {
      return openOrThrow(disk, options, scheduler, clockMicros, System::nanoTime);
    } catch (IOException e) {
      throw Failures.opening(e);
    }
  }

  private static LocalDatabase openOrThrow(
      Disk disk,
      Options options,
      Scheduler scheduler,
      LongSupplier clockMicros,
      LongSupplier clockNanos)
      throws IOException {
    Engine engine =
        new EngineOpener(
                disk,
                options,
                scheduler,
                clockMicros,
                clockNanos,
                any -> LONG_VALUE_BYTES_MIN,
                STREAM_FILE_BYTES_MIN)
            .open();
    return new Session(engine, engine::close);
  }

  /**
   * Returns everything in a database, by keyspace and key, and the attributes of each keyspace that
   * has any, by {@link #attributesOf}.
   */
  public static Map<String, SortedMap<String, String>> contents(LocalDatabase db) {
    Map<String, SortedMap<String, String>> contents = new TreeMap<>();
    for (String name : db.keyspaceNames()) {
      Keyspace keyspace = db.keyspace(name);
      contents.put(name, contents(keyspace.cursor()));
      putAttributes(contents, name, keyspace.options().attributes());
    }
    return contents;
  }

  /** Returns what stands for the attributes of a keyspace, beside its name for its entries. */
  static String attributesOf(String name) {
    return "attributes of " + name;
  }

  /** Puts the attributes of a keyspace into contents, if it has any. */
  static void putAttributes(
      Map<String, SortedMap<String, String>> contents,
      String name,
      Map<String, String> attributes) {
    if (!attributes.isEmpty()) {
      contents.put(attributesOf(name), new TreeMap<>(attributes));
    }
  }

  public static SortedMap<String, String> contents(Reader reader, Keyspace keyspace) {
    return contents(reader.view(keyspace).cursor());
  }

  /** Returns what a cursor shows, and closes it. Bytes are shown as Latin-1 characters. */
  public static SortedMap<String, String> contents(Cursor cursor) {
    SortedMap<String, String> entries = new TreeMap<>();
    try (cursor) {
      while (cursor.next()) {
        entries.put(text(cursor.key()), text(cursor.value()));
      }
    }
    return entries;
  }

  public static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
