package io.lightningdb.internal.memtable;

import io.lightningdb.internal.base.KeyRanges;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.Stretch;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/*
 * The ranges are cut where one begins or ends, into pieces that do not overlap; each knows when it
 * was deleted. So what covers a key is one look-up away, however many ranges there are. A piece is
 * cut by adding its upper part first and then shortening it: whoever reads meanwhile finds either
 * both parts or the whole, which say the same. What a range adds is newer than any reader.
 */
/**
 * The ranges of keys that were deleted as such, with the sequences of that. One thread at a time
 * may add; any number may read meanwhile.
 */
final class RangeDeletions {

  private static final byte[] LOWEST = {};
  private static final int PIECE_BYTES = 160;

  /** The pieces by their first keys. */
  private final ConcurrentNavigableMap<byte[], Piece> pieces =
      new ConcurrentSkipListMap<>(Keys::compare);

  private final LongAdder memoryBytes = new LongAdder();

  /** A piece up to a key, which it does not have, or to the end. */
  private static final class Piece {

    private final byte @Nullable [] to;
    private final Deletion newest;

    /** Whether a key of it may have been put since. */
    private volatile boolean touched;

    Piece(byte @Nullable [] to, Deletion newest, boolean touched) {
      this.to = to;
      this.newest = newest;
      this.touched = touched;
    }

    boolean has(byte[] key) {
      return to == null || Keys.compare(key, to) < 0;
    }
  }

  private record Deletion(long sequence, @Nullable Deletion older) {

    /** Returns the sequence of the newest deletion that is not after another one, or 0. */
    static long newestUpTo(long sequence, @Nullable Deletion newest) {
      Deletion deletion = newest;
      while (deletion != null && deletion.sequence > sequence) {
        deletion = deletion.older;
      }
      return deletion == null ? 0 : deletion.sequence;
    }
  }

  /**
   * Adds a range, which is not empty. The arrays must not be changed any more.
   *
   * @param to the first key behind it, or null if it has no end
   * @param sequence not less than any before
   */
  void add(byte[] from, byte @Nullable [] to, long sequence) {
    cutAt(from);
    if (to != null) {
      cutAt(to);
    }
    byte[] at = from;
    for (Map.Entry<byte[], Piece> entry : pieces.tailMap(from, true).entrySet()) {
      byte[] start = entry.getKey();
      if (to != null && Keys.compare(start, to) >= 0) {
        break;
      }
      if (Keys.compare(at, start) < 0) {
        put(at, new Piece(start, new Deletion(sequence, null), false));
      }
      Piece piece = entry.getValue();
      put(start, new Piece(piece.to, new Deletion(sequence, piece.newest), false));
      if (piece.to == null) {
        return;
      }
      at = piece.to;
    }
    if (to == null || Keys.compare(at, to) < 0) {
      put(at, new Piece(to, new Deletion(sequence, null), false));
    }
  }

  /** Notes that a key is about to be put, with a sequence that is not less than any before. */
  void touch(byte[] key) {
    Map.Entry<byte[], Piece> entry = pieces.floorEntry(key);
    if (entry != null && entry.getValue().has(key)) {
      entry.getValue().touched = true;
    }
  }

  /**
   * Returns whether all that was ever put around {@code key} is deleted for a reader at {@code
   * sequence}, as far as {@link #around} goes.
   */
  boolean isAllDeletedAround(byte[] key, long sequence) {
    Map.Entry<byte[], Piece> entry = pieces.floorEntry(key);
    return entry != null
        && entry.getValue().has(key)
        && entry.getValue().newest.sequence <= sequence
        && !entry.getValue().touched;
  }

  /** Divides the piece that has {@code key}, if one has it. */
  private void cutAt(byte[] key) {
    Map.Entry<byte[], Piece> before = pieces.lowerEntry(key);
    if (before != null && before.getValue().has(key)) {
      Piece piece = before.getValue();
      put(key, new Piece(piece.to, piece.newest, piece.touched));
      put(before.getKey(), new Piece(key, piece.newest, piece.touched));
    }
  }

  private void put(byte[] from, Piece piece) {
    pieces.put(from, piece);
    memoryBytes.add(PIECE_BYTES + from.length);
  }

  /** Returns how much memory has been taken, in bytes, roughly. */
  long memoryBytes() {
    return memoryBytes.sum();
  }

  /**
   * Returns the sequence of the newest deletion of {@code key} that is not after {@code sequence},
   * or 0 if there is none.
   */
  long newestUpTo(long sequence, byte[] key) {
    Map.Entry<byte[], Piece> entry = pieces.floorEntry(key);
    return entry != null && entry.getValue().has(key)
        ? Deletion.newestUpTo(sequence, entry.getValue().newest)
        : 0;
  }

  /** Returns the keys around {@code key} of which a reader at {@code sequence} knows the same. */
  Stretch around(byte[] key, long sequence) {
    Map.Entry<byte[], Piece> entry = pieces.floorEntry(key);
    byte[] from = LOWEST;
    if (entry != null) {
      Piece piece = entry.getValue();
      if (piece.has(key)) {
        return new Stretch(entry.getKey(), piece.to, Deletion.newestUpTo(sequence, piece.newest));
      }
      from = piece.to == null ? entry.getKey() : piece.to;
    }
    return new Stretch(from, pieces.higherKey(key), 0);
  }

  /**
   * Returns the first key in a range that was deleted after {@code sequence} by a range, or null if
   * there is none.
   */
  byte @Nullable [] firstDeletedAfter(long sequence, byte[] from, byte @Nullable [] to) {
    Map.Entry<byte[], Piece> entry = pieces.floorEntry(from);
    if (entry == null || !entry.getValue().has(from)) {
      entry = pieces.higherEntry(from);
    }
    while (entry != null && (to == null || Keys.compare(entry.getKey(), to) < 0)) {
      if (entry.getValue().newest.sequence > sequence) {
        return Keys.compare(entry.getKey(), from) < 0 ? from : entry.getKey();
      }
      entry = pieces.higherEntry(entry.getKey());
    }
    return null;
  }

  /** Returns all keys that were deleted. */
  KeyRanges all() {
    KeyRanges.Builder all = new KeyRanges.Builder();
    pieces.forEach((from, piece) -> all.add(from, piece.to));
    return all.build();
  }
}
