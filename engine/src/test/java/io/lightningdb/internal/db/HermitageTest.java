package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.ConflictException;
import io.lightningdb.Cursor;
import io.lightningdb.Database;
import io.lightningdb.Isolation;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.Lightning;
import io.lightningdb.StorageEngine;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The anomalies that Kleppmann's "Hermitage" tries on databases (after Adya, "Weak Consistency",
 * 1999): which of them come about at which level. Two entries, 1 with 10 and 2 with 20, are there
 * at the beginning.
 */
class HermitageTest {

  private static final Path PAGE = Path.of("..", "docs", "isolation.md");

  /** Tries to bring an anomaly about, and returns whether it did. */
  private interface Attempt {
    boolean comesAbout(Scene scene);
  }

  /** An anomaly, and the levels that permit it. */
  @SuppressWarnings("ImmutableEnumChecker") // nobody changes the sets
  enum Anomaly {
    G0("G0", "dirty write", EnumSet.noneOf(Isolation.class), HermitageTest::dirtyWrite),
    G1A("G1a", "aborted read", EnumSet.noneOf(Isolation.class), HermitageTest::abortedRead),
    G1B(
        "G1b",
        "intermediate read",
        EnumSet.noneOf(Isolation.class),
        HermitageTest::intermediateRead),
    G1C("G1c", "circular reading", EnumSet.noneOf(Isolation.class), HermitageTest::circularReading),
    OTV(
        "OTV",
        "observed transaction vanishes",
        EnumSet.noneOf(Isolation.class),
        HermitageTest::observedTransactionVanishes),
    PMP(
        "PMP",
        "predicate-many-preceders",
        EnumSet.of(Isolation.READ_COMMITTED),
        HermitageTest::predicateManyPreceders),
    PMP_WRITE(
        "PMP-write",
        "the same, for a predicate to write by",
        EnumSet.of(Isolation.READ_COMMITTED),
        HermitageTest::predicateManyPrecedersOfWrites),
    P4("P4", "lost update", EnumSet.of(Isolation.READ_COMMITTED), HermitageTest::lostUpdate),
    G_SINGLE(
        "G-single", "read skew", EnumSet.of(Isolation.READ_COMMITTED), HermitageTest::readSkew),
    G_SINGLE_PREDICATE(
        "G-single-predicate",
        "read skew by ranges",
        EnumSet.of(Isolation.READ_COMMITTED),
        HermitageTest::readSkewByRanges),
    G2_ITEM(
        "G2-item",
        "write skew",
        EnumSet.of(Isolation.READ_COMMITTED, Isolation.SNAPSHOT),
        HermitageTest::writeSkew),
    G2(
        "G2",
        "write skew by ranges (phantoms)",
        EnumSet.of(Isolation.READ_COMMITTED, Isolation.SNAPSHOT),
        HermitageTest::writeSkewByRanges),
    G2_READ_ONLY(
        "G2-read-only",
        "a reader sees what no order explains (Fekete)",
        EnumSet.of(Isolation.READ_COMMITTED, Isolation.SNAPSHOT),
        HermitageTest::readOnlyAnomaly);

    private final String code;
    private final String description;
    private final Set<Isolation> permitted;
    private final Attempt attempt;

    Anomaly(String code, String description, Set<Isolation> permitted, Attempt attempt) {
      this.code = code;
      this.description = description;
      this.permitted = permitted;
      this.attempt = attempt;
    }

    boolean isPermitted(Isolation isolation) {
      return permitted.contains(isolation);
    }
  }

  /** A database with two entries, and transactions of one level. */
  private record Scene(Database db, Keyspace keyspace, Isolation isolation) {

    Transaction begin() {
      return db.begin(TransactionOptions.defaults().withIsolation(isolation));
    }

    void put(Transaction transaction, int key, int value) {
      transaction.put(keyspace, bytes(key), bytes(value));
    }

    int get(Transaction transaction, int key) {
      byte[] value = transaction.get(keyspace, bytes(key));
      return value == null ? 0 : number(value);
    }

    int committed(int key) {
      byte[] value = keyspace.get(bytes(key));
      return value == null ? 0 : number(value);
    }

