package io.lightningdb.internal.txn;

import io.lightningdb.KeyRange;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.KeyspaceId;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction has locked and found unchanged, so that all that it reads of it is the newest.
 * For one thread.
 */
public final class LockSet {

  private final Map<KeyspaceId, Locked> keyspaces = new HashMap<>();

  private static final class Locked {
    private final NavigableSet<byte[]> keys = new TreeSet<>(Keys::compare);

    /** Ranges without a key in common, by their beginnings. */
    private final NavigableMap<byte[], LockTarget> ranges = new TreeMap<>(Keys::compare);
  }

  /** Adds what was locked. */
  public void add(LockTarget target) {
    Locked locked = keyspaces.computeIfAbsent(target.keyspace(), id -> new Locked());
    if (target.isKey()) {
      locked.keys.add(target.from());
    } else {
      addRange(locked, target);
    }
  }

  /** Adds a range, joined with those that it touches. */
  private static void addRange(Locked locked, LockTarget added) {
    byte[] from = added.from();
    byte[] to = added.to();
    Map.Entry<byte[], LockTarget> neighbour = locked.ranges.floorEntry(from);
    if (neighbour == null || !reaches(neighbour.getValue().to(), from)) {
      neighbour = locked.ranges.higherEntry(from);
    }
    while (neighbour != null && reaches(to, neighbour.getKey())) {
      LockTarget joined = neighbour.getValue();
      locked.ranges.remove(neighbour.getKey());
      from = Keys.compare(joined.from(), from) < 0 ? joined.from() : from;
      to = later(to, joined.to());
      neighbour = locked.ranges.higherEntry(from);
    }
    locked.ranges.put(from, new LockTarget(added.keyspace(), from, to, false));
  }

  /** Returns whether a range that ends at {@code to} leaves no gap in front of {@code from}. */
  private static boolean reaches(byte @Nullable [] to, byte[] from) {
    return to == null || Keys.compare(to, from) >= 0;
  }

  private static byte @Nullable [] later(byte @Nullable [] to, byte @Nullable [] other) {
    if (to == null || other == null) {
      return null;
    }
    return Keys.compare(to, other) < 0 ? other : to;
  }

  /** Returns whether a key is locked, by itself or in a range. */
  public boolean covers(KeyspaceId keyspace, byte[] key) {
    Locked locked = keyspaces.get(keyspace);
    if (locked == null) {
      return false;
    }
    Map.Entry<byte[], LockTarget> range = locked.ranges.floorEntry(key);
    return locked.keys.contains(key)
        || (range != null
            && (range.getValue().to() == null || Keys.compare(key, range.getValue().to()) < 0));
  }

  /** Returns whether all of a range is locked; nothing has to be for an empty one. */
  public boolean covers(KeyspaceId keyspace, KeyRange range) {
    return range.isEmpty() || covers(LockTarget.range(keyspace, range));
  }

  /** Returns whether all of {@code target} is locked. */
  public boolean covers(LockTarget target) {
    if (target.isKey()) {
      return covers(target.keyspace(), target.from());
    }
    Locked locked = keyspaces.get(target.keyspace());
    if (locked == null) {
      return false;
    }
    Map.Entry<byte[], LockTarget> range = locked.ranges.floorEntry(target.from());
    return range != null && range.getValue().covers(target.from(), target.to());
  }
}
