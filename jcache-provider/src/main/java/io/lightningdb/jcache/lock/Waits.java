package io.lightningdb.jcache.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/*
 * Each thread waits for one lock at most, and each lock has one owner at most, so who waits for whom
 * is a set of chains, and a deadlock is a chain that comes back to its beginning. A thread notes what
 * it waits for and only then looks along the chain: of those that close a circle the last to note
 * finds it complete. What is read on the way may change meanwhile, except in a real circle, where
 * everybody stands still; so a circle counts if a second look finds the same one.
 */
/** Which thread waits for which lock, over all databases. */
final class Waits {

  private static final ConcurrentMap<Thread, KeyLock> WAITING = new ConcurrentHashMap<>();

  private Waits() {}

  static void begin(Thread thread, KeyLock lock) {
    WAITING.put(thread, lock);
  }

  static void end(Thread thread) {
    WAITING.remove(thread);
  }

  /**
   * Returns a description of the deadlock that {@code thread} has got into by waiting for {@code
   * lock}, or null if it is in none.
   */
  static @Nullable String findDeadlock(Thread thread, KeyLock lock) {
    List<Object> circle = circle(thread, lock);
    return circle.isEmpty() || !circle.equals(circle(thread, lock)) ? null : describe(circle);
  }

  /** Returns locks and owners in turn, from {@code lock} to {@code thread}; empty if no circle. */
  private static List<Object> circle(Thread thread, KeyLock lock) {
    List<Object> chain = new ArrayList<>();
    KeyLock next = lock;
    while (next != null && !chain.contains(next)) {
      Thread owner = next.owner();
      if (owner == null) {
        return List.of();
      }
      chain.add(next);
      chain.add(owner);
      if (owner == thread) {
        return chain;
      }
      next = WAITING.get(owner);
    }
    return List.of();
  }

  private static String describe(List<Object> circle) {
    StringBuilder text = new StringBuilder("this thread waits for ");
    for (Object each : circle) {
      if (each instanceof KeyLock lock) {
        text.append(lock.where());
      } else {
        text.append(", which thread '")
            .append(((Thread) each).getName())
            .append("' holds; it waits for ");
      }
    }
    int last = text.lastIndexOf("; it waits for ");
    return text.substring(0, last);
  }
}