    /** Returns the keys of the entries whose values meet a condition, by a walk over all. */
    Set<Integer> scan(Transaction transaction, IntPredicate condition) {
      Set<Integer> keys = new TreeSet<>();
      try (Cursor cursor = transaction.view(keyspace).cursor()) {
        while (cursor.next()) {
          if (condition.test(number(cursor.value()))) {
            keys.add(number(cursor.key()));
          }
        }
      }
      return keys;
    }
  }

  private static byte[] bytes(int number) {
    return Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  private static int number(byte[] bytes) {
    return Integer.parseInt(new String(bytes, StandardCharsets.US_ASCII));
  }

  private static boolean commits(Transaction transaction) {
    try {
      transaction.commit();
      return true;
    } catch (ConflictException e) {
      return false;
    }
  }

  private static boolean bothCommit(Transaction one, Transaction two) {
    boolean first = commits(one);
    return commits(two) && first;
  }

  private static boolean dirtyWrite(Scene scene) {
    try (Transaction one = scene.begin();
        Transaction two = scene.begin()) {
      scene.put(one, 1, 11);
      scene.put(two, 1, 12);
      scene.put(one, 2, 21);
      boolean first = commits(one);
      boolean torn = first && (scene.committed(1) != 11 || scene.committed(2) != 21);
      scene.put(two, 2, 22);
      boolean second = commits(two);
      int expected = second ? 1222 : 1121;
      return torn || scene.committed(1) * 100 + scene.committed(2) != expected;
    }
  }

  private static boolean abortedRead(Scene scene) {
    try (Transaction one = scene.begin();
        Transaction two = scene.begin()) {
      scene.put(one, 1, 101);
      boolean seen = scene.get(two, 1) != 10 || scene.scan(two, value -> value == 101).size() > 0;
      one.rollback();
      seen |= scene.get(two, 1) != 10;
      two.commit();
      return seen;
    }
  }

  private static boolean intermediateRead(Scene scene) {
    try (Transaction one = scene.begin();
        Transaction two = scene.begin()) {
      scene.put(one, 1, 101);
      boolean seen = scene.get(two, 1) == 101;
      scene.put(one, 1, 11);
      one.commit();
      seen |= scene.get(two, 1) == 101;
      two.commit();
      return seen;
    }
  }

  private static boolean circularReading(Scene scene) {
    try (Transaction one = scene.begin();
        Transaction two = scene.begin()) {
      scene.put(one, 1, 11);
      scene.put(two, 2, 22);
      boolean oneSeesTwo = scene.get(one, 2) == 22;
      boolean twoSeesOne = scene.get(two, 1) == 11;
      return oneSeesTwo && twoSeesOne && bothCommit(one, two);
    }
  }

  private static boolean observedTransactionVanishes(Scene scene) {
    try (Transaction one = scene.begin();
        Transaction two = scene.begin();
        Transaction three = scene.begin()) {
      scene.put(one, 1, 11);
      scene.put(one, 2, 19);
      scene.put(two, 1, 12);
      one.commit();
      boolean uncommitted = scene.get(three, 1) == 12;
      scene.put(two, 2, 18);
      uncommitted |= scene.get(three, 2) == 18;
      commits(two);
      boolean sawTwo = scene.get(three, 2) == 18;
      return uncommitted || (sawTwo && scene.get(three, 1) != 12);
    }
  }

  private static boolean predicateManyPreceders(Scene scene) {
    try (Transaction one = scene.begin();
        Transaction two = scene.begin()) {
      Set<Integer> before = scene.scan(one, value -> value == 30);
      scene.put(two, 3, 30);
      two.commit();
      Set<Integer> after = scene.scan(one, value -> value % 3 == 0);
      return !before.equals(after) && commits(one);
    }
  }

  private static boolean predicateManyPrecedersOfWrites(Scene scene) {
    try (Transaction one = scene.begin();
        Transaction two = scene.begin()) {
      for (int key : scene.scan(two, value -> value == 20)) {
        two.delete(scene.keyspace, bytes(key));
      }
      scene.put(one, 1, 20);
      scene.put(one, 2, 30);
      one.commit();
      return commits(two);
    }
  }

  private static boolean lostUpdate(Scene scene) {
    try (Transaction one = scene.begin();
        Transaction two = scene.begin()) {
      scene.put(one, 1, scene.get(one, 1) + 1);
      scene.put(two, 1, scene.get(two, 1) + 1);
      return bothCommit(one, two) && scene.committed(1) == 11;
    }
  }

  private static boolean readSkew(Scene scene) {
    try (Transaction one = scene.begin();
        Transaction two = scene.begin()) {
      int first = scene.get(one, 1);
      scene.put(two, 1, 12);
      scene.put(two, 2, 18);
      two.commit();
      int second = scene.get(one, 2);
      return first == 10 && second == 18 && commits(one);
    }
  }

  private static boolean readSkewByRanges(Scene scene) {
    try (Transaction one = scene.begin();
        Transaction two = scene.begin()) {
      scene.scan(one, value -> value % 5 == 0);
      scene.put(two, 1, 12);
      two.commit();
      return !scene.scan(one, value -> value % 3 == 0).isEmpty() && commits(one);
    }
  }

  private static boolean writeSkew(Scene scene) {
    try (Transaction one = scene.begin();
        Transaction two = scene.begin()) {
      for (Transaction each : List.of(one, two)) {
        scene.get(each, 1);
        scene.get(each, 2);
      }
      scene.put(one, 1, 11);
      scene.put(two, 2, 21);
      return bothCommit(one, two);
    }
  }

  private static boolean writeSkewByRanges(Scene scene) {
    try (Transaction one = scene.begin();
        Transaction two = scene.begin()) {
      scene.scan(one, value -> value % 3 == 0);
      scene.scan(two, value -> value % 3 == 0);
      scene.put(one, 3, 30);
      scene.put(two, 4, 42);
      return bothCommit(one, two);
    }
  }

  /** Of one and two alone there would be an order; the reader has seen the other one. */
  private static boolean readOnlyAnomaly(Scene scene) {
    try (Transaction one = scene.begin();
        Transaction two = scene.begin()) {
      scene.scan(one, value -> true);
      scene.put(two, 2, 25);
      two.commit();
      int seen;
      try (Transaction reader = scene.begin()) {
        seen = scene.get(reader, 1) * 100 + scene.get(reader, 2);
        reader.commit();
      }
      scene.put(one, 1, 0);
      return seen == 1025 && commits(one);
    }
  }

  static Stream<Arguments> cases() {
    return Stream.of(StorageEngine.values())
        .flatMap(
            engine ->
                Stream.of(Isolation.values())
                    .flatMap(
                        isolation ->
                            Stream.of(Anomaly.values())
                                .map(anomaly -> Arguments.of(engine, isolation, anomaly))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anAnomalyComesAboutWhereItIsPermittedAndNowhereElse(
      StorageEngine engine, Isolation isolation, Anomaly anomaly) {
    try (Database db = Lightning.openInMemory()) {
      Keyspace keyspace = db.createKeyspace("k", KeyspaceOptions.builder().engine(engine).build());
      keyspace.put(bytes(1), bytes(10));
      keyspace.put(bytes(2), bytes(20));
      Scene scene = new Scene(db, keyspace, isolation);
      assertThat(anomaly.attempt.comesAbout(scene))
          .isEqualTo(anomaly.permitted.contains(isolation));
    }
  }

  @ParameterizedTest
  @EnumSource
  void thePageSaysTheSame(Anomaly anomaly) throws IOException {
    StringBuilder row =
        new StringBuilder("| ").append(anomaly.code).append(" | ").append(anomaly.description);
    for (Isolation isolation : Isolation.values()) {
      row.append(" | ").append(anomaly.permitted.contains(isolation) ? "possible" : "no");
    }
    // The last column is for transactions that lock what they use: LockedHermitageTest.
    assertThat(Files.readAllLines(PAGE)).contains(row.append(" | no |").toString());
  }

  @Test
  void thePageHasNoOtherAnomalies() throws IOException {
    // A row of this table has a column more than those of the table of the JDBC driver.
    assertThat(
            Files.readAllLines(PAGE).stream()
                .filter(line -> line.matches("\\| [^|]* \\| [^|]*( \\| (possible|no)){4} \\|")))
        .hasSameSizeAs(Anomaly.values());
  }
}
