package io.lightningdb.internal.db;

import io.lightningdb.KeyspaceOptions;
import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.store.BlobPointer;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.PageFormat;
import io.lightningdb.internal.txn.CommitPayload;
import io.lightningdb.internal.txn.Write;
import io.lightningdb.internal.txn.Write.Kind;
import io.lightningdb.internal.wal.Log;
import io.lightningdb.internal.wal.ValueParts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;

/*
 * A long value is written once: into the log, in frames of its own before the commit's, and there it
 * stays (Lu et al., "WiscKey: Separating Keys from Values in SSD-conscious Storage", 2016). Memtables
 * and tables have where it is. Of a short value a copy in memory costs less than to read it apart.
 */
/** Puts the long values of commits into the log, and tells where they are. */
final class LongValues {

  /** The shortest value to be written apart from its commit, in bytes. */
  private static final int VALUE_BYTES_MIN = 16 * 1024;

  /** No pointer is longer. */
  private static final byte[] POINTER_OF_MAX_LENGTH =
      new BlobPointer(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE).encode();

  private final Log log;
  private final BlockFiles files;
  private final ToIntFunction<KeyspaceOptions> valueBytesMin;

  /**
   * @param valueBytesMin tells for a keyspace the shortest value to be written apart: {@link
   *     #valueBytesMin} but in tests
   */
  LongValues(Log log, BlockFiles files, ToIntFunction<KeyspaceOptions> valueBytesMin) {
    this.log = log;
    this.files = files;
    this.valueBytesMin = valueBytesMin;
  }

  /**
   * Returns the length from which on values are written apart, none that stores would not keep so.
   */
  static int valueBytesMin(KeyspaceOptions options) {
    return Math.max(VALUE_BYTES_MIN, PageFormat.of(options).blobBytesMin());
  }

  /** Returns whether one of {@code writes} has a value to be written apart. */
  boolean areIn(List<Write> writes, Catalog catalog) {
    for (int i = 0; i < writes.size(); i++) {
      if (isLong(writes.get(i), catalog)) {
        return true;
      }
    }
    return false;
  }

  private boolean isLong(Write write, Catalog catalog) {
    byte[] value = write.value();
    if (value == null || write.kind() != Kind.PUT) {
      return false;
    }
    KeyspaceInfo info = catalog.find(write.keyspace());
    return info != null && value.length >= valueBytesMin.applyAsInt(info.options());
  }

  /** Returns how much of a generation's room some writes take, in bytes, about. */
  long takenBytes(List<Write> writes, Catalog catalog) {
    long bytes = 0;
    for (Write write : writes) {
      byte[] value = write.value();
      int length = value == null ? 0 : value.length;
      bytes += write.key().length;
      bytes += isLong(write, catalog) ? length / Generation.APART_SHARE : length;
    }
    return bytes;
  }

  /**
   * Appends the long values of a commit to the log, where there is room for the commit then too.
   *
   * @param sequence that of the commit, which is to be appended next
   * @return the writes, with pointers in the place of those values
   */
  List<Write> append(List<Write> writes, Catalog catalog, long sequence, long timeMicros)
      throws IOException {
    log.makeRoom(frameBytesMax(writes, catalog), timeMicros);
    List<Write> placed = new ArrayList<>(writes.size());
    for (Write write : writes) {
      byte[] value = write.value();
      if (value != null && isLong(write, catalog)) {
        BlobPointer pointer = append(value, sequence, timeMicros);
        placed.add(write.placed(pointer.encode()));
      } else {
        placed.add(write);
      }
    }
    return placed;
  }

  /** Returns how many bytes of the log the values take, and the commit with pointers to them. */
  private long frameBytesMax(List<Write> writes, Catalog catalog) {
    long valueBytes = 0;
    List<Write> likePlaced = new ArrayList<>(writes.size());
    for (Write write : writes) {
      byte[] value = write.value();
      if (value != null && isLong(write, catalog)) {
        valueBytes += ValueParts.frameBytes(value.length);
        likePlaced.add(write.placed(POINTER_OF_MAX_LENGTH));
      } else {
        likePlaced.add(write);
      }
    }
    return valueBytes + ValueParts.commitFrameBytes(CommitPayload.length(likePlaced));
  }

  private BlobPointer append(byte[] value, long sequence, long timeMicros) throws IOException {
    Log.ValuePlace place = log.appendValue(sequence, timeMicros, value);
    files.addLogSegment(place.segment(), place.segmentBytes());
    return new BlobPointer(place.segment(), place.offset(), place.length(), value.length);
  }

  /** Puts a write into a generation. */
  static void apply(Write write, Generation generation, long sequence) {
    byte[] key = write.key();
    byte[] value = write.value();
    switch (write.kind()) {
      case PUT, DELETE -> generation.put(write.keyspace(), key, value, write.expiresAt(), sequence);
      case PUT_BLOB -> {
        byte[] pointer = Objects.requireNonNull(value);
        BlobPointer blob = BlobPointer.decode(pointer);
        generation.putBlob(
            write.keyspace(),
            key,
            pointer,
            blob.file(),
            blob.length(),
            write.expiresAt(),
            sequence);
      }
      case DELETE_RANGE -> generation.deleteRange(write.keyspace(), key, value, sequence);
    }
  }
}
