package io.lightningdb.internal.testing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/*
 * After Kingsbury and Alvaro, "Elle: Inferring Isolation Anomalies from Experimental Observations"
 * (2020): every element is appended once, so the longest list that anybody saw tells the order of all
 * appends to it, and every read tells between which of them it happened. What must have come before
 * what are the edges of a graph (Adya, "Weak Consistency", 1999); where it has a cycle, there is no
 * order of the transactions that explains what they saw. This class knows nothing of databases.
 */
/** What committed transactions have seen of lists, and appended to them. */
public final class ListHistory {

  /** What one transaction did. */
  public static final class Observed {
    private final Map<Integer, List<Integer>> reads = new HashMap<>();
    private final Map<Integer, List<Integer>> appends = new HashMap<>();
    private final List<String> contradictions = new ArrayList<>();

    /** Notes what the transaction saw of a list, its own elements included. */
    public void read(int list, List<Integer> elements) {
      List<Integer> own = appends.getOrDefault(list, List.of());
      int others = elements.size() - own.size();
      if (others < 0 || !elements.subList(others, elements.size()).equals(own)) {
        contradictions.add("list " + list + " was seen as " + elements + " without " + own);
        return;
      }
      List<Integer> seen = List.copyOf(elements.subList(0, others));
      List<Integer> before = reads.putIfAbsent(list, seen);
      if (before != null && !before.equals(seen)) {
        contradictions.add("list " + list + " was seen as " + before + " and then as " + seen);
      }
    }

    /** Notes that the transaction appended an element, which nobody else ever appends. */
    public void append(int list, int element) {
      appends.computeIfAbsent(list, key -> new ArrayList<>()).add(element);
    }

    @Override
    public String toString() {
      return "read " + reads + ", appended " + appends;
    }
  }

  /** Which dependencies there may be no cycle of. */
  public enum Rule {
    /** Of all: the transactions happened one after the other. */
    SERIALIZABLE,
    /** Of those in which no two edges from a read to what replaced it follow each other. */
    SNAPSHOT
  }

  private record Edge(int to, boolean antiDependency) {}

  private final List<Observed> transactions = Collections.synchronizedList(new ArrayList<>());
  private final Map<Integer, List<Integer>> lists = new HashMap<>();
  private final List<List<Edge>> edges = new ArrayList<>();

  /** Notes a transaction that committed; for any thread. */
  public void add(Observed transaction) {
    transactions.add(transaction);
  }

  /** Returns how many transactions there are. */
  public int size() {
    return transactions.size();
  }

  /**
   * Returns what is wrong, or nothing: reads that no order of appends explains, appends that were
   * lost, and a cycle.
   *
   * @param atTheEnd what is in the lists when all is over
   */
  public List<String> check(Map<Integer, List<Integer>> atTheEnd, Rule rule) {
    lists.putAll(atTheEnd);
    List<String> wrong = new ArrayList<>();
    Map<Integer, Integer> appenders = new HashMap<>();
    for (int t = 0; t < transactions.size(); t++) {
      edges.add(new ArrayList<>());
      wrong.addAll(transactions.get(t).contradictions);
      for (Map.Entry<Integer, List<Integer>> entry : transactions.get(t).appends.entrySet()) {
        for (int element : entry.getValue()) {
          appenders.put(element, t);
        }
        if (!list(entry.getKey()).containsAll(entry.getValue())) {
          wrong.add("of " + entry + " something is lost in " + list(entry.getKey()));
        }
      }
    }
    lists.forEach((list, elements) -> addAppends(list, elements, appenders, wrong));
    for (int t = 0; t < transactions.size(); t++) {
      addReads(t, appenders, wrong);
    }
    if (wrong.isEmpty()) {
      String cycle = findCycle(rule);
      if (!cycle.isEmpty()) {
        wrong.add(cycle);
      }
    }
    return wrong;
  }

  private List<Integer> list(int list) {
    return lists.getOrDefault(list, List.of());
  }

  private void addAppends(
      int list, List<Integer> elements, Map<Integer, Integer> appenders, List<String> wrong) {
    Set<Integer> distinct = new HashSet<>(elements);
    if (distinct.size() < elements.size() || !appenders.keySet().containsAll(distinct)) {
      wrong.add("list " + list + " has elements twice or from nowhere: " + elements);
      return;
    }
    for (int i = 1; i < elements.size(); i++) {
      edge(appenders.get(elements.get(i - 1)), appenders.get(elements.get(i)), false);
    }
  }

  private void addReads(int reader, Map<Integer, Integer> appenders, List<String> wrong) {
    transactions
        .get(reader)
        .reads
        .forEach(
            (list, seen) -> {
              List<Integer> all = list(list);
              if (seen.size() > all.size() || !all.subList(0, seen.size()).equals(seen)) {
                wrong.add("list " + list + " was seen as " + seen + " and never was: " + all);
                return;
              }
              if (!seen.isEmpty()) {
                edge(appenders.get(seen.get(seen.size() - 1)), reader, false);
              }
              if (seen.size() < all.size()) {
                edge(reader, appenders.get(all.get(seen.size())), true);
              }
            });
  }

  private void edge(int from, int to, boolean antiDependency) {
    if (from != to) {
      edges.get(from).add(new Edge(to, antiDependency));
    }
  }

  /*
   * Places are transactions, each twice: reached by an edge from a read to what replaced it, or not. To
   * forbid two of these in a row is to leave them out of the first kind of place.
   */
  private String findCycle(Rule rule) {
    int places = 2 * transactions.size();
    byte[] state = new byte[places];
    for (int start = 0; start < places; start++) {
      if (state[start] == 0) {
        List<Integer> cycle = search(start, state, rule);
        if (!cycle.isEmpty()) {
          StringBuilder text = new StringBuilder("a cycle:");
          cycle.forEach(place -> text.append("\n  ").append(transactions.get(place / 2)));
          return text.toString();
        }
      }
    }
    return "";
  }

  private static final byte OPEN = 1;
  private static final byte DONE = 2;

  /** A depth-first search without recursion. Returns a cycle, or nothing. */
  private List<Integer> search(int start, byte[] state, Rule rule) {
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
      boolean cameByAntiDependency = place % 2 == 1;
      if (rule == Rule.SNAPSHOT && cameByAntiDependency && edge.antiDependency) {
        continue;
      }
      int to = 2 * edge.to + (rule == Rule.SNAPSHOT && edge.antiDependency ? 1 : 0);
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
}
