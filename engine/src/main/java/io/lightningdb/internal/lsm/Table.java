package io.lightningdb.internal.lsm;

import io.lightningdb.Compression;
import io.lightningdb.CorruptionException;
import io.lightningdb.LightningException;
import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.KeyHash;
import io.lightningdb.internal.base.KeyRanges;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.block.BlockEntry;
import io.lightningdb.internal.btree.BTree;
import io.lightningdb.internal.btree.LeafFinder;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockKind;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.FileUse;
import io.lightningdb.internal.store.PageFormat;
import io.lightningdb.internal.store.UnknownFileException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sorted entries, deletions among them, that were written at one go: a tree of full pages and a
 * filter. Immutable, and never without an entry.
 */
final class Table {

  private static final byte[] FILTER_KEY = {};

  private final BlockFiles files;

  /** The same for all that a table becomes by being moved. */
  private final Object identity;

  private final BTree tree;
  private final long deletions;
  private final byte[] smallest;
  private final byte[] largest;
  private final long oldestMicros;
  private final long wornAt;
  private final FilterRef filterAt;

  private final FileUse fileUse;
  private final long bytes;

  private Table(
      BlockFiles files,
      Object identity,
      BTree tree,
      long deletions,
      byte[] smallest,
      byte[] largest,
      long oldestMicros,
      long wornAt,
      FilterRef filterAt) {
    this.files = files;
    this.identity = identity;
    this.tree = tree;
    this.deletions = deletions;
    this.smallest = smallest;
    this.largest = largest;
    this.oldestMicros = oldestMicros;
    this.wornAt = wornAt;
    this.filterAt = filterAt;
    this.bytes = tree.pageUse().totalBytes() + filterAt.length();
    this.fileUse = tree.fileUse().toBuilder().add(filterAt).build();
  }

  /**
   * Makes a table of a tree that was written, and writes its filter.
   *
   * @param oldestMicros when the oldest of its entries came into a file
   * @param wornAt when half of its entries are deletions or have expired, or {@link ReadTime#NEVER}
   */
  static Table of(
      BlockFiles files,
      BTree tree,
      long deletions,
      byte[] smallest,
      byte[] largest,
      long oldestMicros,
      long wornAt,
      BloomFilter filter,
      BlockOutput out)
      throws IOException {
    FilterRef filterAt = write(filter.encode(), out);
    files.index().keep(filterAt, filter);
    return new Table(
        files, new Object(), tree, deletions, smallest, largest, oldestMicros, wornAt, filterAt);
  }

  private static FilterRef write(byte[] filter, BlockOutput out) throws IOException {
    return new FilterRef(
        out.append(
            BlockKind.FILTER, List.of(new BlockEntry(FILTER_KEY, filter)), Compression.NONE));
  }

  static Table decode(String source, BlockFiles files, PageFormat format, ByteReader in) {
    BTree tree = BTree.decode(source, files, format, in);
    long deletions = in.readVarint();
    byte[] smallest = in.readBlob();
    byte[] largest = in.readBlob();
    long oldestMicros = in.readVarint();
    if (tree.isEmpty() || deletions > tree.entryCount() || Keys.compare(smallest, largest) > 0) {
      throw new CorruptionException(
          source
              + " is damaged: a table from "
              + Keys.show(smallest)
              + " to "
              + Keys.show(largest)
              + " has "
              + tree.entryCount()
              + " entries, of which "
              + deletions
              + " are deletions");
    }
    try {
      FilterRef filterAt =
          new FilterRef(files.pointer(source, in.readVarint(), in.readVarint(), in.readVarint()));
      long wornAt = tree.mayExpire() ? orNever(in.readVarint()) : ReadTime.NEVER;
      return new Table(
          files, new Object(), tree, deletions, smallest, largest, oldestMicros, wornAt, filterAt);
    } catch (UnknownFileException e) {
      throw e.asCorruption();
    }
  }

  void encode(ByteWriter out) {
    tree.encode(out);
    out.writeVarint(deletions)
        .writeBlob(smallest)
        .writeBlob(largest)
        .writeVarint(oldestMicros)
        .writeVarint(filterAt.file().number())
        .writeVarint(filterAt.offset())
        .writeVarint(filterAt.length());
    if (tree.mayExpire()) {
      out.writeVarint(wornAt == ReadTime.NEVER ? 0 : wornAt);
    }
  }

  private static long orNever(long wornAt) {
    return wornAt == 0 ? ReadTime.NEVER : wornAt;
  }

  /** Returns whether this is {@code other}, perhaps moved to other files. */
  @SuppressWarnings("ReferenceEquality")
  boolean is(Table other) {
    return identity == other.identity;
  }

  /** Returns what is the same for this table wherever it is moved. */
  Object identity() {
    return identity;
  }

  byte[] smallest() {
    return smallest;
  }

  byte[] largest() {
    return largest;
  }

  /** Returns whether all keys that the table may have are in one of {@code ranges}. */
  boolean isAllIn(KeyRanges ranges) {
    return ranges.cover(smallest, Keys.successor(largest));
  }

  /** Returns whether any key that the table may have is in one of {@code ranges}. */
  boolean hasAnyOf(KeyRanges ranges) {
    return ranges.overlap(smallest, Keys.successor(largest));
  }

  long entries() {
    return tree.entryCount();
  }

  long deletions() {
    return deletions;
  }

  /**
   * Returns when the oldest of the entries came into a file, in microseconds since 1970, or a time
   * before that.
   */
  long oldestMicros() {
    return oldestMicros;
  }

