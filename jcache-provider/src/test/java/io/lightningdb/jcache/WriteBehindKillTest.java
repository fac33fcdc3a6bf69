package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Durability;
import io.lightningdb.LocalDatabase;
import io.lightningdb.internal.testing.ChildJvm;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import javax.cache.Cache;
import javax.cache.integration.CacheWriter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kills a process in the middle of changing a cache that writes behind, again and again. */
@Timeout(300)
class WriteBehindKillTest {

  private static final int THREADS = 3;
  private static final int KEYS = 40;
  private static final int KILLS = 4;

  @TempDir private Path directory;

  /** Appends what it is told to a file that survives the process. */
  private static final class FileWriter implements CacheWriter<Integer, Integer> {

    private final FileOutputStream out;
    private final long pauseNanos;

    FileWriter(Path file, long pauseNanos) {
      try {
        this.out = new FileOutputStream(file.toFile(), true);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      this.pauseNanos = pauseNanos;
    }

    private void append(String line) {
      try {
        out.write(line.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void write(Cache.Entry<? extends Integer, ? extends Integer> entry) {
      append(entry.getKey() + " " + entry.getValue() + "\n");
    }

    @Override
    public void writeAll(Collection<Cache.Entry<? extends Integer, ? extends Integer>> entries) {
      entries.forEach(this::write);
      // Long enough for something to be pending when the process is killed.
      LockSupport.parkNanos(pauseNanos);
      entries.clear();
    }

    @Override
    public void delete(Object key) {
      append(key + " -\n");
    }

    @Override
    public void deleteAll(Collection<?> keys) {
      keys.forEach(this::delete);
      keys.clear();
    }
  }

  private static KeyspaceCache<Integer, Integer> create(
      Caches caches, Durability durability, FileWriter writer) {
    MutableLightningConfiguration<Integer, Integer> configuration =
        new MutableLightningConfiguration<Integer, Integer>()
            .setDurability(durability)
            .setWriteBehindDelay(Duration.ZERO);
    configuration.setWriteThrough(true).setCacheWriterFactory(() -> writer);
    Cache<Integer, Integer> cache = caches.create("c", configuration);
    return (KeyspaceCache<Integer, Integer>) cache;
  }

  @ParameterizedTest
  @EnumSource(
      value = Durability.class,
      names = {"SYNC", "FLUSHED"})
  void everyAcknowledgedChangeReachesTheWriter(Durability durability) throws IOException {
    Path log = directory.resolve("log");
    long pending = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      int[] acknowledged = new int[THREADS];
      try (ChildJvm child =
          ChildJvm.start(
              List.of("-Xmx128m"),
              Changer.class,
              directory.resolve("db").toString(),
              log.toString(),
              durability.name(),
              Integer.toString(kill))) {
        int lines = 200 + 300 * kill;
        String line = child.readLine();
        while (line != null && lines-- > 0) {
          note(line, acknowledged);
          line = child.readLine();
        }
        assertThat(line).as("output of a process that did not end by itself").isNotNull();
        child.kill();
        for (; line != null && line.matches("[0-9]+ [0-9]+"); line = child.readLine()) {
          note(line, acknowledged);
        }
      }
      pending += check(acknowledged, durability, log);
    }
    assertThat(pending).as("writes that were pending when a process was killed").isPositive();
  }

  private static void note(String line, int[] acknowledged) {
    assertThat(line).matches("[0-9]+ [0-9]+");
    int space = line.indexOf(' ');
    acknowledged[Integer.parseInt(line.substring(0, space))] =
        Integer.parseInt(line.substring(space + 1));
  }

  private long check(int[] acknowledged, Durability durability, Path log) throws IOException {
    try (Caches caches = Caches.in(directory.resolve("db"))) {
      assertThat(caches.manager().unwrap(LocalDatabase.class).verify()).isEmpty();
      endLastLine(log);
      KeyspaceCache<Integer, Integer> cache = create(caches, durability, new FileWriter(log, 0));
      final long pending = cache.pendingWrites();
      assertThat(cache.awaitWritten(Duration.ofSeconds(60))).isTrue();
      assertThat(cache.failedWrites()).isZero();
      Map<Integer, Integer> entries = new TreeMap<>();
      cache.forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
      assertThat(written(log)).isEqualTo(entries);
      for (int thread = 0; thread < THREADS; thread++) {
        checkAcknowledged(thread, acknowledged[thread], entries);
      }
      return pending;
    }
  }

  /** A kill may have cut off a line, whose write is pending still. */
  private static void endLastLine(Path log) throws IOException {
    String text = Files.exists(log) ? Files.readString(log) : "";
    Files.writeString(log, text.substring(0, text.lastIndexOf('\n') + 1));
  }

  private static void checkAcknowledged(int thread, int last, Map<Integer, Integer> entries) {
    for (int number = Math.max(first(last), last - KEYS + 2); number <= last; number++) {
      // The one that was under way after the last may be there, too; it is of another key.
      assertThat(entries.get(key(thread, number)))
          .as("change %d of thread %d", number, thread)
          .isEqualTo(isRemoval(number) ? null : number);
    }
  }

  private static int first(int number) {
    return number / RUN * RUN + 1;
  }

  /** How far the numbers of one run are from those of the next. */
  private static final int RUN = 1_000_000;

  private static int key(int thread, int number) {
    return thread * KEYS + number % KEYS;
  }

  private static boolean isRemoval(int number) {
    return number % 7 == 3;
  }

  /** Returns what the writer's target has, having looked for older values after newer ones. */
  private static Map<Integer, Integer> written(Path log) throws IOException {
    Map<Integer, Integer> state = new TreeMap<>();
    Map<Integer, Integer> newest = new HashMap<>();
    for (String line : Files.readAllLines(log)) {
      int space = line.indexOf(' ');
      int key = Integer.parseInt(line.substring(0, space));
      String value = line.substring(space + 1);
      if (value.equals("-")) {
        state.remove(key);
      } else {
        int number = Integer.parseInt(value);
        assertThat(number).as("key %d", key).isGreaterThanOrEqualTo(newest.getOrDefault(key, 0));
        newest.put(key, number);
        state.put(key, number);
      }
    }
    return state;
  }

  /** Changes the cache, and prints what was acknowledged. */
  static final class Changer {

    private Changer() {}

    public static void main(String[] arguments) throws InterruptedException {
      Caches caches = Caches.in(Path.of(arguments[0]));
      KeyspaceCache<Integer, Integer> cache =
          create(
              caches,
              Durability.valueOf(arguments[2]),
              new FileWriter(Path.of(arguments[1]), 2_000_000));
      int run = Integer.parseInt(arguments[3]);
      Thread[] threads = new Thread[THREADS];
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        threads[i] = new Thread(() -> change(thread, run * RUN + 1, cache));
        threads[i].start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }

    private static void change(int thread, int first, Cache<Integer, Integer> cache) {
      for (int number = first; ; number++) {
        if (isRemoval(number)) {
          cache.remove(key(thread, number));
        } else {
          cache.put(key(thread, number), number);
        }
        System.out.println(thread + " " + number);
      }
    }
  }
}
