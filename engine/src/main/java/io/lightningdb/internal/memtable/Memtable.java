package io.lightningdb.internal.memtable;

import io.lightningdb.internal.base.Blobs;
import io.lightningdb.internal.base.DeletedRanges;
import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.KeyHash;
import io.lightningdb.internal.base.KeyRanges;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.base.Stretch;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * A B+Tree of wide nodes over an arena. ConcurrentSkipListMap takes 3 to 9 µs for a put or a get at
 * half a million keys, nearly all of it cache misses: about twenty nodes deep, each with a key in an
 * array of its own. Here a search touches four nodes of 64 heads that lie side by side.
 *
 * There is one writer, which lets readers go on without latches or versions:
 *
 *  - a version is added in front of the key's older ones, by one release write;
 *  - a key is added to a leaf by replacing the order of its slots (see Leaf);
 *  - a leaf that is full is replaced by two new ones, and its parent by a copy that has them, up to
 *    a node that has room; the last write links the copy into what readers see.
 *
 * Most keys that are asked for are in none of the memtables but in a file, so a filter is asked first.
 *
 * A reader that is still in a replaced node sees it as it was when it was replaced. All that it
 * misses is newer than that, and so newer than the reader's sequence.
 */
/**
 * The entries of one keyspace that are in the log but not yet in a file, with all their versions.
 * One thread at a time may write; any number may read meanwhile, without waiting.
 */
public final class Memtable {

  /** What {@link #get} returns for a key that is deleted. Compared by identity. */
  public static final byte[] DELETED = {};

  private static final int VERSION_PREVIOUS = 0;
  private static final int VERSION_LENGTH = 4;

  /** Where a version has its sequence, shifted, and in the lowest bits what it is. */
  private static final int VERSION_STAMP = 8;

  /** Where a version has its value; or the time at which it expires, and its value behind that. */
  private static final int VERSION_VALUE = 16;

  private static final int STAMP_BITS = 3;
  private static final int DELETES = 1;
  private static final int IS_BLOB = 2;
  private static final int EXPIRES = 4;

  /** Far more than any memtable has levels. */
  private static final int DEPTH_MAX = 32;

  private final Arena arena;
  private final Blobs blobs;
  private final KeyFilter filter;
  private volatile Node root;

  /** The ranges that were deleted, or null as long as none was. */
  private volatile @Nullable RangeDeletions deletions;

  /** Set before the first version that expires can be seen. */
  private volatile boolean mayExpire;

  /** The writer's way from the root to the leaf it is in. */
  private final Inner[] path = new Inner[DEPTH_MAX];

  private int depth;

  /**
   * @param blobs reads what pointers lead to
   */
  Memtable(Arena arena, Blobs blobs) {
    this.arena = arena;
    this.blobs = blobs;
    this.filter = new KeyFilter(arena);
    this.root = new Leaf(arena, Arena.NULL, Arena.NULL, Leaf.FIRST_CAPACITY);
  }

  /**
   * Adds a version of {@code key}. The arrays are copied.
   *
   * @param sequence not less than any before
   * @param value the value, or null if the key is deleted
   * @param expiresAt in microseconds since 1970, or {@link ReadTime#NEVER}
   */
  void put(byte[] key, byte @Nullable [] value, long expiresAt, long sequence) {
    put(key, value, false, expiresAt, sequence);
  }

  /**
   * Adds a version of {@code key} whose value lies elsewhere. The arrays are copied.
   *
   * @param sequence not less than any before
   * @param pointer where the value lies
   * @param expiresAt in microseconds since 1970, or {@link ReadTime#NEVER}
   */
  void putBlob(byte[] key, byte[] pointer, long expiresAt, long sequence) {
    put(key, pointer, true, expiresAt, sequence);
  }

  /**
   * Deletes all keys of a range that is not empty, but for what is put with this or a later
   * sequence. The arrays must not be changed any more.
   *
   * @param to the first key behind the range, or null if it has no end
   * @param sequence not less than any before
   */
  void deleteRange(byte[] from, byte @Nullable [] to, long sequence) {
    RangeDeletions ranges = deletions;
    if (ranges == null) {
      ranges = new RangeDeletions();
    }
    ranges.add(from, to, sequence);
    deletions = ranges;
  }

