package io.lightningdb.internal.store;

import java.util.concurrent.atomic.AtomicLongArray;

/*
 * A block's pointer remembers when the block was asked for. A blob has no such object, which every
 * reader would find again; so this is a table, in which blobs that fall on the same place push each
 * other out. A part of the hash lies beside the tick: else a scan would make every blob look as if it
 * had been asked for before.
 */
/** When blobs were asked for, as far as is remembered. Any number of threads may use it. */
final class BlobNotes {

  private static final int NOTES_MIN = 256;
  private static final int NOTES_MAX = 1 << 20;
  private static final long HASH_MASK = 0xFFFF_FFFF_0000_0000L;

  private final AtomicLongArray notes;

  /** Makes a table with a note for each blob that fits into a cache of {@code cacheBytes}. */
  BlobNotes(long cacheBytes) {
    long blobs = cacheBytes / BlobPointer.VALUE_BYTES_MIN;
    long count = Math.max(NOTES_MIN, Math.min(blobs, NOTES_MAX));
    this.notes = new AtomicLongArray((int) Long.highestOneBit(count));
  }

  /** Notes that a blob was asked for in a tick, which is more than 0. */
  void note(BlobPointer blob, int tick) {
    long hash = hash(blob);
    notes.setOpaque(place(hash), (hash & HASH_MASK) | tick);
  }

  /** Returns in which tick a blob was last asked for, or 0 if that is not known. */
  int notedAt(BlobPointer blob) {
    long hash = hash(blob);
    long note = notes.getOpaque(place(hash));
    return (note & HASH_MASK) == (hash & HASH_MASK) ? (int) note : 0;
  }

  private int place(long hash) {
    return (int) hash & (notes.length() - 1);
  }

  /** Mixes file and offset with the finalizer of SplitMix64 (Steele, Lea and Flood, 2014). */
  private static long hash(BlobPointer blob) {
    long hash = blob.file() * 0x9E37_79B9_7F4A_7C15L + blob.offset();
    hash = (hash ^ (hash >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    hash = (hash ^ (hash >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return hash ^ (hash >>> 31);
  }
}
