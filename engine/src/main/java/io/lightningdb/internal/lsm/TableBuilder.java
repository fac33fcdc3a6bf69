package io.lightningdb.internal.lsm;

import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.KeyHash;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.block.BlockEntry;
import io.lightningdb.internal.block.EntryKind;
import io.lightningdb.internal.btree.TreeLoader;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.PageFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes tables of entries that come in order. For one use by one thread. */
final class TableBuilder {

  private static final int HASHES_FIRST = 1024;

  private final BlockFiles files;
  private final PageFormat format;
  private final long tableBytes;
  private final Origin origin;
  private final ReadTime time;
  private final BlockOutput out;
  private final List<Table> tables = new ArrayList<>();

  private @Nullable TreeLoader loader;
  private byte[] smallest = {};
  private byte[] largest = {};
  private long[] hashes = new long[HASHES_FIRST];
  private int count;
  private long deletions;
  private final Wear wear = new Wear();
  private long bytes;

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
   * @param time tells which entries have expired
   */
  TableBuilder(
      BlockFiles files,
      PageFormat format,
      long tableBytes,
      Origin origin,
      ReadTime time,
      BlockOutput out) {
    this.files = files;
    this.format = format;
    this.tableBytes = tableBytes;
    this.origin = origin;
    this.time = time;
    this.out = out;
  }

  /**
   * Writes all entries into tables, and deletions in the place of those that have expired.
   *
   * @param entries a cursor that is on no entry yet
   * @param keepsDeletions whether there may be something beneath that deletions hide
   */
  List<Table> addAll(EntryCursor entries, boolean keepsDeletions) throws IOException {
    for (boolean on = entries.first(); on; on = entries.next()) {
      if (!entries.isDelete() && !time.isPast(entries.expiresAt())) {
        added(tree().add(entries));
      } else if (keepsDeletions) {
        added(tree().addDeletion(Arrays.copyOf(entries.key(), entries.keyLength())));
      }
    }
    return finish();
  }

  /**
   * Writes an entry, whose key is after those of all before.
   *
   * @param expiresAt in microseconds since 1970, or {@link ReadTime#NEVER}
   */
  void add(byte[] key, byte[] value, long expiresAt) throws IOException {
    added(tree().add(key, value, expiresAt));
  }

  private TreeLoader tree() {
    TreeLoader tree = loader;
    if (tree == null) {
      tree = new TreeLoader(files, format, out);
      loader = tree;
    }
    return tree;
  }

  private void added(BlockEntry entry) throws IOException {
    byte[] key = entry.key();
    if (count == 0) {
      smallest = key;
    }
    largest = key;
    if (count == hashes.length) {
      hashes = Arrays.copyOf(hashes, count * 2);
    }
    hashes[count] = KeyHash.of(key);
    count++;
    deletions += entry.kind() == EntryKind.DELETE ? 1 : 0;
    wear.note(entry.expiresAt());
    bytes += entry.blockBytes();
    if (bytes >= tableBytes) {
      endTable();
    }
  }

  /** Writes what still waits and returns all tables. */
  List<Table> finish() throws IOException {
    endTable();
    return List.copyOf(tables);
  }

  private void endTable() throws IOException {
    TreeLoader tree = loader;
    if (tree == null) {
      return;
    }
    BloomFilter filter = BloomFilter.of(hashes, count);
    tables.add(
        Table.of(
            files,
            tree.finish(),
            deletions,
            smallest,
            largest,
            origin.oldestMicros(new KeySpan(smallest, largest)),
            wear.wornAt(count, deletions),
            filter,
            out));
    out.divide();
    loader = null;
    count = 0;
    deletions = 0;
    wear.clear();
    bytes = 0;
  }
}
