package io.lightningdb.internal.btree;

import io.lightningdb.CorruptionException;
import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.KeyRanges;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.store.AscendingReader;
import io.lightningdb.internal.store.BlobPointer;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockKind;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.BlockPointer;
import io.lightningdb.internal.store.FileUse;
import io.lightningdb.internal.store.IndexCache;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.store.LeasedLeaf;
import io.lightningdb.internal.store.Load;
import io.lightningdb.internal.store.PageFormat;
import io.lightningdb.internal.store.UnknownFileException;
import java.io.IOException;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * A page is never changed: a flush writes new leaves for those that changed, new inner pages above
 * them and a new root, all in one sequential write, and shares the rest with the tree before. Whoever
 * has the old root still sees the old tree.
 */
/** A B+Tree as of one flush. Immutable. */
public final class BTree implements KeyspaceStore {

  /** What {@link #find(byte[], ReadTime)} returns for a key that is deleted or has expired. */
  public static final byte[] DELETED = {};

  /** More levels than any tree can have; a file that says otherwise is damaged. */
  private static final int HEIGHT_MAX = 32;

  /** Added to the height where entries expire, and when the first leaf is ripe is noted too. */
  private static final int EXPIRES = 64;

  /** The level of the inner pages above leaves. */
  static final int LOWEST_INNER = 2;

  private final BlockFiles files;
  private final IndexCache index;
  private final PageFormat format;
  private final @Nullable PageRef root;
  private final int height;
  private final long entryCount;
  private final FileUse pages;
  private final FileUse blobs;
  private final FileUse fileUse;

  /**
   * @param root the root, or null for a tree without entries
   * @param height the number of levels: 0 without a root, 1 if the root is a leaf
   * @param pages which files the pages are in
   * @param blobs which files the values are in that lie apart
   */
  BTree(
      BlockFiles files,
      PageFormat format,
      @Nullable PageRef root,
      int height,
      long entryCount,
      FileUse pages,
      FileUse blobs) {
    this.files = files;
    this.index = files.index();
    this.format = format;
    this.root = root;
    this.height = height;
    this.entryCount = entryCount;
    this.pages = pages;
    this.blobs = blobs;
    this.fileUse = pages.toBuilder().add(blobs).build();
  }

  /** Returns a tree without entries, whose pages will be written as {@code format} says. */
  public static BTree empty(BlockFiles files, PageFormat format) {
    return new BTree(files, format, null, 0, 0, FileUse.NONE, FileUse.NONE);
  }

  /** Reads what {@link #encode} wrote. */
  public static BTree decode(String source, BlockFiles files, PageFormat format, ByteReader in) {
    int heightAndFlag = in.readVarint(EXPIRES + HEIGHT_MAX);
    int height = heightAndFlag & ~EXPIRES;
    if (height > HEIGHT_MAX) {
      throw new CorruptionException(
          source
              + " is damaged: a tree has "
              + height
              + " levels, where "
              + HEIGHT_MAX
              + " is the most");
    }
    if (height == 0) {
      return empty(files, format);
    }
    try {
      BlockPointer rootAt =
          files.pointer(source, in.readVarint(), in.readVarint(), in.readVarint());
      long entryCount = in.readVarint();
      long ripeAt = heightAndFlag == height ? ReadTime.NEVER : in.readVarint();
      FileUse pages = FileUse.decode(in);
      FileUse blobs = FileUse.decode(in);
      PageRef root = new PageRef(rootAt, BlobSpan.of(blobs), ripeAt);
      return new BTree(files, format, root, height, entryCount, pages, blobs);
    } catch (UnknownFileException e) {
      throw e.asCorruption();
    }
  }

  @Override
  public void encode(ByteWriter out) {
    out.writeVarint(mayExpire() ? height + EXPIRES : height);
    if (root != null) {
      out.writeVarint(root.file().number())
          .writeVarint(root.offset())
          .writeVarint(root.length())
          .writeVarint(entryCount);
      if (root.mayExpire()) {
        out.writeVarint(root.ripeAt());
      }
      pages.encode(out);
      blobs.encode(out);
    }
  }

  @Override
  public byte @Nullable [] get(byte[] key, ReadTime time) throws IOException {
    byte[] value = find(key, time);
    return value == DELETED ? null : value;
  }

  /**
   * Returns a copy of the value of {@code key}, {@link #DELETED} if it has expired, or the tree
   * says that it is deleted, which only those of tables do, or null if it does not know the key.
   */
  public byte @Nullable [] find(byte[] key, ReadTime time) throws IOException {
    if (root == null) {
      return null;
    }
    PageRef at = leafRef(root, key);
    Block cached = files.cachedLeaf(at);
    if (cached != null) {
      return find(key, time, cached);
    }
    try (LeasedLeaf leased = files.leaseLeaf(at)) {
      return find(key, time, leased.leaf());
    }
  }

  /** Returns what {@link #find(byte[], ReadTime)} does if {@code leaf} is the one for the key. */
  public byte @Nullable [] find(byte[] key, ReadTime time, Block leaf) throws IOException {
    int index = leaf.search(key);
    if (index < 0) {
      return null;
    }
    return leaf.isGone(index, time) ? DELETED : value(leaf, index);
  }

  /** Returns a copy of a value that a leaf of this tree has, or of which it knows where it is. */
  public byte[] value(Block leaf, int index) throws IOException {
    byte[] stored = leaf.value(index);
    return leaf.isBlob(index) ? files.blob(BlobPointer.decode(stored)) : stored;
  }

  /** Does what {@link #value} does without a trace in the cache. */
  byte[] valueQuietly(Block leaf, int index) throws IOException {
    byte[] stored = leaf.value(index);
    return leaf.isBlob(index) ? files.blobQuietly(BlobPointer.decode(stored)) : stored;
  }

