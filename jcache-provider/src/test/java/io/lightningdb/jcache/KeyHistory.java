package io.lightningdb.jcache;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/*
 * The search is that of Wing and Gong, "Testing and Verifying Concurrent Objects" (1993): of the
 * operations that nothing else ended before, one has to be the first; each in turn is tried, and what
 * is left is explained in the same way. What makes it quick is what Lowe added, "Testing for
 * Linearizability" (2017): which operations are explained and in what state that leaves the key is
 * remembered, and never looked into a second time.
 *
 * A history is linearizable exactly if that of each object is (Herlihy and Wing, 1990), so every key
 * is looked at alone. The clock belongs to all of them: its advances are in the history of each. That
 * two keys agree on when it advanced is not asked.
 */
/** What some threads did to one key, with when each operation began and ended. */
final class KeyHistory {

  /**
   * An operation that has ended.
   *
   * @param begin a number drawn before it was begun, from a counter that all threads share
   * @param end one drawn after it had ended
   */
  record Call(KeyOperation operation, Object result, int begin, int end) {
    @Override
    public String toString() {
      return "%d to %d: %s = %s".formatted(begin, end, operation, result);
    }
  }

  private record Configuration(BitSet explained, KeyOperation.State state) {}

  private final List<Call> calls;
  private final Set<Configuration> known = new HashSet<>();

  KeyHistory(List<Call> all, int key) {
    calls = new ArrayList<>(all.stream().filter(call -> call.operation().concerns(key)).toList());
    calls.sort(Comparator.comparingInt(Call::begin));
  }

  /**
   * Returns whether one order of the operations, in which none comes before one that had ended when
   * it began, explains all results.
   */
  boolean isLinearizable() {
    known.clear();
    return isExplained(new BitSet(calls.size()), KeyOperation.State.EMPTY);
  }

  private boolean isExplained(BitSet explained, KeyOperation.State state) {
    if (explained.cardinality() == calls.size()) {
      return true;
    }
    if (!known.add(new Configuration((BitSet) explained.clone(), state))) {
      return false;
    }
    // Whatever began after one of those that are left had ended has to come behind it.
    int firstEnd = Integer.MAX_VALUE;
    for (int i = explained.nextClearBit(0); i < calls.size(); i = explained.nextClearBit(i + 1)) {
      if (calls.get(i).begin() > firstEnd) {
        break;
      }
      firstEnd = Math.min(firstEnd, calls.get(i).end());
      if (isExplainedWith(i, explained, state)) {
        return true;
      }
    }
    return false;
  }

  private boolean isExplainedWith(int next, BitSet explained, KeyOperation.State state) {
    Call call = calls.get(next);
    explained.set(next);
    for (KeyOperation.Outcome outcome : call.operation().in(state, clockAt(call.begin()))) {
      if (Objects.equals(outcome.result(), call.result())
          && isExplained(explained, outcome.state())) {
        return true;
      }
    }
    explained.clear(next);
    return false;
  }

  /** Returns what the clock showed at least. */
  private long clockAt(int moment) {
    return KeyOperation.ADVANCE_MILLIS
        * calls.stream()
            .filter(call -> call.operation().kind() == KeyOperation.Kind.ADVANCE_CLOCK)
            .filter(call -> call.end() < moment)
            .count();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    calls.forEach(call -> text.append("\n  ").append(call));
    return text.toString();
  }
}
