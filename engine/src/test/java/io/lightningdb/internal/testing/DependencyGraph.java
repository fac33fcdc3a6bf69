package io.lightningdb.internal.testing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Which of some numbered transactions must have come before which others. */
final class DependencyGraph {

  private record Edge(int to, boolean antiDependency) {}

  private static final byte OPEN = 1;
  private static final byte DONE = 2;

  private final List<List<Edge>> edges = new ArrayList<>();

  /** Adds a transaction, and returns its number. */
  int addTransaction() {
    edges.add(new ArrayList<>());
    return edges.size() - 1;
  }

  /** Notes that a transaction read or replaced what an earlier one wrote. */
  void dependency(int from, int to) {
    add(from, new Edge(to, false));
  }

  /** Notes that a transaction replaced what an earlier one read. */
  void antiDependency(int from, int to) {
    add(from, new Edge(to, true));
  }

  private void add(int from, Edge edge) {
    if (from != edge.to) {
      edges.get(from).add(edge);
    }
  }

  /*
   * Places are transactions, each twice: reached by an edge from a read to what replaced it, or not. To
   * forbid two of these in a row is to leave them out of the first kind of place.
   */
  /** Returns the transactions of a cycle that a rule forbids, or nothing if there is none. */
  List<Integer> findCycle(CycleRule rule) {
    byte[] state = new byte[2 * edges.size()];
    for (int start = 0; start < state.length; start++) {
      if (state[start] == 0) {
        List<Integer> cycle = search(start, state, rule);
        if (!cycle.isEmpty()) {
          return cycle.stream().map(place -> place / 2).toList();
        }
      }
    }
    return List.of();
  }

  /** A depth-first search without recursion. Returns a cycle, or nothing. */
  private List<Integer> search(int start, byte[] state, CycleRule rule) {
    List<Integer> path = new ArrayList<>(List.of(start));
    Deque<Integer> next = new ArrayDeque<>(List.of(0));
    state[start] = OPEN;
    while (!path.isEmpty()) {
      int place = path.get(path.size() - 1);
      int index = next.pop();
      List<Edge> out = edges.get(place / 2);
      if (index == out.size()) {
        state[place] = DONE;
        path.remove(path.size() - 1);
        continue;
      }
      next.push(index + 1);
      Edge edge = out.get(index);
      if (edge.antiDependency && !mayFollow(place, rule)) {
        continue;
      }
      int to = 2 * edge.to + (rule == CycleRule.SNAPSHOT && edge.antiDependency ? 1 : 0);
      if (state[to] == OPEN) {
        return path.subList(path.indexOf(to), path.size());
      }
      if (state[to] == 0) {
        state[to] = OPEN;
        path.add(to);
        next.push(0);
      }
    }
    return List.of();
  }

  /** Returns whether a forbidden cycle may have an edge from a read to what replaced it here. */
  private static boolean mayFollow(int place, CycleRule rule) {
    boolean cameByAntiDependency = place % 2 == 1;
    return switch (rule) {
      case SERIALIZABLE -> true;
      case SNAPSHOT -> !cameByAntiDependency;
      case READ_COMMITTED -> false;
    };
  }
}
