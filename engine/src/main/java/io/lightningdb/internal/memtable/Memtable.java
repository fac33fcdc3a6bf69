package io.lightningdb.internal.memtable;

import io.lightningdb.internal.base.Blobs;
import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.KeyHash;
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
  private static final int VERSION_SEQUENCE = 8;
  private static final int VERSION_VALUE = 16;
  private static final int DELETE_LENGTH = -1;

  /** Minus the length of a pointer is written as so much less. */
  private static final int BLOB_LENGTH = -2;

  /** Far more than any memtable has levels. */
  private static final int DEPTH_MAX = 32;

  private final Arena arena;
  private final Blobs blobs;
  private final KeyFilter filter;
  private volatile Node root;

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
   */
  void put(byte[] key, byte @Nullable [] value, long sequence) {
    put(key, value, false, sequence);
  }

  /**
   * Adds a version of {@code key} whose value lies elsewhere. The arrays are copied.
   *
   * @param sequence not less than any before
   * @param pointer where the value lies
   */
  void putBlob(byte[] key, byte[] pointer, long sequence) {
    put(key, pointer, true, sequence);
  }

  private void put(byte[] key, byte @Nullable [] value, boolean isBlob, long sequence) {
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
      leaf.setNewest(slot, addVersion(leaf.newest(slot), value, isBlob, sequence));
      return;
    }
    int at = -index - 1;
    if (order.length == leaf.capacity()) {
      leaf = makeRoom(leaf, key);
      order = leaf.order();
      at = -leaf.search(order, key) - 1;
    }
    filter.add(KeyHash.of(key));
    leaf.insert(at, addKey(key), addVersion(Arena.NULL, value, isBlob, sequence));
  }

  private int addKey(byte[] key) {
    int address = arena.allocate(Integer.BYTES + key.length);
    byte[] slab = arena.slab(address);
    Arena.INT.set(slab, Arena.offset(address), key.length);
    System.arraycopy(key, 0, slab, Node.keyStart(address), key.length);
    return address;
  }

  private int addVersion(int previous, byte @Nullable [] value, boolean isBlob, long sequence) {
    int address = arena.allocate(VERSION_VALUE + (value == null ? 0 : value.length));
    byte[] slab = arena.slab(address);
    int offset = Arena.offset(address);
    Arena.INT.set(slab, offset + VERSION_PREVIOUS, previous);
    Arena.INT.set(slab, offset + VERSION_LENGTH, lengthField(value, isBlob));
    Arena.LONG.set(slab, offset + VERSION_SEQUENCE, sequence);
    if (value != null) {
      System.arraycopy(value, 0, slab, offset + VERSION_VALUE, value.length);
    }
    return address;
  }

  private static int lengthField(byte @Nullable [] value, boolean isBlob) {
    if (value == null) {
      return DELETE_LENGTH;
    }
    return isBlob ? BLOB_LENGTH - value.length : value.length;
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
   * is deleted there, or null if this memtable knows nothing of it.
   */
  public byte @Nullable [] get(byte[] key, long sequence) throws IOException {
    int version = visible(newestVersion(key), sequence);
    if (version == Arena.NULL) {
      return null;
    }
    return isDelete(version) ? DELETED : value(version);
  }

  /**
   * Returns whether a reader at {@code sequence} sees a value of {@code key}, or null if this
   * memtable knows nothing of it.
   */
  public @Nullable Boolean contains(byte[] key, long sequence) {
    int version = visible(newestVersion(key), sequence);
    return version == Arena.NULL ? null : Boolean.valueOf(!isDelete(version));
  }

  /** Returns whether the newest version of {@code key}, which is there, lies elsewhere. */
  public boolean isNewestBlob(byte[] key) {
    return isBlob(newestVersion(key));
  }

  /** Returns the sequence of the newest version of {@code key}, or 0 if there is none. */
  public long newestSequence(byte[] key) {
    int version = newestVersion(key);
    return version == Arena.NULL ? 0 : sequence(version);
  }

  /**
   * Returns the first key in a range that has a version after {@code sequence}, a deletion
   * included, or null if there is none.
   *
   * @param from the first key of the range
   * @param to the first key behind the range, or null if it has no end
   */
  public byte @Nullable [] firstChangedAfter(long sequence, byte[] from, byte @Nullable [] to) {
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
    return (long) Arena.LONG.get(arena.slab(version), Arena.offset(version) + VERSION_SEQUENCE);
  }

  private boolean isDelete(int version) {
    return lengthField(version) == DELETE_LENGTH;
  }

  private boolean isBlob(int version) {
    return lengthField(version) <= BLOB_LENGTH;
  }

  private int lengthField(int version) {
    return (int) Arena.INT.get(arena.slab(version), Arena.offset(version) + VERSION_LENGTH);
  }

  private byte[] value(int version) throws IOException {
    byte[] stored = stored(version);
    return isBlob(version) ? blobs.read(stored) : stored;
  }

  private byte[] stored(int version) {
    int field = lengthField(version);
    int length = field <= BLOB_LENGTH ? BLOB_LENGTH - field : field;
    int start = Arena.offset(version) + VERSION_VALUE;
    return Arrays.copyOfRange(arena.slab(version), start, start + length);
  }

  /** Returns a cursor over what a reader at {@code sequence} sees, deletions included. */
  public EntryCursor cursor(long sequence) {
    return new MemtableCursor(sequence);
  }

  private final class MemtableCursor implements EntryCursor {

    private final long snapshot;
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
      }
    }

    private void enter(Leaf newLeaf) {
      leaf = newLeaf;
      order = newLeaf.order();
    }

    /** Reads the entry at the index, and returns whether there is one for this snapshot. */
    private boolean settle() {
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
      return true;
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
    public byte[] value() throws IOException {
      return Memtable.this.value(version);
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