  /** Returns the ranges that were deleted, all of them together. */
  public KeyRanges deletedRanges() {
    RangeDeletions ranges = deletions;
    return ranges == null ? KeyRanges.NONE : ranges.all();
  }

  /**
   * Returns what a reader at {@code sequence} sees deleted in what is older than this memtable, or
   * null if no range was deleted.
   */
  public @Nullable DeletedRanges deletedBeneath(long sequence) {
    RangeDeletions ranges = deletions;
    return ranges == null ? null : key -> ranges.around(key, sequence);
  }

  /** Returns how much memory is taken beside the arena, in bytes, roughly. */
  long rangeBytes() {
    RangeDeletions ranges = deletions;
    return ranges == null ? 0 : ranges.memoryBytes();
  }

  private void put(
      byte[] key, byte @Nullable [] value, boolean isBlob, long expiresAt, long sequence) {
    if (expiresAt != ReadTime.NEVER) {
      mayExpire = true;
    }
    RangeDeletions ranges = deletions;
    if (ranges != null) {
      ranges.touch(key);
    }
    depth = 0;
    Node node = root;
    while (node instanceof Inner inner) {
      path[depth++] = inner;
      node = inner.child(inner.find(key));
    }
    Leaf leaf = (Leaf) node;
    byte[] order = leaf.order();
    int index = leaf.search(order, key);
    if (index >= 0) {
      int slot = order[index];
      leaf.setNewest(slot, addVersion(leaf.newest(slot), value, isBlob, expiresAt, sequence));
      return;
    }
    int at = -index - 1;
    if (order.length == leaf.capacity()) {
      leaf = makeRoom(leaf, key);
      order = leaf.order();
      at = -leaf.search(order, key) - 1;
    }
    filter.add(KeyHash.of(key));
    leaf.insert(at, addKey(key), addVersion(Arena.NULL, value, isBlob, expiresAt, sequence));
  }

  private int addKey(byte[] key) {
    int address = arena.allocate(Integer.BYTES + key.length);
    byte[] slab = arena.slab(address);
    Arena.INT.set(slab, Arena.offset(address), key.length);
    System.arraycopy(key, 0, slab, Node.keyStart(address), key.length);
    return address;
  }

  private int addVersion(
      int previous, byte @Nullable [] value, boolean isBlob, long expiresAt, long sequence) {
    boolean expires = expiresAt != ReadTime.NEVER;
    int length = value == null ? 0 : value.length;
    int start = expires ? VERSION_VALUE + Long.BYTES : VERSION_VALUE;
    int address = arena.allocate(start + length);
    byte[] slab = arena.slab(address);
    int offset = Arena.offset(address);
    int what = value == null ? DELETES : (isBlob ? IS_BLOB : 0) | (expires ? EXPIRES : 0);
    Arena.INT.set(slab, offset + VERSION_PREVIOUS, previous);
    Arena.INT.set(slab, offset + VERSION_LENGTH, length);
    Arena.LONG.set(slab, offset + VERSION_STAMP, sequence << STAMP_BITS | what);
    if (expires) {
      Arena.LONG.set(slab, offset + VERSION_VALUE, expiresAt);
    }
    if (value != null) {
      System.arraycopy(value, 0, slab, offset + start, length);
    }
    return address;
  }

  /** Replaces a full leaf, and returns the one in which {@code key} has room. */
  private Leaf makeRoom(Leaf leaf, byte[] key) {
    int count = leaf.order().length;
    if (count < Leaf.CAPACITY) {
      Leaf wider =
          new Leaf(
              leaf, 0, count, leaf.lowFence, leaf.highFence, Math.min(Leaf.CAPACITY, count * 4));
      replaceAt(depth - 1, leaf, wider);
      return wider;
    }
    // Keys that come in order leave full leaves behind, those that come anyhow half-full ones.
    byte[] order = leaf.order();
    boolean appending = leaf.compare(leaf.key(order[count - 1]), key) < 0;
    int middle = appending ? count - 1 : count / 2;
    int separator = leaf.key(order[middle]);
    Leaf left = new Leaf(leaf, 0, middle, leaf.lowFence, separator, Leaf.CAPACITY);
    Leaf right = new Leaf(leaf, middle, count, separator, leaf.highFence, Leaf.CAPACITY);
    splitAt(depth - 1, leaf, left, separator, right);
    return left.compare(separator, key) <= 0 ? right : left;
  }

