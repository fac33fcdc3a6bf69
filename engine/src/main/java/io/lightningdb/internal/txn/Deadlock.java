package io.lightningdb.internal.txn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * A cycle can only come about with a new request: whoever is let in later was in the way of those
 * who wait for it before, as one that had asked earlier. So it is enough to look when a wait begins.
 * The search goes by breadth, because the shortest cycle is the easiest to understand.
 */
/** Owners that would wait for each other for good. */
final class Deadlock {

  /** A request that has to wait for somebody, who has what it asks for, or asked before. */
  private record Wait(LockWaiter waiter, LockOwner blocker, boolean holds) {}

  private final List<Wait> cycle;

  private Deadlock(List<Wait> cycle) {
    this.cycle = cycle;
  }

  /** Returns the deadlock that a request in its queue closes, or null if there is none. */
  static @Nullable Deadlock find(LockWaiter request) {
    Map<LockOwner, Wait> reached = new HashMap<>();
    Deque<LockWaiter> toVisit = new ArrayDeque<>();
    toVisit.add(request);
    while (!toVisit.isEmpty()) {
      LockWaiter waiter = toVisit.remove();
      waiter.keyspace.visitBlockers(
          waiter,
          (blocker, holds) -> {
            if (reached.putIfAbsent(blocker, new Wait(waiter, blocker, holds)) == null) {
              LockWaiter next = blocker.waiting;
              if (next != null && blocker != request.owner) {
                toVisit.add(next);
              }
            }
            return blocker == request.owner;
          });
      if (reached.containsKey(request.owner)) {
        return new Deadlock(pathTo(request.owner, reached));
      }
    }
    return null;
  }

  private static List<Wait> pathTo(LockOwner start, Map<LockOwner, Wait> reached) {
    List<Wait> path = new ArrayList<>();
    LockOwner owner = start;
    do {
      Wait wait = reached.get(owner);
      if (wait == null) {
        throw new IllegalStateException("the way to " + owner + " is lost");
      }
      path.add(wait);
      owner = wait.waiter.owner;
    } while (owner != start);
    Collections.reverse(path);
    return path;
  }

  /**
   * Returns who waits for what and whom, beginning with the request that closes the cycle.
   *
   * @param show tells what is asked for
   */
  String describe(Function<LockTarget, String> show) {
    StringBuilder text = new StringBuilder();
    for (Wait wait : cycle) {
      LockOwner waiting = wait.waiter.owner;
      text.append(text.isEmpty() ? waiting.toString() : "; " + waiting.name())
          .append(" waits for ")
          .append(show.apply(wait.waiter.target))
          .append(", which ")
          .append(wait.blocker)
          .append(wait.holds ? " holds" : " waits for before it");
    }
    return text.toString();
  }
}
