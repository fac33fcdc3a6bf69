package io.lightningdb.internal.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.RegisterHistory.Observed;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each anomaly, as small as it can be, is found by the rules that forbid it, and by no other. */
class RegisterHistoryTest {

  private static final int X = 1;
  private static final int Y = 2;

  private final RegisterHistory history = new RegisterHistory();

  private Observed transaction() {
    Observed transaction = new Observed();
    history.add(transaction);
    return transaction;
  }

  private static Observed write(Observed transaction, int register, int value) {
    transaction.write(register, value);
    return transaction;
  }

  private static Observed read(Observed transaction, int register, int value) {
    transaction.read(Map.of(register, value));
    return transaction;
  }

  private void assertFound(Map<Integer, List<Integer>> versions, Set<CycleRule> rules) {
    Set<CycleRule> found = EnumSet.noneOf(CycleRule.class);
    for (CycleRule rule : CycleRule.values()) {
      if (!history.check(versions, rule).isEmpty()) {
        found.add(rule);
      }
    }
    assertThat(found).isEqualTo(rules);
  }

  private static final Set<CycleRule> ALL = EnumSet.allOf(CycleRule.class);
  private static final Set<CycleRule> NONE = EnumSet.noneOf(CycleRule.class);
  private static final Set<CycleRule> ABOVE_READ_COMMITTED =
      EnumSet.of(CycleRule.SERIALIZABLE, CycleRule.SNAPSHOT);

  @Test
  void oneAfterTheOtherIsFine() {
    write(read(transaction(), X, 0), X, 11);
    write(read(read(transaction(), X, 11), Y, 0), Y, 12);
    read(read(transaction(), X, 11), Y, 12);
    assertFound(Map.of(X, List.of(11), Y, List.of(12)), NONE);
    assertThat(history.checkStatements(Map.of(X, List.of(11), Y, List.of(12)))).isEmpty();
  }

  @Test
  void dirtyWrites() {
    write(write(transaction(), X, 11), Y, 21);
    write(write(transaction(), X, 12), Y, 22);
    assertFound(Map.of(X, List.of(11, 12), Y, List.of(22, 21)), ALL);
  }

  @Test
  void abortedReads() {
    read(transaction(), X, 99);
    assertFound(Map.of(), ALL);
  }

  @Test
  void readsOfWhatWasTakenBack() {
    Observed writer = write(transaction(), X, 11);
    Observed savepoint = writer.savepoint();
    write(writer, X, 12);
    writer.rollbackTo(savepoint);
    assertFound(Map.of(X, List.of(11)), NONE);
    read(transaction(), X, 12);
    assertFound(Map.of(X, List.of(11)), ALL);
  }

  @Test
  void intermediateReads() {
    write(write(transaction(), X, 11), X, 12);
    assertFound(Map.of(X, List.of(12)), NONE);
    read(transaction(), X, 11);
    assertFound(Map.of(X, List.of(12)), ALL);
  }

  @Test
  void circularReads() {
    read(write(transaction(), X, 11), Y, 21);
    read(write(transaction(), Y, 21), X, 11);
    assertFound(Map.of(X, List.of(11), Y, List.of(21)), ALL);
  }

  @Test
  void lostWritesAndThoseFromNowhere() {
    write(transaction(), X, 11);
    assertFound(Map.of(X, List.of()), ALL);
    assertFound(Map.of(X, List.of(12)), ALL);
    assertFound(Map.of(X, List.of(11, 11)), ALL);
    assertFound(Map.of(X, List.of(11)), NONE);
  }

  @Test
  void ownWritesThatAreNotSeen() {
    read(write(transaction(), X, 11), X, 0);
    assertFound(Map.of(X, List.of(11)), ALL);
  }

  @Test
  void lostUpdates() {
    write(read(transaction(), X, 0), X, 11);
    write(read(transaction(), X, 0), X, 12);
    assertFound(Map.of(X, List.of(11, 12)), ABOVE_READ_COMMITTED);
  }

  @Test
  void skewedReads() {
    write(write(transaction(), X, 11), Y, 21);
    read(read(transaction(), X, 0), Y, 21);
    Map<Integer, List<Integer>> versions = Map.of(X, List.of(11), Y, List.of(21));
    assertFound(versions, ABOVE_READ_COMMITTED);
    assertThat(history.checkStatements(versions)).isEmpty();
  }

  @Test
  void readsThatCannotBeRepeated() {
    write(transaction(), X, 11);
    read(read(transaction(), X, 0), X, 11);
    assertFound(Map.of(X, List.of(11)), ABOVE_READ_COMMITTED);
  }

  @Test
  void skewedWrites() {
    write(read(transaction(), X, 0), Y, 21);
    write(read(transaction(), Y, 0), X, 11);
    assertFound(Map.of(X, List.of(11), Y, List.of(21)), EnumSet.of(CycleRule.SERIALIZABLE));
  }

  @Test
  void statementsThatSeeAPartOfACommit() {
    write(write(transaction(), X, 11), Y, 21);
    transaction().read(Map.of(X, 0, Y, 21));
    Map<Integer, List<Integer>> versions = Map.of(X, List.of(11), Y, List.of(21));
    assertFound(versions, ABOVE_READ_COMMITTED);
    assertThat(history.checkStatements(versions)).isNotEmpty();
  }

  @Test
  void statementsThatSeeLessThanTheOneBefore() {
    write(transaction(), X, 11);
    read(read(transaction(), X, 11), X, 0);
    assertThat(history.checkStatements(Map.of(X, List.of(11)))).isNotEmpty();
  }
}
