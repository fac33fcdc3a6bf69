package io.lightningdb.internal.db;

import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.txn.Write;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** Whose stamps commits change. A commit where nobody watches looks at one field. */
final class Watches {

  /** Held by whoever adds or removes. */
  private final ReentrantLock lock = new ReentrantLock();

  private volatile Map<KeyspaceId, List<KeyspaceStamps>> watched = Map.of();

  void add(KeyspaceStamps stamps) {
    lock.lock();
    try {
      Map<KeyspaceId, List<KeyspaceStamps>> changed = new HashMap<>(watched);
      List<KeyspaceStamps> all = new ArrayList<>(of(stamps.keyspace()));
      all.add(stamps);
      changed.put(stamps.keyspace(), List.copyOf(all));
      watched = changed;
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("ReferenceEquality")
  void remove(KeyspaceStamps stamps) {
    removeIf(each -> each == stamps);
  }

  /** Ends those of a session that is closed. */
  @SuppressWarnings("ReferenceEquality")
  void endOf(Session session) {
    removeIf(each -> each.session() == session);
  }

  /** Ends those of keyspaces that a catalog, which is about to be seen, does not have. */
  void endOfDropped(Catalog catalog) {
    removeIf(each -> !catalog.contains(each.keyspace()));
  }

  private void removeIf(Predicate<KeyspaceStamps> isOver) {
    if (watched.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      Map<KeyspaceId, List<KeyspaceStamps>> left = new HashMap<>();
      for (Collection<KeyspaceStamps> each : watched.values()) {
        for (KeyspaceStamps stamps : each) {
          if (isOver.test(stamps)) {
            stamps.invalidate();
          } else {
            left.computeIfAbsent(stamps.keyspace(), id -> new ArrayList<>()).add(stamps);
          }
        }
      }
      watched = left;
    } finally {
      lock.unlock();
    }
  }

  private List<KeyspaceStamps> of(KeyspaceId keyspace) {
    return watched.getOrDefault(keyspace, List.of());
  }

  /** Returns how many there are. */
  int count() {
    return watched.values().stream().mapToInt(List::size).sum();
  }

  /** Notes that writes are about to be seen. */
  void begin(List<Write> writes) {
    if (watched.isEmpty()) {
      return;
    }
    for (Write write : writes) {
      for (KeyspaceStamps stamps : of(write.keyspace())) {
        if (write.isRange()) {
          stamps.beginAll();
        } else {
          stamps.begin(write.key());
        }
      }
    }
  }

  /** Notes that writes can be seen, or are given up. */
  void end(List<Write> writes) {
    if (watched.isEmpty()) {
      return;
    }
    for (Write write : writes) {
      for (KeyspaceStamps stamps : of(write.keyspace())) {
        if (write.isRange()) {
          stamps.endAll();
        } else {
          stamps.end(write.key());
        }
      }
    }
  }

  /** Notes that anything of a keyspace is about to be changed. */
  void beginAll(KeyspaceId keyspace) {
    of(keyspace).forEach(KeyspaceStamps::beginAll);
  }

  /** Notes that what was changed of a keyspace can be seen. */
  void endAll(KeyspaceId keyspace) {
    of(keyspace).forEach(KeyspaceStamps::endAll);
  }
}
