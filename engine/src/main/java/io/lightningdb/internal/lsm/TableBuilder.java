package io.lightningdb.internal.lsm;

import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.KeyHash;
import io.lightningdb.internal.block.BlockEntry;
import io.lightningdb.internal.block.EntryKind;
import io.lightningdb.internal.btree.TreeLoader;
import io.lightningdb.internal.store.BlobPointer;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.FileUse;
import io.lightningdb.internal.store.PageFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes tables of entries that come in order. For one use by one thread. */
final class TableBuilder {

  private static final int HASHES_FIRST = 1024;

  private final BlockFiles files;
  private final PageFormat format;
  private final long tableBytes;
  private final Origin origin;
  private final BlockOutput out;
  private final List<Table> tables = new ArrayList<>();

  private @Nullable TreeLoader loader;
  private byte[] smallest = {};
  private byte[] largest = {};
  private long[] hashes = new long[HASHES_FIRST];
  private int count;
  private long deletions;
  private long bytes;
  private FileUse.Builder blobs = FileUse.NONE.toBuilder();

  /** The files that blobs are to be copied out of. */
  private Set<Long> leaving = Set.of();

  /** Where entries come from. */
  interface Origin {

    /**
     * Returns when the oldest of the entries that have keys in {@code span} came into a file, in
     * microseconds since 1970, or a time before that.
     */
    long oldestMicros(KeySpan span);
  }

  /**
   * @param tableBytes the size that tables are cut to, before compression and without blobs
   */
  TableBuilder(
      BlockFiles files, PageFormat format, long tableBytes, Origin origin, BlockOutput out) {
    this.files = files;
    this.format = format;
    this.tableBytes = tableBytes;
    this.origin = origin;
    this.out = out;
  }

  /** Returns a copy of a table that has nothing in {@code leaving}, not even blobs. */
  static Table copy(
      Table table, BlockFiles files, PageFormat format, Set<Long> leaving, BlockOutput out)
      throws IOException {
    TableBuilder builder =
        new TableBuilder(files, format, Long.MAX_VALUE, span -> table.oldestMicros(), out);
    builder.leaving = leaving;
    EntryCursor entries = table.quietCursor();
    for (boolean on = entries.first(); on; on = entries.next()) {
      builder.add(entries);
    }
    builder.endTable(table.identity());
    return builder.tables.get(0);
  }

  /**
   * Writes all entries into tables.
   *
   * @param entries a cursor that is on no entry yet
   * @param keepsDeletions whether there may be something beneath that deletions hide
   */
  List<Table> addAll(EntryCursor entries, boolean keepsDeletions) throws IOException {
    for (boolean on = entries.first(); on; on = entries.next()) {
      if (keepsDeletions || !entries.isDelete()) {
        add(entries);
      }
    }
    return finish();
  }

  private void add(EntryCursor entries) throws IOException {
    byte[] key = Arrays.copyOf(entries.key(), entries.keyLength());
    add(entry(key, entries));
  }

  /** Writes an entry, whose key is after those of all before. */
  void add(byte[] key, byte[] value) throws IOException {
    add(entry(key, value));
  }

  private void add(BlockEntry entry) throws IOException {
    byte[] key = entry.key();
    TreeLoader tree = loader;
    if (tree == null) {
      tree = new TreeLoader(files, format, out);
      loader = tree;
      smallest = key;
    }
    tree.add(entry);
    largest = key;
    if (count == hashes.length) {
      hashes = Arrays.copyOf(hashes, count * 2);
    }
    hashes[count] = KeyHash.of(key);
    count++;
    deletions += entry.kind() == EntryKind.DELETE ? 1 : 0;
    bytes += entry.blockBytes();
    if (bytes >= tableBytes) {
      endTable(new Object());
    }
  }

  private BlockEntry entry(byte[] key, EntryCursor entries) throws IOException {
    if (entries.isDelete()) {
      return BlockEntry.delete(key);
    }
    if (!entries.isBlob()) {
      return entry(key, entries.value());
    }
    BlobPointer blob = BlobPointer.decode(entries.stored());
    return entry(
        key, leaving.contains(blob.file()) ? out.copyBlob(blob, format.compression()) : blob);
  }

  private BlockEntry entry(byte[] key, byte[] value) throws IOException {
    return value.length < BlobPointer.VALUE_BYTES_MIN
        ? new BlockEntry(key, value)
        : entry(key, out.appendBlob(value, format.compression()));
  }

  private BlockEntry entry(byte[] key, BlobPointer blob) {
    blobs.add(blob);
    return BlockEntry.blob(key, blob.encode());
  }

  /** Writes what still waits and returns all tables. */
  List<Table> finish() throws IOException {
    endTable(new Object());
    return List.copyOf(tables);
  }

  private void endTable(Object identity) throws IOException {
    TreeLoader tree = loader;
    if (tree == null) {
      return;
    }
    BloomFilter filter = BloomFilter.of(hashes, count);
    tables.add(
        Table.of(
            files,
            identity,
            tree.finish(),
            deletions,
            smallest,
            largest,
            origin.oldestMicros(new KeySpan(smallest, largest)),
            blobs.build(),
            filter,
            out));
    out.divide();
    loader = null;
    count = 0;
    deletions = 0;
    bytes = 0;
    blobs = FileUse.NONE.toBuilder();
  }
}
