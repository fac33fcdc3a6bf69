package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.bytes;

import io.lightningdb.BulkLoad;
import io.lightningdb.Compression;
import io.lightningdb.Durability;
import io.lightningdb.Expiry;
import io.lightningdb.KeyRange;
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
import java.util.HashMap;
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
  private int alterations;
  private boolean loading = true;
  private boolean expiring;
  private long nowMicros = Databases.FIRST_MICROS;

  /** When entries expire that do, by their values, each of which is written once. */
  private final Map<String, Long> expiries = new HashMap<>();

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

  /** Lets entries expire, by {@link #nowMicros}, and time pass. */
  CrashWorkload withExpiry() {
    expiring = true;
    return this;
  }

  /** Returns the time in microseconds since 1970, to be that of all databases of this workload. */
  long nowMicros() {
    return nowMicros;
  }

  /** Returns the contents after each commit that was begun, the first without any. */
  List<Map<String, SortedMap<String, String>>> states() {
    return states.stream().map(this::present).toList();
  }

  /** Returns what there is of a state now. */
  private Map<String, SortedMap<String, String>> present(
      Map<String, SortedMap<String, String>> state) {
    if (expiries.isEmpty()) {
      return state;
    }
    Map<String, SortedMap<String, String>> present = new TreeMap<>();
    state.forEach(
        (name, entries) -> {
          SortedMap<String, String> left = new TreeMap<>(entries);
          left.values().removeIf(this::hasExpired);
          present.put(name, left);
        });
    return present;
  }

  private boolean hasExpired(String value) {
    return expiries.getOrDefault(value, Long.MAX_VALUE) <= nowMicros;
  }

  /** Returns whether {@code found} is one of the states from {@code first} on. */
  boolean allows(Map<String, SortedMap<String, String>> found, int first) {
    return states.subList(first, states.size()).stream().anyMatch(s -> present(s).equals(found));
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

  /** Returns how often attributes of keyspaces were replaced. */
  int alterations() {
    return alterations;
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
    if (expiring && seed.oneIn(4)) {
      expireSome(db.keyspace(seed.pick(names)));
      return;
    }
    Durability durability = Durability.values()[seed.between(0, 2)];
    switch (seed.between(0, 25)) {
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
      case 23 -> deleteRange(db.keyspace(seed.pick(names)).withDurability(durability));
      case 24 -> alter(db, seed.pick(names));
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

  /** Puts an entry that expires, writes one again that may, or lets time pass. */
  private void expireSome(Keyspace keyspace) {
    byte[] key = key();
    long expiresAt = nowMicros + seed.between(0, 40);
    Expiry expiry = Expiry.at(Expiries.instant(expiresAt));
    switch (seed.between(0, 3)) {
      case 0 -> {
        nowMicros += seed.between(0, 10);
        return;
      }
      case 1 -> {
        SortedMap<String, String> entries = begin().get(keyspace.name());
        entries.values().removeIf(this::hasExpired);
        if (!keyspace.setExpiry(key, Expiry.kept())) {
          return; // nothing was written, so nothing was promised
        }
      }
      default -> {
        String value = newExpiringValue(expiresAt);
        begin().get(keyspace.name()).put(Databases.text(key), value);
        if (seed.oneIn(4)) {
          keyspace.put(key, new ByteArrayInputStream(bytes(value)), expiry);
        } else {
          keyspace.put(key, bytes(value), expiry);
        }
      }
    }
    committed(keyspace.durability());
  }

  private String newExpiringValue(long expiresAt) {
    String value = "x" + expiries.size() + "-" + Databases.text(value());
    expiries.put(value, expiresAt);
    return value;
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

  private void deleteRange(Keyspace keyspace) {
    KeyRange range = range();
    begin().get(keyspace.name()).keySet().removeIf(key -> range.contains(bytes(key)));
    keyspace.deleteRange(range);
    committed(keyspace.durability());
  }

  /** Returns a range that is not empty, of some keys or of all. */
  private KeyRange range() {
    return switch (seed.between(0, 6)) {
      case 0 -> KeyRange.all();
      case 1 -> KeyRange.atMost(key());
      case 2 -> KeyRange.atLeast(key());
      default -> KeyRange.prefix(bytes("key" + seed.between(1, 9)));
    };
  }

  private void exchange(Keyspace keyspace) {
    byte[] key = key();
    byte[] value = value();
    SortedMap<String, String> entries = begin().get(keyspace.name());
    entries.values().removeIf(this::hasExpired);
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
      } else if (seed.oneIn(30)) {
        KeyRange range = range();
        batch.deleteRange(keyspace, range);
        next.get(keyspace.name()).keySet().removeIf(each -> range.contains(bytes(each)));
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
      if (seed.oneIn(8)) {
        KeyRange range = range();
        for (Keyspace keyspace : List.of(one, other)) {
          transaction.deleteRange(keyspace, range);
          next.get(keyspace.name()).keySet().removeIf(each -> range.contains(bytes(each)));
        }
      }
      if (seed.oneIn(4)) {
        Savepoint savepoint = transaction.savepoint();
        transaction.put(one, key(), value());
        transaction.delete(other, key());
        transaction.deleteRange(one, range());
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
    Map<String, SortedMap<String, String>> next = begin();
    next.remove(name);
    next.remove(Databases.attributesOf(name));
    db.dropKeyspace(name);
    committed(Durability.SYNC);
  }

  private void rename(LocalDatabase db, String name) {
    Map<String, SortedMap<String, String>> next = begin();
    String renamed = "renamed" + step;
    next.put(renamed, next.remove(name));
    SortedMap<String, String> attributes = next.remove(Databases.attributesOf(name));
    if (attributes != null) {
      next.put(Databases.attributesOf(renamed), attributes);
    }
    db.renameKeyspace(name, renamed);
    committed(Durability.SYNC);
  }

  /** Notes an attribute, or takes one away that is there. */
  private void alter(LocalDatabase db, String name) {
    Map<String, String> attributes = new TreeMap<>(db.keyspace(name).options().attributes());
    String attribute = "attribute" + seed.between(0, 2);
    if (!attributes.containsKey(attribute) || seed.oneIn(2)) {
      attributes.put(attribute, "a" + step + "-".repeat(seed.between(0, 200)));
    } else {
      attributes.remove(attribute);
    }
    Map<String, SortedMap<String, String>> next = begin();
    next.remove(Databases.attributesOf(name));
    Databases.putAttributes(next, name, attributes);
    db.alterKeyspace(name, options -> options.toBuilder().attributes(attributes).build());
    alterations++;
    committed(Durability.SYNC);
  }
}
