package io.lightningdb.internal.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
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
    private final Map<Integer, Set<List<Integer>>> reads = new HashMap<>();
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
      reads
          .computeIfAbsent(list, key -> new LinkedHashSet<>())
          .add(List.copyOf(elements.subList(0, others)));
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

  private final List<Observed> transactions = Collections.synchronizedList(new ArrayList<>());

  /** Notes a transaction that committed; for any thread. */
  public void add(Observed transaction) {
    transactions.add(transaction);
  }

  /** Returns how many transactions there are. */
  public int size() {
    return transactions.size();
  }

  /**
   * Returns what is wrong, or nothing: reads that no order of appends explains, such as those of
   * what was never committed (G1a) or not all that its transaction appended (G1b), appends that
   * were lost, and a cycle.
   *
   * @param atTheEnd what is in the lists when all is over
   */
  public List<String> check(Map<Integer, List<Integer>> atTheEnd, CycleRule rule) {
    return new Check(atTheEnd).run(rule);
  }

  private final class Check {

    private final Map<Integer, List<Integer>> lists;
    private final DependencyGraph graph = new DependencyGraph();
    private final Map<Integer, Integer> appenders = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();

    Check(Map<Integer, List<Integer>> lists) {
      this.lists = lists;
    }

    List<String> run(CycleRule rule) {
      for (Observed transaction : transactions) {
        int number = graph.addTransaction();
        wrong.addAll(transaction.contradictions);
        transaction.appends.forEach(
            (list, elements) -> {
              elements.forEach(element -> appenders.put(element, number));
              if (!list(list).containsAll(elements)) {
                wrong.add("of " + elements + " something is lost in list " + list);
              }
            });
      }
      lists.forEach(this::addAppends);
      for (int t = 0; t < transactions.size(); t++) {
        int reader = t;
        transactions
            .get(t)
            .reads
            .forEach((list, reads) -> reads.forEach(seen -> addRead(reader, list, seen)));
      }
      if (wrong.isEmpty()) {
        List<Integer> cycle = graph.findCycle(rule);
        if (!cycle.isEmpty()) {
          StringBuilder text = new StringBuilder("a cycle:");
          cycle.forEach(t -> text.append("\n  ").append(transactions.get(t)));
          wrong.add(text.toString());
        }
      }
      return wrong;
    }

    private List<Integer> list(int list) {
      return lists.getOrDefault(list, List.of());
    }

    private void addAppends(int list, List<Integer> elements) {
      Set<Integer> distinct = new HashSet<>(elements);
      if (distinct.size() < elements.size() || !appenders.keySet().containsAll(distinct)) {
        wrong.add("list " + list + " has elements twice or from nowhere: " + elements);
        return;
      }
      for (int i = 1; i < elements.size(); i++) {
        graph.dependency(appenders.get(elements.get(i - 1)), appenders.get(elements.get(i)));
      }
    }

    private void addRead(int reader, int list, List<Integer> seen) {
      List<Integer> all = list(list);
      if (seen.size() > all.size() || !all.subList(0, seen.size()).equals(seen)) {
        wrong.add("list " + list + " was seen as " + seen + " and never was: " + all);
        return;
      }
      if (!seen.isEmpty()) {
        int last = seen.get(seen.size() - 1);
        int appender = appenders.get(last);
        List<Integer> together = transactions.get(appender).appends.get(list);
        if (last != together.get(together.size() - 1)) {
          wrong.add("list " + list + " was seen as " + seen + ", with a part of " + together);
        }
        graph.dependency(appender, reader);
      }
      if (seen.size() < all.size()) {
        graph.antiDependency(reader, appenders.get(all.get(seen.size())));
      }
    }
  }
}
