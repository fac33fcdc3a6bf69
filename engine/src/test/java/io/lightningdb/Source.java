package io.lightningdb;

import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Consumer;

/** Where a view of a keyspace can come from. */
enum Source {
  /** The keyspace itself. */
  NOW,
  /** A snapshot, after which everything was changed. */
  SNAPSHOT,
  /** A transaction that has written nothing, after whose beginning everything was changed. */
  TRANSACTION,
  /** A transaction that wrote the half of it, over something else. */
  OWN_WRITES;

  /** A view, and how what it comes from is ended. */
  record Opened(ReadView view, AutoCloseable origin) implements AutoCloseable {
    @Override
    public void close() {
      try {
        origin.close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Opens a view that shows {@code content} of a new keyspace. */
  Opened open(Database db, Consumer<Database> settle, NavigableMap<byte[], byte[]> content) {
    Keyspace keyspace = db.createKeyspace("view");
    switch (this) {
      case NOW -> {
        fill(db, settle, keyspace, content);
        return new Opened(keyspace, () -> {});
      }
      case SNAPSHOT -> {
        fill(db, settle, keyspace, content);
        Snapshot snapshot = db.snapshot();
        spoil(db, settle, keyspace, content);
        return new Opened(snapshot.view(keyspace), snapshot);
      }
      case TRANSACTION -> {
        fill(db, settle, keyspace, content);
        Transaction transaction = db.begin();
        spoil(db, settle, keyspace, content);
        return new Opened(transaction.view(keyspace), transaction);
      }
      default -> {
        return openWithOwnWrites(db, settle, keyspace, content);
      }
    }
  }

  /** Commits the content in two parts, the first of which has settled when the second comes. */
  private static void fill(
      Database db,
      Consumer<Database> settle,
      Keyspace keyspace,
      NavigableMap<byte[], byte[]> content) {
    WriteBatch first = new WriteBatch();
    WriteBatch second = new WriteBatch();
    int number = 0;
    for (Map.Entry<byte[], byte[]> entry : content.entrySet()) {
      first.put(keyspace, entry.getKey(), number % 3 == 0 ? new byte[] {9} : entry.getValue());
      first.put(keyspace, between(entry.getKey()), new byte[] {9});
      second.delete(keyspace, between(entry.getKey()));
      if (number++ % 3 == 0) {
        second.put(keyspace, entry.getKey(), entry.getValue());
      }
    }
    db.write(first);
    settle.accept(db);
    db.write(second);
  }

  private static void spoil(
      Database db,
      Consumer<Database> settle,
      Keyspace keyspace,
      NavigableMap<byte[], byte[]> content) {
    WriteBatch batch = new WriteBatch();
    int number = 0;
    for (byte[] key : content.keySet()) {
      if (number++ % 2 == 0) {
        batch.delete(keyspace, key);
      } else {
        batch.put(keyspace, key, new byte[] {8});
      }
      batch.put(keyspace, between(key), new byte[] {8});
    }
    db.write(batch);
    settle.accept(db);
  }

  private static Opened openWithOwnWrites(
      Database db,
      Consumer<Database> settle,
      Keyspace keyspace,
      NavigableMap<byte[], byte[]> content) {
    WriteBatch committed = new WriteBatch();
    int number = 0;
    for (Map.Entry<byte[], byte[]> entry : content.entrySet()) {
      boolean own = number++ % 2 == 0;
      committed.put(keyspace, entry.getKey(), own ? new byte[] {7} : entry.getValue());
      committed.put(keyspace, between(entry.getKey()), new byte[] {7});
    }
    db.write(committed);
    settle.accept(db);
    Transaction transaction = db.begin();
    number = 0;
    for (Map.Entry<byte[], byte[]> entry : content.entrySet()) {
      if (number++ % 2 == 0) {
        transaction.put(keyspace, entry.getKey(), entry.getValue());
      }
      transaction.delete(keyspace, between(entry.getKey()));
    }
    return new Opened(transaction.view(keyspace), transaction);
  }

  /** Returns a key shortly after {@code key} that no content has. */
  private static byte[] between(byte[] key) {
    byte[] after = Arrays.copyOf(key, key.length + 4);
    after[key.length + 3] = 1;
    return after;
  }
}