  /**
   * Returns when half of the entries are deletions or have expired, in microseconds since 1970, or
   * {@link ReadTime#NEVER} if that never comes, or comes without any that expire.
   */
  long wornAt() {
    return wornAt;
  }

  /** Returns when so many entries next to each other have expired that some space can be had. */
  long ripeAt() {
    return tree.ripeAt();
  }

  /** Returns whether any entry expires some time, or has expired. */
  boolean mayExpire() {
    return tree.mayExpire();
  }

  /** Returns the length of all blocks on disk, without blobs. */
  long bytes() {
    return bytes;
  }

  FileUse fileUse() {
    return fileUse;
  }

  /**
   * Returns a copy of the value of {@code key}, {@link BTree#DELETED}, or null if the table does
   * not know the key.
   */
  byte @Nullable [] get(byte[] key, long hash, ReadTime time) throws IOException {
    return mayContain(hash) ? tree.find(key, time) : null;
  }

  /** Returns what {@link #get} does if {@code leaf} is the one to have the key. */
  byte @Nullable [] find(byte[] key, ReadTime time, Block leaf) throws IOException {
    return tree.find(key, time, leaf);
  }

  /** Returns what finds the leaves of several keys, in their order, without asking the filter. */
  LeafFinder leafFinder() {
    return tree.leafFinder();
  }

  /** Returns whether the table has a value for {@code key}, or null if it does not know the key. */
  @Nullable Boolean contains(byte[] key, long hash, ReadTime time) throws IOException {
    return mayContain(hash) ? tree.hasValue(key, time) : null;
  }

  /** Returns false only if no key with this hash is in the table, or said to be deleted. */
  boolean mayContain(long hash) throws IOException {
    BloomFilter filter = filter();
    return filter == null || filter.mayContain(hash);
  }

  /** Returns the filter, or null if it is not worth to be read. */
  private @Nullable BloomFilter filter() throws IOException {
    BloomFilter present = files.index().get(filterAt);
    if (present != null || !files.index().admits(filterAt)) {
      return present;
    }
    return files.index().keep(filterAt, BloomFilter.decode(filterAt.toString(), readFilter()));
  }

  private byte[] readFilter() throws IOException {
    Block block = files.read(filterAt, BlockKind.FILTER);
    if (block.count() != 1) {
      throw new CorruptionException("the filter in " + filterAt + " is damaged");
    }
    return block.value(0);
  }

  /** Returns how much memory the table takes beside what can go: its pages further up. */
  long pinnedBytes() {
    return tree.pinnedBytes();
  }

  EntryCursor cursor() {
    return tree.cursor();
  }

  /** Returns a cursor that leaves no trace in the cache. */
  EntryCursor quietCursor() {
    return tree.quietCursor();
  }

  /** Returns the table with nothing left in {@code leaving}. */
  Table moveOut(Set<Long> leaving, BlockOutput out) throws IOException {
    if (Collections.disjoint(fileUse.bytesByFile().keySet(), leaving)) {
      return this;
    }
    BTree moved = tree.moveOut(leaving, out);
    FilterRef movedFilter = leaving.contains(filterAt.file().number()) ? moveFilter(out) : filterAt;
    return new Table(
        files, identity, moved, deletions, smallest, largest, oldestMicros, wornAt, movedFilter);
  }

  private FilterRef moveFilter(BlockOutput out) throws IOException {
    FilterRef moved = write(readFilter(), out);
    BloomFilter present = filterAt.part();
    if (present != null) {
      files.index().keep(moved, present);
    }
    return moved;
  }

  /** Reads everything and reports every broken rule. */
  void verify(Consumer<String> problems) throws IOException {
    tree.verifyWithDeletions(problems);
    try {
      BloomFilter stored = BloomFilter.decode(filterAt.toString(), readFilter());
      EntryCursor entries = tree.quietCursor();
      long foundDeletions = 0;
      Wear wear = new Wear();
      byte[] last = {};
      boolean begins = true;
      for (boolean on = entries.first(); on; on = entries.next()) {
        last = Arrays.copyOf(entries.key(), entries.keyLength());
        if (begins && !Arrays.equals(last, smallest)) {
          problems.accept("a table begins at " + Keys.show(last) + " instead of " + name());
        }
        begins = false;
        foundDeletions += entries.isDelete() ? 1 : 0;
        wear.note(entries.expiresAt());
        if (!stored.mayContain(KeyHash.of(last))) {
          problems.accept("the filter of the table " + name() + " denies " + Keys.show(last));
        }
      }
      if (!Arrays.equals(last, largest)) {
        problems.accept("a table ends at " + Keys.show(last) + " instead of " + name());
      }
      if (foundDeletions != deletions) {
        problems.accept(
            "the table %s has %d deletions where %d are noted"
                .formatted(name(), foundDeletions, deletions));
      }
      long foundWornAt = wear.wornAt(entries(), deletions);
      if (foundWornAt != wornAt) {
        problems.accept(
            "half of the table %s is over at %d where %d is noted"
                .formatted(name(), foundWornAt, wornAt));
      }
    } catch (LightningException e) {
      problems.accept(e.getMessage());
    } catch (IOException e) {
      if (BlockFiles.isRetired(e)) {
        throw e;
      }
      problems.accept("the table " + name() + " cannot be read: " + e.getMessage());
    }
  }

  private String name() {
    return "from " + Keys.show(smallest) + " to " + Keys.show(largest);
  }

  @Override
  public String toString() {
    return name() + ", " + bytes + " bytes";
  }
}
