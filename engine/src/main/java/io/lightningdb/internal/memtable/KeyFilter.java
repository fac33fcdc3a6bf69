package io.lightningdb.internal.memtable;

import io.lightningdb.internal.base.BloomBits;

/*
 * A filter cannot grow, and making a larger one of all keys would stop the writer. So what is full
 * stays, and another one is begun for the keys that follow, with room for eight times as many: the
 * last one has nearly all keys, and those before it are small enough to be in the processor's cache.
 *
 * Bits are set without any fence. Readers see those of every key that they may see, because its
 * sequence is published after it was added; bits of others that they see too do no harm.
 */
/**
 * Tells of most keys that are not in a memtable that they are not. One thread at a time may add;
 * any number may ask meanwhile.
 */
final class KeyFilter {

  private static final int ROOM_FIRST = 64;
  private static final int ROOM_GROWTH = 8;

  private final Arena arena;

  /** The last one first. */
  private volatile BloomBits[] parts = {};

  private int room;
  private int roomNext = ROOM_FIRST;

  /**
   * @param arena where the memory is accounted for
   */
  KeyFilter(Arena arena) {
    this.arena = arena;
  }

  /** Adds a key by its hash. */
  void add(long hash) {
    if (room == 0) {
      begin();
    }
    parts[0].add(hash);
    room--;
  }

  private void begin() {
    BloomBits[] old = parts;
    BloomBits[] changed = new BloomBits[old.length + 1];
    changed[0] = BloomBits.forKeys(roomNext);
    System.arraycopy(old, 0, changed, 1, old.length);
    arena.account(changed[0].words().length * Long.BYTES);
    parts = changed;
    room = roomNext;
    roomNext = Math.multiplyExact(roomNext, ROOM_GROWTH);
  }

  /** Returns false only if no key with this hash was added. */
  boolean mayContain(long hash) {
    for (BloomBits part : parts) {
      if (part.mayContain(hash)) {
        return true;
      }
    }
    return false;
  }
}
