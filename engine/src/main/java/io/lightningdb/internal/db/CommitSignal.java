package io.lightningdb.internal.db;

import java.util.concurrent.CopyOnWriteArrayList;

/** Tells those who wait for commits that there are some. */
final class CommitSignal {

  private final CopyOnWriteArrayList<Runnable> waiters = new CopyOnWriteArrayList<>();

  /** Begins to call a waiter after commits, quickly and without waiting. */
  void add(Runnable waiter) {
    waiters.add(waiter);
  }

  void remove(Runnable waiter) {
    waiters.remove(waiter);
  }

  /** Tells that something was published; without waiters this reads one field. */
  void raise() {
    if (!waiters.isEmpty()) {
      waiters.forEach(Runnable::run);
    }
  }
}
