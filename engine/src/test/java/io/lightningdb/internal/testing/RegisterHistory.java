package io.lightningdb.internal.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/*
 * Every value is written once, so what was read tells whose write it was. In which order the values of
 * a register replaced each other is not to be seen from what was read, as it is with lists, and is
 * given. This class knows nothing of databases.
 */
/** What committed transactions have read of registers, and written to them. */
public final class RegisterHistory {

  /** What is read of a register that nobody wrote to. */
  public static final int ABSENT = 0;

  /** What one transaction did. */
  public static final class Observed {
    private final List<Map<Integer, Integer>> statements = new ArrayList<>();
    private final Map<Integer, List<Integer>> writes;
    private final List<String> contradictions = new ArrayList<>();

    public Observed() {
      this(Map.of());
    }

    private Observed(Map<Integer, List<Integer>> writes) {
      this.writes = new HashMap<>();
      writes.forEach((register, values) -> this.writes.put(register, new ArrayList<>(values)));
    }

    /** Notes what one statement of the transaction saw of some registers, its own writes too. */
    public void read(Map<Integer, Integer> seen) {
      Map<Integer, Integer> ofOthers = new HashMap<>();
      seen.forEach(
          (register, value) -> {
            if (!writes.containsKey(register)) {
              ofOthers.put(register, value);
            } else if (value != last(writes.get(register))) {
              contradictions.add(
                  "register %d was seen as %d after writing %s"
                      .formatted(register, value, writes.get(register)));
            }
          });
      if (!ofOthers.isEmpty()) {
        statements.add(ofOthers);
      }
    }

    /** Notes that the transaction wrote a value, which is never written anywhere else. */
    public void write(int register, int value) {
      writes.computeIfAbsent(register, key -> new ArrayList<>()).add(value);
    }

    /** Returns what was written up to now. */
    public Observed savepoint() {
      return new Observed(writes);
    }

    /** Notes that what was written since a savepoint was taken back. */
    public void rollbackTo(Observed savepoint) {
      writes.clear();
      writes.putAll(new Observed(savepoint.writes).writes);
    }

    @Override
    public String toString() {
      return "read " + statements + ", wrote " + writes;
    }
  }

  private static int last(List<Integer> values) {
    return values.get(values.size() - 1);
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
   * Returns what is wrong, or nothing: reads of what was never committed (G1a) or was replaced by
   * its own transaction (G1b), writes that were lost, and a cycle.
   *
   * @param versions the values that each register had, in their order
   */
  public List<String> check(Map<Integer, List<Integer>> versions, CycleRule rule) {
    return new Check(versions, false).run(rule);
  }

  /**
   * Returns what is wrong if each statement stands for itself, or nothing: then a cycle means that
   * a statement has seen a part of a commit, or less than one before it.
   *
   * @param versions the values that each register had, in their order
   */
  public List<String> checkStatements(Map<Integer, List<Integer>> versions) {
    return new Check(versions, true).run(CycleRule.SERIALIZABLE);
  }

  private final class Check {

    private final Map<Integer, List<Integer>> versions;
    private final boolean apart;
    private final DependencyGraph graph = new DependencyGraph();

    /** What each place in the graph stands for. */
    private final List<Object> meanings = new ArrayList<>();

    /** Who wrote the values that were committed, and those that were replaced before that. */
    private final Map<Integer, Integer> writers = new HashMap<>();

    private final Map<Integer, Observed> replacedBefore = new HashMap<>();

    /** Where a value is among the versions of its register. */
    private final Map<Integer, Integer> positions = new HashMap<>();

    private final List<String> wrong = new ArrayList<>();

    Check(Map<Integer, List<Integer>> versions, boolean apart) {
      this.versions = versions;
      this.apart = apart;
    }

    private int place(Object meaning) {
      meanings.add(meaning);
      return graph.addTransaction();
    }

    private List<Integer> versions(int register) {
      return versions.getOrDefault(register, List.of());
    }

    List<String> run(CycleRule rule) {
      List<Integer> commits = new ArrayList<>();
      for (Observed transaction : transactions) {
        int commit = place(transaction);
        commits.add(commit);
        wrong.addAll(transaction.contradictions);
        transaction.writes.forEach((register, values) -> addWrites(transaction, commit, values));
      }
      versions.forEach(this::addVersions);
      for (int t = 0; t < commits.size(); t++) {
        Observed transaction = transactions.get(t);
        transaction.writes.forEach(this::expectVersion);
        addStatements(transaction, commits.get(t));
      }
      if (wrong.isEmpty()) {
        List<Integer> cycle = graph.findCycle(rule);
        if (!cycle.isEmpty()) {
          StringBuilder text = new StringBuilder("a cycle:");
          cycle.forEach(place -> text.append("\n  ").append(meanings.get(place)));
          wrong.add(text.toString());
        }
      }
      return wrong;
    }

    private void addWrites(Observed transaction, int commit, List<Integer> values) {
      writers.put(last(values), commit);
      for (int value : values.subList(0, values.size() - 1)) {
        replacedBefore.put(value, transaction);
      }
    }

    private void addVersions(int register, List<Integer> values) {
      for (int i = 0; i < values.size(); i++) {
        int value = values.get(i);
        if (!writers.containsKey(value) || positions.put(value, i) != null) {
          wrong.add("register %d has %d twice or from nowhere".formatted(register, value));
        } else if (i > 0 && writers.containsKey(values.get(i - 1))) {
          graph.dependency(writers.get(values.get(i - 1)), writers.get(value));
        }
      }
    }

    private void expectVersion(int register, List<Integer> values) {
      if (!versions(register).contains(last(values))) {
        wrong.add("register %d never had %s".formatted(register, values));
      }
    }

    private void addStatements(Observed transaction, int commit) {
      int before = -1;
      for (Map<Integer, Integer> statement : transaction.statements) {
        int reader = apart ? place("a statement that saw " + statement) : commit;
        statement.forEach((register, value) -> addRead(reader, register, value));
        if (before >= 0) {
          graph.dependency(before, reader);
        }
        before = reader;
      }
      if (before >= 0) {
        graph.dependency(before, commit);
      }
    }

    private void addRead(int reader, int register, int value) {
      int position = -1;
      if (value != ABSENT) {
        if (replacedBefore.containsKey(value)) {
          wrong.add("%d was seen, of one that %s".formatted(value, replacedBefore.get(value)));
          return;
        }
        if (!positions.containsKey(value)
            || versions(register).get(positions.get(value)) != value) {
          wrong.add("register %d was seen as %d and never was".formatted(register, value));
          return;
        }
        position = positions.get(value);
        graph.dependency(writers.get(value), reader);
      }
      if (position + 1 < versions(register).size()) {
        int next = versions(register).get(position + 1);
        if (writers.containsKey(next)) {
          graph.antiDependency(reader, writers.get(next));
        }
      }
    }
  }
}
