package io.lightningdb.internal.db;

import io.lightningdb.ChangeStamps;
import io.lightningdb.Durability;
import io.lightningdb.internal.base.KeyHash;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.txn.Write;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/*
 * A stamp is odd while a commit that changes something of its slot is about to be seen, as in a
 * sequence lock. Only one commit at a time is there, so nobody has to compare and set. Were it changed
 * once, before or after, a reader between the two could keep an old value under the new stamp, or give
 * one out that others know to be old.
 *
 * All slots take their stamps from one sequence. So one more stamp, which is that of all slots, does
 * for deleted ranges and loads: the greater of the two counts.
 */
/** The stamps of one keyspace's keys, for one who asked for them. */
final class KeyspaceStamps implements ChangeStamps {

  static final int SLOTS_MAX = 1 << 24;

  /** Unsettled, and none that a slot has before it is closed. */
  private static final long CLOSED = -1;

  private final Session session;
  private final KeyspaceId keyspace;
  private final Watches watches;
  private final AtomicLongArray stamps;

  /** The greatest stamp that was given, even. Changed by whoever may commit. */
  private long last;

  /** The stamp of all slots, for those whose own is older. */
  private volatile long ofAll;

  private volatile boolean closed;

  /**
   * @param slots rounded up to a power of two
   */
  KeyspaceStamps(Session session, KeyspaceId keyspace, Watches watches, int slots) {
    if (slots < 1 || slots > SLOTS_MAX) {
      throw new IllegalArgumentException("slots must be from 1 to " + SLOTS_MAX + ", not " + slots);
    }
    this.session = session;
    this.keyspace = keyspace;
    this.watches = watches;
    this.stamps = new AtomicLongArray(Integer.highestOneBit(2 * slots - 1));
  }

  Session session() {
    return session;
  }

  KeyspaceId keyspace() {
    return keyspace;
  }

  @Override
  public int slot(byte[] key) {
    return (int) KeyHash.of(key) & stamps.length() - 1;
  }

  @Override
  public long stamp(int slot) {
    long stamp = Math.max(stamps.get(slot), ofAll);
    return closed ? CLOSED : stamp;
  }

  @Override
  public boolean mayExpire() {
    return session.engine().timeline().view().mayExpire(keyspace);
  }

  @Override
  public boolean write(byte[] key, byte @Nullable [] value, long stamp, Durability durability) {
    Sizes.checkKey(key);
    if (value != null) {
      Sizes.checkValue(value);
    }
    Objects.requireNonNull(durability, "durability");
    session.checkOpen();
    Engine engine = session.engine();
    if (closed) {
      throw new IllegalStateException(
          engine.timeline().view().catalog().contains(keyspace)
              ? "the stamps are closed"
              : "the keyspace has been dropped");
    }
    int slot = slot(key);
    return ChangeStamps.isSettled(stamp)
        && engine
            .committer()
            .commitIf(
                session, new Write(keyspace, key, value), () -> stamp(slot) == stamp, durability);
  }

  /** Notes that a key is about to be changed. */
  void begin(byte[] key) {
    stamps.set(slot(key), last + 1);
  }

  /** Notes that the change of a key can be seen, or was given up. */
  void end(byte[] key) {
    last += 2;
    stamps.set(slot(key), last);
  }

  /** Notes that any key may be changed. */
  void beginAll() {
    ofAll = last + 1;
  }

  /** Notes that the change of any key can be seen. */
  @SuppressWarnings("NonAtomicOperationOnVolatileField") // of whoever may commit
  void endAll() {
    last += 2;
    ofAll = last;
  }

  /** Lets no stamp be settled any more. */
  void invalidate() {
    closed = true;
  }

  @Override
  public void close() {
    invalidate();
    watches.remove(this);
  }
}
