package io.lightningdb.internal.db;

import io.lightningdb.Change;
import io.lightningdb.ChangedValue;
import io.lightningdb.CommittedChanges;
import io.lightningdb.KeyRange;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.KeyspaceOptionsCodec;
import io.lightningdb.internal.store.BlobPointer;
import io.lightningdb.internal.txn.CommitPayload;
import io.lightningdb.internal.txn.LoadPayload;
import io.lightningdb.internal.txn.Write;
import io.lightningdb.internal.wal.Log;
import io.lightningdb.internal.wal.LogReader;
import io.lightningdb.internal.wal.LogRecord;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the log for users, who see changes in it. For one thread at a time. */
final class ChangeReader implements Closeable {

  private final Session session;
  private final Log source;
  private final LogReader log;

  /** The names of the keyspaces that were created or renamed in what was read. */
  private final Map<Integer, String> names = new HashMap<>();

  /**
   * @param source what {@code log} reads
   */
  ChangeReader(Session session, Log source, LogReader log) {
    this.session = session;
    this.source = source;
    this.log = log;
  }

  /** Returns the newest sequence that was read or skipped. */
  long sequence() {
    return log.sequence();
  }

  /** Returns the next of the commits that readers see, or null if there is none yet. */
  @Nullable CommittedChanges next() throws IOException {
    return next(published());
  }

  /** Returns the next of them that has been written out already. */
  @Nullable CommittedChanges nextWritten() throws IOException {
    return next(Math.min(source.lastWritten(), published()));
  }

  private long published() {
    return session.engine().timeline().now().sequence();
  }

  private @Nullable CommittedChanges next(long upTo) throws IOException {
    LogRecord record = log.next(upTo);
    return record == null ? null : decode(record);
  }

  /** Goes on after {@code sequence}. */
  void skipTo(long sequence) throws IOException {
    log.skipTo(sequence);
    // There may have been other names since.
    names.clear();
  }

  private CommittedChanges decode(LogRecord record) {
    List<Change> changes = new ArrayList<>();
    ByteReader payload = record.payload();
    switch (record.type()) {
      case START, PART -> throw new AssertionError(record);
      case COMMIT -> CommitPayload.decode(payload, write -> changes.add(change(write)));
      case LOAD -> changes.add(load(LoadPayload.decode(payload)));
      case CREATE -> changes.add(created(payload));
      case RENAME -> changes.add(renamed(payload));
      case ALTER -> changes.add(altered(payload));
      case DROP -> changes.add(dropped(payload));
    }
    payload.expectEnd();
    return new CommittedChanges(record.sequence(), Expiries.instant(record.timeMicros()), changes);
  }

  private Change change(Write write) {
    int keyspace = write.keyspace().value();
    String name = nameOf(write.keyspace());
    byte[] key = write.key();
    byte[] value = write.value();
    return switch (write.kind()) {
      case PUT -> put(write, name, new ShortValue(required(value)));
      case PUT_BLOB -> {
        BlobPointer pointer = BlobPointer.decode(required(value));
        yield put(write, name, new LoggedValue(session, pointer));
      }
      case DELETE -> new Change.Delete(keyspace, name, key);
      case DELETE_RANGE ->
          new Change.DeleteRange(
              keyspace, name, value == null ? KeyRange.atLeast(key) : KeyRange.between(key, value));
    };
  }

  private static Change put(Write write, @Nullable String name, ChangedValue value) {
    Instant expiresAt = Expiries.instantOrNull(write.expiresAt());
    return new Change.Put(write.keyspace().value(), name, write.key(), value, expiresAt);
  }

  private static byte[] required(byte @Nullable [] value) {
    return Objects.requireNonNull(value, "a write of a value has one");
  }

  private Change load(LoadPayload load) {
    KeyspaceId keyspace = load.keyspace();
    return new Change.Load(keyspace.value(), nameOf(keyspace), load.first(), load.last());
  }

  private Change created(ByteReader payload) {
    int id = payload.readVarint(Integer.MAX_VALUE);
    String name = payload.readText();
    names.put(id, name);
    return new Change.KeyspaceCreated(id, name, KeyspaceOptionsCodec.decode(payload));
  }

  private Change renamed(ByteReader payload) {
    int id = payload.readVarint(Integer.MAX_VALUE);
    String name = payload.readText();
    names.put(id, name);
    return new Change.KeyspaceRenamed(id, name);
  }

  private Change altered(ByteReader payload) {
    KeyspaceId keyspace = new KeyspaceId(payload.readVarint(Integer.MAX_VALUE));
    Map<String, String> attributes =
        KeyspaceOptionsCodec.decodeAttributes(payload, KeyspaceOptions.defaults()).attributes();
    return new Change.KeyspaceAltered(keyspace.value(), nameOf(keyspace), attributes);
  }

  private Change dropped(ByteReader payload) {
    int id = payload.readVarint(Integer.MAX_VALUE);
    // Nothing more is said of it.
    return new Change.KeyspaceDropped(id, names.remove(id));
  }

  private @Nullable String nameOf(KeyspaceId keyspace) {
    String name = names.get(keyspace.value());
    if (name != null) {
      return name;
    }
    KeyspaceInfo info = session.engine().timeline().view().catalog().find(keyspace);
    return info == null ? null : info.name();
  }

  @Override
  public void close() throws IOException {
    log.close();
  }
}