  /** Puts {@code left} and {@code right} in the place of {@code old}, a child of a path's node. */
  private void splitAt(int level, Node old, Node left, int separator, Node right) {
    if (level < 0) {
      root = new Inner(arena, left, separator, right);
      return;
    }
    Inner parent = path[level];
    Inner changed = parent.withSplitChild(indexOf(parent, old), left, separator, right);
    int count = changed.childCount();
    if (count <= Inner.CAPACITY) {
      replaceAt(level - 1, parent, changed);
      return;
    }
    // As with leaves: when keys come in order, it is the last child that was split.
    int middle = changed.child(count - 1) == right ? count - 1 : count / 2;
    splitAt(
        level - 1,
        parent,
        changed.part(0, middle),
        changed.separatorBefore(middle),
        changed.part(middle, count));
  }

  /** Puts {@code changed} in the place of {@code old}, a child of a path's node. */
  private void replaceAt(int level, Node old, Node changed) {
    if (level < 0) {
      root = changed;
    } else {
      path[level].setChild(indexOf(path[level], old), changed);
    }
  }

  private static int indexOf(Inner parent, Node child) {
    for (int i = 0; i < parent.childCount(); i++) {
      if (parent.child(i) == child) {
        return i;
      }
    }
    throw new AssertionError("a node is not among its parent's children");
  }

  /**
   * Returns a copy of the value that a reader at {@code sequence} sees, {@link #DELETED} if the key
   * is deleted there or has expired, or null if this memtable knows nothing of it.
   */
  public byte @Nullable [] get(byte[] key, long sequence, ReadTime time) throws IOException {
    int version = visible(newestVersion(key), sequence);
    if (isDeletedByRange(key, version, sequence)) {
      return DELETED;
    }
    if (version == Arena.NULL) {
      return null;
    }
    return isGone(version, time) ? DELETED : value(version);
  }

  private boolean isGone(int version, ReadTime time) {
    int what = what(version);
    return what >= EXPIRES ? time.isPast(expiresAt(version)) : what == DELETES;
  }

  /**
   * Returns whether a reader at {@code sequence} sees a key deleted by a range since the version
   * that it sees, if any. Of what has the same sequence, the range came first.
   */
  private boolean isDeletedByRange(byte[] key, int version, long sequence) {
    RangeDeletions ranges = deletions;
    if (ranges == null) {
      return false;
    }
    long deletedAt = ranges.newestUpTo(sequence, key);
    return deletedAt > 0 && (version == Arena.NULL || sequence(version) < deletedAt);
  }

  /**
   * Returns whether a reader at {@code sequence} sees a value of {@code key}, or null if this
   * memtable knows nothing of it.
   */
  public @Nullable Boolean contains(byte[] key, long sequence, ReadTime time) {
    int version = visible(newestVersion(key), sequence);
    if (isDeletedByRange(key, version, sequence)) {
      return false;
    }
    return version == Arena.NULL ? null : Boolean.valueOf(!isGone(version, time));
  }

  /** Returns whether any version expires some time, or has expired. */
  public boolean mayExpire() {
    return mayExpire;
  }

  /** Returns whether the newest version of {@code key} is a value that lies elsewhere. */
  public boolean isNewestBlob(byte[] key) {
    int version = newestVersion(key);
    return version != Arena.NULL
        && isBlob(version)
        && !isDeletedByRange(key, version, Long.MAX_VALUE);
  }

  /** Returns the sequence of the newest change of {@code key}, or 0 if there is none. */
  public long newestSequence(byte[] key) {
    int version = newestVersion(key);
    long written = version == Arena.NULL ? 0 : sequence(version);
    RangeDeletions ranges = deletions;
    return ranges == null ? written : Math.max(written, ranges.newestUpTo(Long.MAX_VALUE, key));
  }

