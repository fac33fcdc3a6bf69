package io.lightningdb.internal.db;

import io.lightningdb.ChangeStamps;
import io.lightningdb.Cursor;
import io.lightningdb.Durability;
import io.lightningdb.Expiry;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.SnapshotStatistics.Kind;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.internal.base.KeyRanges;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.base.SortedKeys;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.txn.Write;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
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
    KeyspaceInfo info = engine.timeline().view().catalog().find(id);
    return info == null ? created.options() : info.options();
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
    Moment moment = engine.timeline().now();
    check(moment.view());
    try {
      byte[] value = moment.view().get(id, key, moment.sequence(), engine.now());
      if (value != null || !mayHaveBeenRenewed(moment)) {
        return value;
      }
    } catch (IOException e) {
      retryOrThrow(e, moment.view());
    }
    return getAll(List.of(key)).get(0);
  }

  @Override
  public boolean contains(byte[] key) {
    Sizes.checkKey(key);
    Moment moment = engine.timeline().now();
    check(moment.view());
    try {
      boolean there = moment.view().contains(id, key, moment.sequence(), engine.now());
      if (there || !mayHaveBeenRenewed(moment)) {
        return there;
      }
    } catch (IOException e) {
      retryOrThrow(e, moment.view());
    }
    return readNow((view, sequence, time) -> view.contains(id, key, sequence, time));
  }

  /*
   * Most reads need no time, so they look at the clock only if they come upon an entry that expires.
   * By then that may have been renewed: it was there all the time, though it is over as it was read.
   */
  /** Returns whether what was not there as of a moment may have expired after it was renewed. */
  private boolean mayHaveBeenRenewed(Moment moment) {
    return !engine.timeline().isNow(moment) && moment.view().mayExpire(id);
  }

  @Override
  public List<byte @Nullable []> getAll(List<byte[]> keys) {
    SortedKeys sorted = Sizes.sortedKeys(keys);
    return readNow((view, sequence, time) -> view.getAll(id, sorted, sequence, time));
  }

  private interface Read<T> {
    T run(View view, long sequence, ReadTime time) throws IOException;
  }

  private <T> T readNow(Read<T> read) {
    while (true) {
      TimedMoment now = engine.timeline().now(engine.files()::nowMicros);
      Moment moment = now.moment();
      check(moment.view());
      try {
        return read.run(moment.view(), moment.sequence(), now.time());
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
    OpenSnapshot snapshot = engine.openSnapshot(session, Kind.CURSOR);
    try {
      check(snapshot.view());
      CursorHandle cursor =
          new CursorHandle(
              snapshot.view().cursor(id, snapshot.sequence(), snapshot.time()),
              range,
              snapshot,
              this,
              () -> engine.closeSnapshot(snapshot));
      engine.give(snapshot, cursor);
      return cursor;
    } catch (RuntimeException e) {
      engine.closeSnapshot(snapshot);
      throw e;
    }
  }

  @Override
  public @Nullable InputStream openValue(byte[] key) {
    Sizes.checkKey(key);
    session.checkOpen();
    OpenSnapshot snapshot = engine.openSnapshot(session, Kind.VALUE_STREAM);
    ValueStream opened = null;
    try {
      check(snapshot.view());
      opened =
          ValueStream.open(
              snapshot.view().cursor(id, snapshot.sequence(), snapshot.time()),
              key,
              engine.files(),
              snapshot,
              this,
              () -> engine.closeSnapshot(snapshot));
      if (opened != null) {
        engine.give(snapshot, opened);
      }
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
  public void put(byte[] key, byte[] value, Expiry expiry) {
    Sizes.checkKey(key);
    Sizes.checkValue(value);
    check(engine.timeline().view());
    if (expiry instanceof Expiry.Kept) {
      transact(key, transaction -> transaction.put(this, key, value, expiry));
      return;
    }
    Write write = Write.put(id, key, value, engine.expiresAt(expiry));
    engine.committer().commit(session, List.of(write), durability);
  }

  @Override
  public void put(byte[] key, InputStream value, Expiry expiry) {
    Sizes.checkKey(key);
    check(engine.timeline().view());
    if (expiry instanceof Expiry.Kept) {
      putKeeping(key, value);
      return;
    }
    long expiresAt = engine.expiresAt(expiry);
    try (StreamedValue streamed = StreamedValue.read(session, created.options(), value)) {
      byte[] array = streamed.array();
      Write write =
          array != null
              ? Write.put(id, key, array, expiresAt)
              : Write.blob(id, key, streamed.pointer().encode(), expiresAt);
      streamed.beginCommit();
      engine.committer().commit(session, List.of(write), durability);
    }
  }

  /** The stream can be read once only, so nothing is tried again that has begun to read it. */
  private void putKeeping(byte[] key, InputStream value) {
    try (Transaction transaction = session.begin(transactionOptions())) {
      transaction.lock(this, KeyRange.only(key));
      transaction.put(this, key, value, Expiry.kept());
      transaction.commit();
    }
  }

  @Override
  public boolean setExpiry(byte[] key, Expiry expiry) {
    Sizes.checkKey(key);
    Objects.requireNonNull(expiry, "expiry");
    check(engine.timeline().view());
    boolean[] found = {false};
    transact(key, transaction -> found[0] = transaction.setExpiry(this, key, expiry));
    return found[0];
  }

  /** Does work on a key that nobody else changes meanwhile, as one commit. */
  private void transact(byte[] key, Consumer<Transaction> work) {
    session.transact(
        transactionOptions(),
        transaction -> {
          transaction.lock(this, KeyRange.only(key));
          work.accept(transaction);
          return null;
        });
  }

  private TransactionOptions transactionOptions() {
    return TransactionOptions.defaults().withDurability(durability);
  }

  @Override
  public void delete(byte[] key) {
    Sizes.checkKey(key);
    check(engine.timeline().view());
    engine.committer().commit(session, List.of(new Write(id, key, null)), durability);
  }

  @Override
  public void deleteRange(KeyRange range) {
    Sizes.checkRange(range);
    check(engine.timeline().view());
    if (!range.isEmpty()) {
      Write write = Write.range(id, KeyRanges.firstOf(range), range.to());
      engine.committer().commit(session, List.of(write), durability);
    }
  }

  @Override
  public boolean replace(byte[] key, byte[] value) {
    Sizes.checkValue(value);
    return exchange(key, Objects::nonNull, value).done();
  }

  @Override
  public boolean compareAndSet(
      byte[] key, byte @Nullable [] expected, byte @Nullable [] update, Expiry expiry) {
    Objects.requireNonNull(expiry, "expiry");
    if (update != null) {
      Sizes.checkValue(update);
    }
    if (update != null && expiry instanceof Expiry.Kept) {
      return compareAndSetKeeping(key, expected, update);
    }
    if (expected == null && update == null) {
      return !contains(key);
    }
    long expiresAt = update == null ? ReadTime.NEVER : engine.expiresAt(expiry);
    return exchange(key, value -> Arrays.equals(value, expected), update, expiresAt).done();
  }

  private boolean compareAndSetKeeping(byte[] key, byte @Nullable [] expected, byte[] update) {
    Sizes.checkKey(key);
    check(engine.timeline().view());
    boolean[] done = {false};
    transact(
        key,
        transaction -> {
          done[0] = Arrays.equals(transaction.get(this, key), expected);
          if (done[0]) {
            transaction.put(this, key, update, Expiry.kept());
          }
        });
    return done[0];
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
    return exchange(key, condition, update, ReadTime.NEVER);
  }

  private Committer.Exchange exchange(
      byte[] key,
      Predicate<byte @Nullable []> condition,
      byte @Nullable [] update,
      long expiresAt) {
    Sizes.checkKey(key);
    check(engine.timeline().view());
    Write write = update == null ? new Write(id, key, null) : Write.put(id, key, update, expiresAt);
    return engine.committer().exchange(session, write, condition, engine.now(), durability);
  }

  /*
   * The commit under way may not know of the watch when it begins. And that the keyspace is there is
   * checked after it is watched: whoever drops it in between, or closes the database, is seen here.
   */
  @Override
  public ChangeStamps changeStamps(int slots) {
    Watches watches = engine.committer().watches();
    KeyspaceStamps stamps = new KeyspaceStamps(session, id, watches, slots);
    watches.add(stamps);
    boolean isThere = false;
    try {
      check(engine.timeline().afterPresentChange().view());
      isThere = true;
    } finally {
      if (!isThere) {
        stamps.close();
      }
    }
    return stamps;
  }

  @Override
  public String toString() {
    return "keyspace '" + name() + "'";
  }
}