  @Override
  public boolean contains(byte[] key, ReadTime time) throws IOException {
    return Boolean.TRUE.equals(hasValue(key, time));
  }

  /** Returns whether the tree has a value for {@code key}, or null if it does not know the key. */
  public @Nullable Boolean hasValue(byte[] key, ReadTime time) throws IOException {
    if (root == null) {
      return null;
    }
    PageRef at = leafRef(root, key);
    Block cached = files.cachedLeaf(at);
    if (cached != null) {
      return hasValue(key, time, cached);
    }
    try (LeasedLeaf leased = files.leaseLeaf(at)) {
      return hasValue(key, time, leased.leaf());
    }
  }

  private static @Nullable Boolean hasValue(byte[] key, ReadTime time, Block leaf) {
    int index = leaf.search(key);
    return index < 0 ? null : Boolean.valueOf(!leaf.isGone(index, time));
  }

  @Override
  public AscendingReader ascendingReader(ReadTime time) {
    LeafFinder leaves = leafFinder();
    return key -> {
      Block leaf = leaves.leaf(key);
      byte[] value = leaf == null ? null : find(key, time, leaf);
      return value == DELETED ? null : value;
    };
  }

  /** Returns what finds the leaves of several keys, in their order. */
  public LeafFinder leafFinder() {
    return new LeafFinder(this);
  }

  private PageRef leafRef(PageRef from, byte[] key) throws IOException {
    PageRef page = from;
    for (int level = height; level > 1; level--) {
      InnerPage inner = inner(page, level);
      page = inner.child(inner.find(key));
    }
    return page;
  }

  /*
   * Nearly all inner pages are above leaves. They are accounted for, and can go when memory is short.
   * Those further up are few, and whoever has the tree has them.
   */
  /** Returns the inner page at {@code ref} in {@code level}, and keeps it in memory. */
  InnerPage inner(PageRef ref, int level) throws IOException {
    InnerPage page = level == LOWEST_INNER ? index.get(ref) : ref.part();
    return page != null ? page : keep(ref, level, readInner(ref));
  }

  /** Keeps the inner page at {@code ref} in memory, unless there is one already. */
  InnerPage keep(PageRef ref, int level, InnerPage page) {
    return level == LOWEST_INNER ? index.keep(ref, page) : ref.link(page);
  }

  private InnerPage readInner(PageRef ref) throws IOException {
    Block block = files.read(ref, BlockKind.INNER);
    if (block.count() == 0) {
      throw new CorruptionException("the inner page in " + ref + " is damaged: it has no children");
    }
    return InnerPage.decode(files, ref, block);
  }

  @Override
  public long pinnedBytes() {
    return root == null ? 0 : pinnedBytes(root, height);
  }

  private static long pinnedBytes(PageRef ref, int level) {
    InnerPage page = level > LOWEST_INNER ? ref.part() : null;
    if (page == null) {
      return 0;
    }
    long bytes = page.memoryBytes();
    for (PageRef child : page.beneath()) {
      bytes += pinnedBytes(child, level - 1);
    }
    return bytes;
  }

  BlockFiles files() {
    return files;
  }

  /** Returns how pages are written. */
  public PageFormat format() {
    return format;
  }

  @Nullable PageRef root() {
    return root;
  }

  int height() {
    return height;
  }

  @Override
  public EntryCursor cursor() {
    return new BTreeCursor(this, false);
  }

  /** Returns a cursor over all entries that leaves no trace in the cache. */
  public EntryCursor quietCursor() {
    return new BTreeCursor(this, true);
  }

  @Override
  public boolean isEmpty() {
    return root == null;
  }

  /** Returns the number of entries. */
  public long entryCount() {
    return entryCount;
  }

  @Override
  public FileUse fileUse() {
    return fileUse;
  }

  /** Returns which files the pages are in. */
  public FileUse pageUse() {
    return pages;
  }

  /** Returns which files the values are in that lie apart. */
  FileUse blobUse() {
    return blobs;
  }

  @Override
  public BTree apply(KeyRanges deleted, EntryCursor changes, BlockOutput out) throws IOException {
    return new TreeWriter(this, out, now()).apply(deleted, changes);
  }

  private ReadTime now() {
    return ReadTime.of(files.nowMicros());
  }

  @Override
  public boolean mayExpire() {
    return root != null && root.mayExpire();
  }

  /** Returns when the first leaf is worth to be written anew because of what has expired in it. */
  public long ripeAt() {
    return root == null ? ReadTime.NEVER : root.ripeAt();
  }

  @Override
  public boolean isRipe(long asOfMicros) {
    return ripeAt() <= asOfMicros;
  }

  @Override
  public BTree dropExpired(long asOfMicros, long bytesMax, BlockOutput out) throws IOException {
    return new TreeWriter(this, out, ReadTime.of(asOfMicros)).dropExpired(bytesMax);
  }

  @Override
  public BTree moveOut(Set<Long> leaving, BlockOutput out) throws IOException {
    return new TreeWriter(this, out, ReadTime.BEFORE_ALL).moveOut(leaving);
  }

  @Override
  public Packed pack(byte[] from, long bytesMax, BlockOutput out) throws IOException {
    return new TreeWriter(this, out, now()).pack(from, bytesMax);
  }

  @Override
  public Load newLoad(BlockOutput out) {
    return new TreeLoad(empty(files, format), new TreeLoader(files, format, out));
  }

  @Override
  public void verify(Consumer<String> problems) throws IOException {
    new TreeVerifier(this, false, problems).verify();
  }

  /** Does what {@link #verify} does for a tree that may have deletions for entries. */
  public void verifyWithDeletions(Consumer<String> problems) throws IOException {
    new TreeVerifier(this, true, problems).verify();
  }
}