  /**
   * Returns a key in a range that was changed after {@code sequence}, deletions included, or null
   * if there is none.
   *
   * @param from the first key of the range
   * @param to the first key behind the range, or null if it has no end
   */
  public byte @Nullable [] anyChangedAfter(long sequence, byte[] from, byte @Nullable [] to) {
    RangeDeletions ranges = deletions;
    byte[] deleted = ranges == null ? null : ranges.firstDeletedAfter(sequence, from, to);
    if (deleted != null) {
      return deleted;
    }
    MemtableCursor cursor = new MemtableCursor(Long.MAX_VALUE);
    for (boolean there = cursor.seek(from); there; there = cursor.next()) {
      if (to != null && cursor.compareKey(to) >= 0) {
        return null;
      }
      if (sequence(cursor.version) > sequence) {
        return Arrays.copyOf(cursor.key, cursor.keyLength);
      }
    }
    return null;
  }

  private int newestVersion(byte[] key) {
    if (!filter.mayContain(KeyHash.of(key))) {
      return Arena.NULL;
    }
    Leaf leaf = leafOf(key);
    byte[] order = leaf.order();
    int index = leaf.search(order, key);
    return index < 0 ? Arena.NULL : leaf.newest(order[index]);
  }

  private Leaf leafOf(byte[] key) {
    Node node = root;
    while (node instanceof Inner inner) {
      node = inner.child(inner.find(key));
    }
    return (Leaf) node;
  }

  /** Returns the leaf that the last key before {@code key} belongs to. */
  private Leaf leafBefore(byte[] key) {
    Node node = root;
    while (node instanceof Inner inner) {
      node = inner.child(inner.findBefore(key));
    }
    return (Leaf) node;
  }

  private Leaf edgeLeaf(boolean first) {
    Node node = root;
    while (node instanceof Inner inner) {
      node = inner.child(first ? 0 : inner.childCount() - 1);
    }
    return (Leaf) node;
  }

  /** Returns the first version from {@code newest} on that is not after {@code sequence}. */
  private int visible(int newest, long sequence) {
    int version = newest;
    while (version != Arena.NULL && sequence(version) > sequence) {
      version = (int) Arena.INT.get(arena.slab(version), Arena.offset(version) + VERSION_PREVIOUS);
    }
    return version;
  }

  private long sequence(int version) {
    return stamp(version) >>> STAMP_BITS;
  }

  private long stamp(int version) {
    return (long) Arena.LONG.get(arena.slab(version), Arena.offset(version) + VERSION_STAMP);
  }

  private int what(int version) {
    return (int) stamp(version) & ((1 << STAMP_BITS) - 1);
  }

  private boolean isDelete(int version) {
    return what(version) == DELETES;
  }

  private boolean isBlob(int version) {
    return (what(version) & IS_BLOB) != 0;
  }

  private long expiresAt(int version) {
    return what(version) < EXPIRES
        ? ReadTime.NEVER
        : (long) Arena.LONG.get(arena.slab(version), Arena.offset(version) + VERSION_VALUE);
  }

  private byte[] value(int version) throws IOException {
    byte[] stored = stored(version);
    return isBlob(version) ? blobs.read(stored) : stored;
  }

  private byte[] stored(int version) {
    int start = storedStart(version);
    return Arrays.copyOfRange(arena.slab(version), start, start + storedLength(version));
  }

  private int copyStored(int version, byte[] into) {
    int length = storedLength(version);
    System.arraycopy(
        arena.slab(version), storedStart(version), into, 0, Math.min(length, into.length));
    return length;
  }

  private int storedLength(int version) {
    return (int) Arena.INT.get(arena.slab(version), Arena.offset(version) + VERSION_LENGTH);
  }

  private int storedStart(int version) {
    return Arena.offset(version)
        + (what(version) < EXPIRES ? VERSION_VALUE : VERSION_VALUE + Long.BYTES);
  }

  /**
   * Returns a cursor over what a reader at {@code sequence} sees, deletions of single keys
   * included; what a range has deleted is not shown.
   */
  public EntryCursor cursor(long sequence) {
    return new MemtableCursor(sequence);
  }

  private final class MemtableCursor implements EntryCursor {

    private final long snapshot;
    private final @Nullable RangeDeletions ranges = deletions;

    /** What is known of the keys around the last one that was looked up in the ranges. */
    private @Nullable Stretch stretch;

    /** Whether there is nothing to be seen in that stretch. */
    private boolean stretchIsEmpty;

    /** The stretch to be passed over as a whole that the entry at the index is in, if any. */
    private @Nullable Stretch passed;

