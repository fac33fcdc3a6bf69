package io.lightningdb.internal.txn;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who has locks, or waits for one: a transaction, or a commit outside of one. */
public final class LockOwner {

  private final String name;
  private final String thread;

  /** What it has, guarded by the table's lock, as the rest. */
  final List<LockTarget> held = new ArrayList<>();

  /** What it waits for. */
  @Nullable LockWaiter waiting;

  private volatile boolean ended;

  /**
   * @param name what it is
   * @param thread the name of the thread that began it; empty if that has none, as virtual ones
   */
  LockOwner(String name, String thread) {
    this.name = name;
    this.thread = thread;
  }

  /** Returns what it is, without its thread. */
  String name() {
    return name;
  }

  boolean hasEnded() {
    return ended;
  }

  void markEnded() {
    ended = true;
  }

  /** Returns what it is and the thread that began it, for messages. */
  @Override
  public String toString() {
    return thread.isEmpty() ? name : name + " (" + thread + ")";
  }
}
