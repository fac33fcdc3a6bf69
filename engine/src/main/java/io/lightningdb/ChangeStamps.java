package io.lightningdb;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether keys of a keyspace may have been changed: what a program has to ask before it gives
 * out something that it keeps of an earlier read, a decoded value for instance. It asks no disk and
 * takes some nanoseconds.
 *
 * <p>Each key belongs to a slot, which it shares with others, and each slot has a stamp. Whatever
 * changes a key (a write, a deletion, a change of its expiry, by whichever handle, transaction or
 * bulk load of this process) changes the stamp of its slot <em>before</em> anybody can read the new
 * state. So a value that was read after its stamp is the present one for as long as the stamp is
 * the same:
 *
 * <pre>{@code
 * int slot = stamps.slot(key);
 * long stamp = stamps.stamp(slot);
 * byte[] value = keyspace.get(key);
 * if (ChangeStamps.isSettled(stamp)) {
 *   kept.put(key, new Kept(value, slot, stamp));
 * }
 * ...
 * Kept found = kept.get(key);
 * if (found != null && stamps.stamp(found.slot()) == found.stamp()) {
 *   return found.value();
 * }
 * }</pre>
 *
 * <p>The passing of time changes no stamp: where entries {@linkplain #mayExpire() may expire}, the
 * {@linkplain Keyspace#expiresAt time} of that has to be kept as well. Each commit to the keyspace
 * has a little more to do until this is closed. Any number of threads may use it.
 */
public interface ChangeStamps extends AutoCloseable {

  /** Returns the slot of {@code key}, always the same. */
  int slot(byte[] key);

  /**
   * Returns the present stamp of a slot that {@link #slot} returned. After {@link #close}, and
   * after the keyspace was dropped, no stamp is one that was returned before, nor settled.
   */
  long stamp(int slot);

  /** Returns whether no change of the slot was under way: only then is a stamp worth keeping. */
  static boolean isSettled(long stamp) {
    return (stamp & 1) == 0;
  }

  /**
   * Returns whether some entry of the keyspace may {@linkplain Expiry expire}. If not, none does
   * that was read before this was asked, unless its stamp changes.
   */
  boolean mayExpire();

  /**
   * Sets the value of a key, or removes it, if no key of its slot was changed since {@code stamp}
   * was read. It does for one who knows the present value what {@link Keyspace#compareAndSet} does,
   * and reads nothing: with another answer in return if only another key of the slot was changed.
   *
   * @param value the new value, which never expires, or null to remove the key
   * @param stamp a stamp of the key's slot; an unsettled one is never the present one
   * @return whether the stamp was the present one, and so the write was made
   * @throws ConflictException if a transaction has locked the key, and for too long
   * @throws LimitException if the key or the value is too long
   * @throws StorageException if the disk failed or is full
   * @throws IllegalStateException after {@link #close}
   */
  boolean write(byte[] key, byte @Nullable [] value, long stamp, Durability durability);

  /** Ends this. Calling it again does nothing. */
  @Override
  void close();
}
