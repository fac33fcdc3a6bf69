package io.lightningdb.internal.db;

import io.lightningdb.CorruptionException;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.KeyspaceOptionsCodec;
import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.store.BlobPointer;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.txn.CommitPayload;
import io.lightningdb.internal.txn.LoadPayload;
import io.lightningdb.internal.wal.LogRecord;
import java.util.List;

/** Puts what is in the log back into memory. */
final class Replay {

  private final long memtableBytes;
  private final BlockFiles files;
  private final UnlistedFiles unlisted;
  private View view;
  private long lastMicros;

  /**
   * @param flushed what is in files
   * @param memtableBytes how much a generation may hold
   * @param files where values are that lie apart
   * @param unlisted the files that they may be in beside
   */
  Replay(View.Flushed flushed, long memtableBytes, BlockFiles files, UnlistedFiles unlisted) {
    this.memtableBytes = memtableBytes;
    this.files = files;
    this.unlisted = unlisted;
    this.view =
        new View(
            new Generation(flushed.sequence(), files),
            List.of(),
            flushed,
            List.of(),
            flushed.catalog());
  }

  /** Returns the view of what was replayed so far. */
  View view() {
    return view;
  }

  /** Returns the time of the newest commit replayed so far, in microseconds since 1970, or 0. */
  long lastMicros() {
    return lastMicros;
  }

  void apply(LogRecord record) {
    lastMicros = Math.max(lastMicros, record.timeMicros());
    ByteReader payload = record.payload();
    switch (record.type()) {
      case START, PART -> throw new AssertionError("not replayed");
      case COMMIT -> applyCommit(record.sequence(), payload);
      case LOAD -> existing(LoadPayload.decode(payload).keyspace()); // it never came to be
      case CREATE -> applyCreate(payload);
      case DROP -> view = view.withCatalog(view.catalog().without(existing(payload).id()));
      case RENAME -> {
        KeyspaceInfo info = existing(payload);
        KeyspaceInfo renamed = new KeyspaceInfo(info.id(), payload.readText(), info.options());
        view = view.withCatalog(view.catalog().with(renamed));
      }
      case ALTER -> {
        KeyspaceInfo info = existing(payload);
        KeyspaceOptions options = KeyspaceOptionsCodec.decodeAttributes(payload, info.options());
        KeyspaceInfo altered = new KeyspaceInfo(info.id(), info.name(), options);
        view = view.withCatalog(view.catalog().with(altered));
      }
    }
    payload.expectEnd();
    view.active().advanceTo(record.sequence());
    if (view.active().usedBytes() >= memtableBytes) {
      view = view.withSealed();
    }
  }

  private void applyCommit(long sequence, ByteReader payload) {
    CommitPayload.decode(
        payload,
        write -> {
          existing(write.keyspace());
          byte[] value = write.value();
          if (write.isBlob() && value != null) {
            BlobPointer blob = BlobPointer.decode(value);
            unlisted.adopt(blob.file());
            files.checkPlace(blob);
          }
          LongValues.apply(write, view.active(), sequence);
        });
  }

  private void applyCreate(ByteReader payload) {
    KeyspaceId id = new KeyspaceId(payload.readVarint(Integer.MAX_VALUE));
    String name = payload.readText();
    if (view.catalog().contains(id) || view.catalog().find(name) != null) {
      throw new CorruptionException(
          "the log is damaged: it creates keyspace '" + name + "' (" + id + ") twice");
    }
    view =
        view.withCatalog(
            view.catalog().with(new KeyspaceInfo(id, name, KeyspaceOptionsCodec.decode(payload))));
  }

  private KeyspaceInfo existing(ByteReader payload) {
    return existing(new KeyspaceId(payload.readVarint(Integer.MAX_VALUE)));
  }

  private KeyspaceInfo existing(KeyspaceId id) {
    KeyspaceInfo info = view.catalog().find(id);
    if (info == null) {
      throw new CorruptionException(
          "the log is damaged: it speaks of keyspace " + id + ", which there is not");
    }
    return info;
  }
}
