package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.bytes;

import io.lightningdb.BulkLoad;
import io.lightningdb.Compression;
import io.lightningdb.Durability;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.Savepoint;
import io.lightningdb.Snapshot;
import io.lightningdb.StorageEngine;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.WriteBatch;
import io.lightningdb.internal.testing.Seed;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Random operations on a database, and what it must hold after each of them. The states it may be
 * in after a crash are those from {@link #durable()} to {@link #issued()}.
 */
final class CrashWorkload {

  static final Options OPTIONS =
      Options.builder()
          .memtableBytes(64 * 1024)
          .logSegmentBytes(4 * 1024)
          .treeSegmentBytes(16 * 1024)
          .cacheBytes(64 * 1024)
          .build();

  /** What goes on beside the operations of a workload. */
  interface Background {

    Background NOTHING =
        new Background() {
          @Override
          public void between() {}

          @Override
          public void alone(Runnable operation) {
            operation.run();
          }
        };

    /** Called between any two operations. */
    void between();

    /** Does an operation that nothing must go on beside. */
    void alone(Runnable operation);
  }

  private final Seed seed;
  private final List<StorageEngine> engines;
  private final List<Map<String, SortedMap<String, String>>> states = new ArrayList<>();
  private int durable;
  private int written;
  private int step;
  private int committedStates;
  private int loads;
  private int streams;
  private boolean loading = true;

  /** Makes a workload on keyspaces of all storage engines. */
  CrashWorkload(Seed seed) {
    this(seed, StorageEngine.values());
  }

  CrashWorkload(Seed seed, StorageEngine... engines) {
    this.seed = seed;
    this.engines = List.of(engines);
    states.add(Map.of());
  }

  /** Makes no bulk loads, each of which begins a new manifest. */
  CrashWorkload withoutLoads() {
    loading = false;
    return this;
  }

  /** Returns the contents after each commit that was begun, the first without any. */
  List<Map<String, SortedMap<String, String>>> states() {
    return states;
  }

  /** Returns whether {@code found} is one of the states from {@code first} on. */
  boolean allows(Map<String, SortedMap<String, String>> found, int first) {
    return states.subList(first, states.size()).contains(found);
  }

  /** Returns the index of the newest state that must survive a power failure. */
  int durable() {
    return durable;
  }

  /** Returns the index of the newest state that must survive the end of the process. */
  int written() {
    return written;
  }

  /** Returns how many bulk loads were committed. */
  int loads() {
    return loads;
  }

  /** Returns how many commits of values given as streams there were. */
  int streams() {
    return streams;
  }

  /** Returns the index of the newest state that can be there. */
  int issued() {
    return states.size() - 1;
  }

  /** Takes back the step that failed, of which nothing happened. */
  void nothingWasWritten() {
    if (issued() > committedStates) {
      states.remove(issued());
    }
  }

  void run(LocalDatabase db, int steps) {
    run(db, steps, Background.NOTHING);
  }

  void run(LocalDatabase db, int steps, Background background) {
    for (int i = 0; i < steps; i++) {
      committedStates = issued();
      background.between();
      step(db, background);
      step++;
    }
  }

  private void step(LocalDatabase db, Background background) {
    List<String> names = db.keyspaceNames();
    if (names.size() < 2) {
      create(db);
      return;
    }
    Durability durability = Durability.values()[seed.between(0, 2)];
    switch (seed.between(0, 23)) {
      case 0, 1, 2, 3, 4, 5 -> put(db.keyspace(seed.pick(names)).withDurability(durability));
      case 6, 7 -> delete(db.keyspace(seed.pick(names)).withDurability(durability));
      case 8 -> exchange(db.keyspace(seed.pick(names)).withDurability(durability));
      case 9, 10, 11 -> batch(db, durability);
      case 12, 13, 14 -> transaction(db, durability);
      case 15 -> {
        if (seed.oneIn(3)) {
          background.alone(db::compact);
        } else {
          db.flush();
        }
        committed(Durability.SYNC);
      }
      case 16 -> {
        db.sync();
        committed(Durability.SYNC);
      }
      case 17 -> {
        if (names.size() < 4) {
          create(db);
        } else {
          drop(db, seed.pick(names));
        }
      }
      case 18 -> rename(db, seed.pick(names));
      case 19 -> {
        Keyspace keyspace = db.keyspace(seed.pick(names)).withDurability(durability);
        if (loading) {
          load(db, keyspace);
        } else {
          put(keyspace);
        }
      }
      case 20, 21 -> stream(db.keyspace(seed.pick(names)).withDurability(durability));
      case 22 -> streams(db, durability);
      default -> {
        try (Snapshot snapshot = db.snapshot()) {
          put(db.keyspace(seed.pick(names)).withDurability(durability));
          db.flush();
          committed(Durability.SYNC);
          snapshot.view(db.keyspace(names.get(0))).get(key());
        }
      }
    }
  }

  /** Notes the state that a commit, which is about to be made, leads to. */
  private Map<String, SortedMap<String, String>> begin() {
    Map<String, SortedMap<String, String>> next = copyOfNewest();
    states.add(next);
    return next;
  }

  private Map<String, SortedMap<String, String>> copyOfNewest() {
    Map<String, SortedMap<String, String>> copy = new TreeMap<>();
    states.get(issued()).forEach((name, entries) -> copy.put(name, new TreeMap<>(entries)));
    return copy;
  }

  /** Notes that everything begun so far has been promised. */
  private void committed(Durability durability) {
    committedStates = issued();
    switch (durability) {
      case SYNC -> {
        durable = issued();
        written = issued();
      }
      case FLUSHED -> written = issued();
      case ASYNC -> {}
    }
  }

  private byte[] key() {
    return bytes("key" + seed.between(0, 60));
  }

  private byte[] value() {
    int length = seed.oneIn(12) ? seed.between(1_000, 9_000) : seed.between(0, 60);
    return bytes(("v" + step + "-").repeat(length / 3 + 1));
  }

  private void put(Keyspace keyspace) {
    byte[] key = key();
    byte[] value = value();
    begin().get(keyspace.name()).put(Databases.text(key), Databases.text(value));
    keyspace.put(key, value);
    committed(keyspace.durability());
  }

  /** Puts a value that is given as a stream, long enough for a file of its own or not. */
  private void stream(Keyspace keyspace) {
    byte[] key = key();
    byte[] value = streamedValue();
    begin().get(keyspace.name()).put(Databases.text(key), Databases.text(value));
    keyspace.put(key, new ByteArrayInputStream(value));
    streams++;
    committed(keyspace.durability());
  }

  private byte[] streamedValue() {
    return bytes(("s" + step + "-").repeat(seed.between(500, 4_000)));
  }

  /**
   * Puts several streams in one transaction, some of them replaced or deleted by it again, which
   * may be rolled back.
   */
  private void streams(LocalDatabase db, Durability durability) {
    TransactionOptions options = TransactionOptions.defaults().withDurability(durability);
    boolean rollsBack = seed.oneIn(3);
    try (Transaction transaction = db.begin(options)) {
      Map<String, SortedMap<String, String>> next = rollsBack ? copyOfNewest() : begin();
      for (int i = seed.between(1, 4); i > 0; i--) {
        Keyspace keyspace = db.keyspace(seed.pick(db.keyspaceNames()));
        byte[] key = key();
        byte[] value = streamedValue();
        transaction.put(keyspace, key, new ByteArrayInputStream(value));
        next.get(keyspace.name()).put(Databases.text(key), Databases.text(value));
        switch (seed.between(0, 5)) {
          case 0 -> {
            transaction.delete(keyspace, key);
            next.get(keyspace.name()).remove(Databases.text(key));
          }
          case 1 -> {
            byte[] other = streamedValue();
            transaction.put(keyspace, key, new ByteArrayInputStream(other));
            next.get(keyspace.name()).put(Databases.text(key), Databases.text(other));
          }
          default -> {}
        }
      }
      if (rollsBack) {
        transaction.rollback();
        return;
      }
      transaction.commit();
      streams++;
    }
    committed(durability);
  }

  private void delete(Keyspace keyspace) {
    byte[] key = key();
    begin().get(keyspace.name()).remove(Databases.text(key));
    keyspace.delete(key);
    committed(keyspace.durability());
  }

  private void exchange(Keyspace keyspace) {
    byte[] key = key();
    byte[] value = value();
    SortedMap<String, String> entries = begin().get(keyspace.name());
    boolean there = entries.containsKey(Databases.text(key));
    if (seed.oneIn(2)) {
      entries.putIfAbsent(Databases.text(key), Databases.text(value));
      keyspace.putIfAbsent(key, value);
      if (there) {
        return; // nothing was written, so nothing was promised
      }
    } else {
      entries.remove(Databases.text(key));
      keyspace.getAndDelete(key);
      if (!there) {
        return;
      }
    }
    committed(keyspace.durability());
  }

  private void batch(LocalDatabase db, Durability durability) {
    WriteBatch batch = new WriteBatch();
    Map<String, SortedMap<String, String>> next = begin();
    int writes = seed.between(1, 12);
    for (int i = 0; i < writes; i++) {
      Keyspace keyspace = db.keyspace(seed.pick(db.keyspaceNames()));
      byte[] key = key();
      if (seed.oneIn(5)) {
        batch.delete(keyspace, key);
        next.get(keyspace.name()).remove(Databases.text(key));
      } else {
        byte[] value = value();
        batch.put(keyspace, key, value);
        next.get(keyspace.name()).put(Databases.text(key), Databases.text(value));
      }
    }
    db.write(batch, durability);
    committed(durability);
  }

  /** Writes the same to two keyspaces, so that half a transaction would show. */
  private void transaction(LocalDatabase db, Durability durability) {
    List<String> names = db.keyspaceNames();
    Keyspace one = db.keyspace(names.get(0));
    Keyspace other = db.keyspace(names.get(1));
    TransactionOptions options = TransactionOptions.defaults().withDurability(durability);
    try (Transaction transaction = db.begin(options)) {
      Map<String, SortedMap<String, String>> next = begin();
      for (int i = seed.between(1, 4); i > 0; i--) {
        byte[] key = key();
        byte[] value = value();
        transaction.put(one, key, value);
        transaction.put(other, key, value);
        next.get(one.name()).put(Databases.text(key), Databases.text(value));
        next.get(other.name()).put(Databases.text(key), Databases.text(value));
      }
      if (seed.oneIn(4)) {
        Savepoint savepoint = transaction.savepoint();
        transaction.put(one, key(), value());
        transaction.delete(other, key());
        transaction.rollbackTo(savepoint);
      }
      transaction.commit();
    }
    committed(durability);
  }

  /** Loads entries, or begins to, while others are written. */
  private void load(LocalDatabase db, Keyspace keyspace) {
    SortedMap<String, String> entries = new TreeMap<>();
    for (int i = seed.between(1, 30); i > 0; i--) {
      entries.put(Databases.text(key()), Databases.text(value()));
    }
    try (BulkLoad load = db.bulkLoad(keyspace)) {
      entries.forEach((key, value) -> load.add(bytes(key), bytes(value)));
      for (int i = seed.between(0, 3); i > 0; i--) {
        put(keyspace);
      }
      if (!seed.oneIn(4)) {
        begin().get(keyspace.name()).putAll(entries);
        load.commit();
        committed(Durability.SYNC);
        loads++;
      }
    }
  }

  private void create(LocalDatabase db) {
    String name = "keyspace" + step;
    begin().put(name, new TreeMap<>());
    db.createKeyspace(
        name,
        KeyspaceOptions.builder()
            .engine(seed.pick(engines))
            .compression(seed.pick(List.of(Compression.values())))
            .pageBytes(512)
            .build());
    committed(Durability.SYNC);
  }

  private void drop(LocalDatabase db, String name) {
    begin().remove(name);
    db.dropKeyspace(name);
    committed(Durability.SYNC);
  }

  private void rename(LocalDatabase db, String name) {
    Map<String, SortedMap<String, String>> next = begin();
    String renamed = "renamed" + step;
    next.put(renamed, next.remove(name));
    db.renameKeyspace(name, renamed);
    committed(Durability.SYNC);
  }
}
