package io.lightningdb.jcache;

import io.lightningdb.Durability;
import io.lightningdb.StorageEngine;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.cache.Cache;

/*
 * What a thread does as its n-th step, and with which key and value, follows from n alone. So who
 * knows the last step that was acknowledged knows what has to be there: all of it, and of the next
 * step all or nothing.
 */
/** What a process does to its caches until it is killed: each thread to keys of its own. */
final class KillWork {

  static final int THREADS = 4;

  /** After so many steps of the first thread it may be killed. */
  static final int ENOUGH = 150;

  /** So many accounts are in each of two caches, with so much in each. */
  static final int ACCOUNTS = 5;

  static final int BALANCE = 1_000;

  /** How often it was counted by all threads together. */
  static final String SHARED = "shared";

  private static final int KINDS = 7;
  private static final int KEYS = 10;

  final Cache<String, Integer> entries;
  final Cache<Integer, Integer> checking;
  final Cache<String, Integer> savings;

  KillWork(
      Caches caches, Durability durability, StorageEngine engine, Events<String, Integer> events) {
    MutableLightningConfiguration<String, Integer> configuration =
        new MutableLightningConfiguration<String, Integer>()
            .setDurability(durability)
            .setStorageEngine(engine);
    this.savings = caches.create("savings", configuration);
    configuration.setStatisticsEnabled(true);
    if (events != null) {
      configuration.addCacheEntryListenerConfiguration(events.synchronous());
    }
    this.entries = caches.create("entries", configuration);
    this.checking =
        caches.create(
            "checking",
            new MutableLightningConfiguration<Integer, Integer>()
                .setDurability(durability)
                .setStorageEngine(engine));
  }

  void open() {
    for (int i = 0; i < ACCOUNTS; i++) {
      checking.put(i, BALANCE);
      savings.put("account " + i, BALANCE);
    }
  }

  private static String key(int thread, int number) {
    return "thread " + thread + " key " + Math.floorMod(number, KEYS);
  }

  static String counter(int thread) {
    return "counter " + thread;
  }

  static String transfers(int thread) {
    return "transfers " + thread;
  }

  private static Map<String, Integer> batch(int thread, int step) {
    return Map.of(
        key(thread, step), step, key(thread, step + 1), step, key(thread, step + 2), step);
  }

  /** Does one step. */
  void step(int thread, int step) {
    switch (step % KINDS) {
      case 0 -> entries.put(key(thread, step), step);
      case 1 -> entries.getAndPut(key(thread, step), step);
      case 2 -> increment(counter(thread));
      case 3 -> entries.putAll(batch(thread, step));
      case 4 -> entries.remove(key(thread, step - 1));
      case 5 -> increment(SHARED);
      default -> transfer(thread, step);
    }
  }

  private void increment(String counter) {
    entries.<Integer>invoke(
        counter,
        (entry, arguments) -> {
          entry.setValue(entry.exists() ? entry.getValue() + 1 : 1);
          return null;
        });
  }

  @SuppressWarnings("unchecked") // a class has no type arguments
  private void transfer(int thread, int step) {
    LightningCache<Integer, Integer> lightning = checking.unwrap(LightningCache.class);
    int from = step % ACCOUNTS;
    String to = "account " + (step + thread) % ACCOUNTS;
    lightning.<Void>transact(
        transaction -> {
          transaction.put(checking, from, transaction.get(checking, from) - 1);
          transaction.put(savings, to, transaction.get(savings, to) + 1);
          Integer before = transaction.get(savings, transfers(thread));
          transaction.put(savings, transfers(thread), before == null ? 1 : before + 1);
          return null;
        });
  }

  /** Returns what of a thread's own keys is there after its first {@code steps} steps. */
  static Map<String, Integer> expected(int thread, int steps) {
    Map<String, Integer> expected = new TreeMap<>();
    for (int step = 0; step < steps; step++) {
      switch (step % KINDS) {
        case 0, 1 -> expected.put(key(thread, step), step);
        case 2 -> expected.merge(counter(thread), 1, Integer::sum);
        case 3 -> expected.putAll(batch(thread, step));
        case 4 -> expected.remove(key(thread, step - 1));
        default -> {}
      }
    }
    return expected;
  }

  /** Returns what of a thread's own keys is there. */
  Map<String, Integer> actual(int thread) {
    Map<String, Integer> actual = new TreeMap<>();
    for (Cache.Entry<String, Integer> entry : entries) {
      if (entry.getKey().startsWith("thread " + thread + " ")
          || entry.getKey().equals(counter(thread))) {
        actual.put(entry.getKey(), entry.getValue());
      }
    }
    return actual;
  }

  /** Returns how often the first steps count for all threads. */
  static int counted(int steps) {
    return (steps + KINDS - 6) / KINDS;
  }

  /** Returns how many transfers are among the first steps. */
  static int transferred(int steps) {
    return steps / KINDS;
  }

  private static Path acknowledgements(Path directory, int thread) {
    return directory.resolve("acknowledged " + thread);
  }

  /** Returns how many steps of each thread were acknowledged. */
  static int[] acknowledged(Path directory) throws IOException {
    int[] acknowledged = new int[THREADS];
    for (int thread = 0; thread < THREADS; thread++) {
      acknowledged[thread] = (int) Files.size(acknowledgements(directory, thread));
    }
    return acknowledged;
  }

  public static void main(String[] arguments) throws Exception {
    KillWork work =
        new KillWork(
            Caches.in(Path.of(arguments[0])),
            Durability.valueOf(arguments[1]),
            StorageEngine.valueOf(arguments[2]),
            null);
    work.open();
    Thread[] threads = new Thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      OutputStream out = Files.newOutputStream(acknowledgements(Path.of(arguments[3]), thread));
      threads[i] = new Thread(() -> work.run(thread, out));
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Writes one byte for each step, which the operating system has when that returns. */
  private void run(int thread, OutputStream out) {
    try {
      for (int step = 0; ; step++) {
        step(thread, step);
        out.write(1);
        if (thread == 0 && step + 1 == ENOUGH) {
          System.out.println("enough");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