    private Leaf leaf = edgeLeaf(true);
    private byte[] order = {};
    private int index;
    private int version;
    private byte[] key = new byte[32];
    private int keyLength;

    MemtableCursor(long snapshot) {
      this.snapshot = snapshot;
    }

    @Override
    public boolean first() {
      enter(edgeLeaf(true));
      index = -1;
      return next();
    }

    @Override
    public boolean last() {
      enter(edgeLeaf(false));
      index = order.length;
      return previous();
    }

    @Override
    public boolean seek(byte[] target) {
      enter(leafOf(target));
      int found = leaf.search(order, target);
      index = (found >= 0 ? found : -found - 1) - 1;
      return next();
    }

    @Override
    public boolean seekBefore(byte[] target) {
      enter(leafBefore(target));
      int found = leaf.search(order, target);
      index = found >= 0 ? found : -found - 1;
      return previous();
    }

    @Override
    public boolean next() {
      while (true) {
        index++;
        while (index >= order.length) {
          if (leaf.highFence == Arena.NULL) {
            return false;
          }
          enter(leafOf(copyKey(leaf.highFence)));
          index = 0;
        }
        if (settle()) {
          return true;
        }
        Stretch empty = passed;
        if (empty != null) {
          byte[] end = empty.to();
          if (end == null) {
            return false;
          }
          enter(leafOf(end));
          int found = leaf.search(order, end);
          index = (found >= 0 ? found : -found - 1) - 1;
        }
      }
    }

    @Override
    public boolean previous() {
      while (true) {
        index--;
        while (index < 0) {
          if (leaf.lowFence == Arena.NULL) {
            return false;
          }
          enter(leafBefore(copyKey(leaf.lowFence)));
          index = order.length - 1;
        }
        if (settle()) {
          return true;
        }
        Stretch empty = passed;
        if (empty != null) {
          enter(leafBefore(empty.from()));
          int found = leaf.search(order, empty.from());
          index = found >= 0 ? found : -found - 1;
        }
      }
    }

    private void enter(Leaf newLeaf) {
      leaf = newLeaf;
      order = newLeaf.order();
    }

    /** Reads the entry at the index, and returns whether there is one for this snapshot. */
    private boolean settle() {
      passed = null;
      int slot = order[index];
      version = visible(leaf.newest(slot), snapshot);
      if (version == Arena.NULL) {
        return false;
      }
      int address = leaf.key(slot);
      byte[] slab = arena.slab(address);
      keyLength = Node.keyLength(slab, address);
      if (key.length < keyLength) {
        key = new byte[keyLength * 2];
      }
      System.arraycopy(slab, Node.keyStart(address), key, 0, keyLength);
      return ranges == null || isNewerThan(ranges);
    }

    /** Returns whether the version is newer than what was deleted around it. */
    private boolean isNewerThan(RangeDeletions deleted) {
      Stretch known = stretch;
      if (known == null || !known.has(this)) {
        known = deleted.around(Arrays.copyOf(key, keyLength), snapshot);
        stretch = known;
        stretchIsEmpty = known.isDeleted() && deleted.isAllDeletedAround(known.from(), snapshot);
      }
      passed = stretchIsEmpty ? known : null;
      return sequence(version) >= known.deletedAt();
    }

    private int compareKey(byte[] other) {
      return Arrays.compareUnsigned(key, 0, keyLength, other, 0, other.length);
    }

    private byte[] copyKey(int address) {
      byte[] slab = arena.slab(address);
      int start = Node.keyStart(address);
      return Arrays.copyOfRange(slab, start, start + Node.keyLength(slab, address));
    }

    @Override
    public byte[] key() {
      return key;
    }

    @Override
    public int keyLength() {
      return keyLength;
    }

    @Override
    public boolean isDelete() {
      return Memtable.this.isDelete(version);
    }

    @Override
    public long expiresAt() {
      return Memtable.this.expiresAt(version);
    }

    @Override
    public byte[] value() throws IOException {
      return Memtable.this.value(version);
    }

    @Override
    public int copyValue(byte[] into) throws IOException {
      return isBlob() ? EntryCursor.super.copyValue(into) : copyStored(version, into);
    }

    @Override
    public boolean isBlob() {
      return Memtable.this.isBlob(version);
    }

    @Override
    public byte[] stored() {
      return Memtable.this.stored(version);
    }
  }
}
