package io.lightningdb.internal.db;

import io.lightningdb.Cursor;
import io.lightningdb.Durability;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.SortedKeys;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.txn.Write;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A keyspace as of now. */
final class KeyspaceHandle implements Keyspace {

  private final Session session;
  private final Engine engine;
  private final KeyspaceInfo created;
  private final KeyspaceId id;
  private final Durability durability;

  /** The last catalog that was found to have the keyspace. Racy: it only saves asking again. */
  private @Nullable Catalog checked;

  /**
   * @param info what the catalog knows; the name may change
   */
  KeyspaceHandle(Session session, KeyspaceInfo info, Durability durability) {
    this.session = session;
    this.engine = session.engine();
    this.created = info;
    this.id = info.id();
    this.durability = durability;
  }

  Engine engine() {
    return engine;
  }

  KeyspaceId id() {
    return id;
  }

  @Override
  public String name() {
    KeyspaceInfo info = engine.timeline().view().catalog().find(id);
    return info == null ? created.name() : info.name();
  }

  @Override
  public KeyspaceOptions options() {
    return created.options();
  }

  @Override
  public Durability durability() {
    return durability;
  }

  @Override
  public Keyspace withDurability(Durability newDurability) {
    Objects.requireNonNull(newDurability, "durability");
    return newDurability == durability ? this : new KeyspaceHandle(session, created, newDurability);
  }

  /** Checks that the database is open and that {@code view} has the keyspace. */
  void check(View view) {
    session.checkOpen();
    Catalog catalog = view.catalog();
    if (catalog != checked) {
      if (!catalog.contains(id)) {
        throw new IllegalStateException("the keyspace '" + created.name() + "' has been dropped");
      }
      checked = catalog;
    }
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    Sizes.checkKey(key);
    while (true) {
      Moment moment = engine.timeline().now();
      check(moment.view());
      try {
        return moment.view().get(id, key, moment.sequence());
      } catch (IOException e) {
        retryOrThrow(e, moment.view());
      }
    }
  }

  @Override
  public boolean contains(byte[] key) {
    Sizes.checkKey(key);
    while (true) {
      Moment moment = engine.timeline().now();
      check(moment.view());
      try {
        return moment.view().contains(id, key, moment.sequence());
      } catch (IOException e) {
        retryOrThrow(e, moment.view());
      }
    }
  }

  @Override
  public List<byte @Nullable []> getAll(List<byte[]> keys) {
    SortedKeys sorted = Sizes.sortedKeys(keys);
    while (true) {
      Moment moment = engine.timeline().now();
      check(moment.view());
      try {
        return moment.view().getAll(id, sorted, moment.sequence());
      } catch (IOException e) {
        retryOrThrow(e, moment.view());
      }
    }
  }

  /** Returns if a read failed only because its files were given back meanwhile. */
  private void retryOrThrow(IOException e, View view) {
    session.checkOpen();
    if (!BlockFiles.isOutdated(e) || view.is(engine.timeline().view())) {
      throw Failures.reading(e);
    }
  }

  @Override
  public Cursor cursor(KeyRange range) {
    Objects.requireNonNull(range, "range");
    session.checkOpen();
    OpenSnapshot snapshot = engine.openSnapshot(session, false);
    try {
      check(snapshot.view());
      return new CursorHandle(
          snapshot.view().cursor(id, snapshot.sequence()),
          range,
          snapshot,
          () -> engine.closeSnapshot(snapshot));
    } catch (RuntimeException e) {
      engine.closeSnapshot(snapshot);
      throw e;
    }
  }

  @Override
  public @Nullable InputStream openValue(byte[] key) {
    Sizes.checkKey(key);
    session.checkOpen();
    OpenSnapshot snapshot = engine.openSnapshot(session, false);
    InputStream opened = null;
    try {
      check(snapshot.view());
      opened =
          ValueStream.open(
              snapshot.view().cursor(id, snapshot.sequence()),
              key,
              engine.files(),
              snapshot,
              () -> engine.closeSnapshot(snapshot));
      return opened;
    } catch (IOException e) {
      session.checkOpen();
      throw Failures.reading(e);
    } finally {
      if (opened == null) {
        engine.closeSnapshot(snapshot);
      }
    }
  }

  @Override
  public void put(byte[] key, byte[] value) {
    Sizes.checkKey(key);
    Sizes.checkValue(value);
    check(engine.timeline().view());
    engine.committer().commit(List.of(new Write(id, key, value)), Committer.BLIND, durability);
  }

  @Override
  public void put(byte[] key, InputStream value) {
    Sizes.checkKey(key);
    check(engine.timeline().view());
    try (StreamedValue streamed = StreamedValue.read(session, created.options(), value)) {
      byte[] array = streamed.array();
      Write write =
          array != null
              ? new Write(id, key, array)
              : new Write(id, key, streamed.pointer().encode(), true);
      streamed.beginCommit();
      engine.committer().commit(List.of(write), Committer.BLIND, durability);
    }
  }

  @Override
  public void delete(byte[] key) {
    Sizes.checkKey(key);
    check(engine.timeline().view());
    engine.committer().commit(List.of(new Write(id, key, null)), Committer.BLIND, durability);
  }

  @Override
  public boolean replace(byte[] key, byte[] value) {
    Sizes.checkValue(value);
    return exchange(key, Objects::nonNull, value).done();
  }

  @Override
  public boolean compareAndSet(byte[] key, byte @Nullable [] expected, byte @Nullable [] update) {
    if (update != null) {
      Sizes.checkValue(update);
    }
    if (expected == null && update == null) {
      return !contains(key);
    }
    return exchange(key, value -> Arrays.equals(value, expected), update).done();
  }

  @Override
  public byte @Nullable [] getAndPut(byte[] key, byte[] value) {
    Sizes.checkValue(value);
    return exchange(key, found -> true, value).previous();
  }

  @Override
  public byte @Nullable [] getAndDelete(byte[] key) {
    return exchange(key, Objects::nonNull, null).previous();
  }

  private Committer.Exchange exchange(
      byte[] key, Predicate<byte @Nullable []> condition, byte @Nullable [] update) {
    Sizes.checkKey(key);
    check(engine.timeline().view());
    return engine.committer().exchange(id, key, condition, update, durability);
  }

  @Override
  public String toString() {
    return "keyspace '" + name() + "'";
  }
}
