package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.lightningdb.ConflictException;
import io.lightningdb.Cursor;
import io.lightningdb.Database;
import io.lightningdb.Isolation;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.Lightning;
import io.lightningdb.StorageEngine;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.internal.db.HermitageTest.Anomaly;
import io.lightningdb.internal.testing.Threads;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The anomalies of {@link HermitageTest} once more, where all that is read or written is locked
 * before: none of them comes about, at any level. Without the locks the same scripts bring each of
 * them about where it is permitted.
 *
 * <p>Each transaction has a thread, as each has a session in Kleppmann's tests. The script waits
 * until a step is done, or waits for a lock.
 */
@Timeout(60)
class LockedHermitageTest {

  /** A database with two entries, 1 with 10 and 2 with 20, and the transactions of a script. */
  private static final class Stage implements AutoCloseable {
    private final Database db = Lightning.openInMemory();
    private final Keyspace keyspace;
    private final TransactionOptions options;
    private final boolean locks;
    private final List<Actor> actors = new ArrayList<>();

    Stage(StorageEngine engine, Isolation isolation, boolean locks) {
      this.keyspace = db.createKeyspace("k", KeyspaceOptions.builder().engine(engine).build());
      this.options = TransactionOptions.defaults().withIsolation(isolation);
      this.locks = locks;
      keyspace.put(bytes(1), bytes(10));
      keyspace.put(bytes(2), bytes(20));
    }

    Actor begin() {
      Actor actor = new Actor(this);
      actors.add(actor);
      return actor;
    }

    /** Lets everybody come to their end, and returns what is committed then. */
    Map<Integer, Integer> end() {
      actors.forEach(Actor::end);
      Map<Integer, Integer> entries = new TreeMap<>();
      try (Cursor cursor = keyspace.cursor()) {
        while (cursor.next()) {
          entries.put(number(cursor.key()), number(cursor.value()));
        }
      }
      return entries;
    }

    @Override
    public void close() {
      end();
      assertThat(((Session) db).engine().locks().isEmpty()).isTrue();
      db.close();
      actors.forEach(actor -> actor.thread.shutdown());
    }
  }

  /** A transaction with its thread. Whoever meets a conflict is rolled back and does no more. */
  private static final class Actor {
    private final Stage stage;
    private final ExecutorService thread;
    private final CompletableFuture<Thread> itself;
    private final Transaction transaction;
    private CompletableFuture<?> last;
    private volatile boolean failed;

    Actor(Stage stage) {
      this.stage = stage;
      this.thread = Executors.newSingleThreadExecutor();
      this.itself = CompletableFuture.supplyAsync(Thread::currentThread, thread);
      this.transaction = stage.db.begin(stage.options);
      this.last = itself;
    }

    /** Does a step, which has no result if the transaction fails. */
    @CanIgnoreReturnValue
    private <T> CompletableFuture<T> step(Function<Transaction, T> work) {
      CompletableFuture<T> step =
          CompletableFuture.supplyAsync(
              () -> {
                if (failed) {
                  return null;
                }
                try {
                  return work.apply(transaction);
                } catch (ConflictException e) {
                  failed = true;
                  transaction.rollback();
                  return null;
                }
              },
              thread);
      last = step;
      while (!step.isDone() && itself.join().getState() != Thread.State.TIMED_WAITING) {
        Threads.pause();
      }
      return step;
    }

    @CanIgnoreReturnValue
    CompletableFuture<Integer> get(int key) {
      return step(
          one ->
              number(
                  stage.locks
                      ? one.getForUpdate(stage.keyspace, bytes(key))
                      : one.get(stage.keyspace, bytes(key))));
    }

    @CanIgnoreReturnValue
    CompletableFuture<Boolean> put(int key, int value) {
      return step(
          one -> {
            if (stage.locks) {
              one.getForUpdate(stage.keyspace, bytes(key));
            }
            one.put(stage.keyspace, bytes(key), bytes(value));
            return true;
          });
    }

    private Set<Integer> walk(Transaction one, IntPredicate condition) {
      if (stage.locks) {
        one.lock(stage.keyspace, KeyRange.all());
      }
      Set<Integer> keys = new TreeSet<>();
      try (Cursor cursor = one.view(stage.keyspace).cursor()) {
        while (cursor.next()) {
          if (condition.test(number(cursor.value()))) {
            keys.add(number(cursor.key()));
          }
        }
      }
      return keys;
    }

    /** Finds the keys of the entries whose values meet a condition. */
    @CanIgnoreReturnValue
    CompletableFuture<Set<Integer>> scan(IntPredicate condition) {
      return step(one -> walk(one, condition));
    }

    void deleteWhere(IntPredicate condition) {
      step(
          one -> {
            walk(one, condition).forEach(key -> one.delete(stage.keyspace, bytes(key)));
            return true;
          });
    }

    void addOneTo(int key, CompletableFuture<Integer> read) {
      step(
          one -> {
            one.put(stage.keyspace, bytes(key), bytes(read.join() + 1));
            return true;
          });
    }

    @CanIgnoreReturnValue
    CompletableFuture<Boolean> commit() {
      return step(
          one -> {
            one.commit();
            return true;
          });
    }

    void rollback() {
      step(
          one -> {
            one.rollback();
            return true;
          });
    }

    void end() {
      last.join();
      transaction.close();
    }
  }

  private static byte[] bytes(int number) {
    return Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  private static int number(byte[] bytes) {
    return Integer.parseInt(new String(bytes, StandardCharsets.US_ASCII));
  }

  private static boolean all(List<CompletableFuture<Boolean>> commits) {
    return commits.stream().allMatch(commit -> Boolean.TRUE.equals(commit.join()));
  }

  private static boolean is(CompletableFuture<Integer> read, int value) {
    Integer seen = read.join();
    return seen != null && seen == value;
  }

  /** Runs the script of an anomaly, and returns whether it came about. */
  private static boolean comesAbout(Anomaly anomaly, Stage stage) {
    return switch (anomaly) {
      case G0 -> dirtyWrite(stage);
      case G1A -> abortedRead(stage);
      case G1B -> intermediateRead(stage);
      case G1C -> circularReading(stage);
      case OTV -> observedTransactionVanishes(stage);
      case PMP -> predicateManyPreceders(stage);
      case PMP_WRITE -> predicateManyPrecedersOfWrites(stage);
      case P4 -> lostUpdate(stage);
      case G_SINGLE -> readSkew(stage);
      case G_SINGLE_PREDICATE -> readSkewByRanges(stage);
      case G2_ITEM -> writeSkew(stage);
      case G2 -> writeSkewByRanges(stage);
      case G2_READ_ONLY -> readOnlyAnomaly(stage);
    };
  }

  private static boolean dirtyWrite(Stage stage) {
    Actor one = stage.begin();
    Actor two = stage.begin();
    one.put(1, 11);
    two.put(1, 12);
    one.put(2, 21);
    one.commit();
    two.put(2, 22);
    two.commit();
    return !List.of(Map.of(1, 11, 2, 21), Map.of(1, 12, 2, 22)).contains(stage.end());
  }

  private static boolean abortedRead(Stage stage) {
    Actor one = stage.begin();
    Actor two = stage.begin();
    one.put(1, 101);
    CompletableFuture<Integer> first = two.get(1);
    CompletableFuture<Set<Integer>> found = two.scan(value -> value == 101);
    one.rollback();
    CompletableFuture<Integer> second = two.get(1);
    two.commit();
    stage.end();
    return is(first, 101) || is(second, 101) || !found.join().isEmpty();
  }

  private static boolean intermediateRead(Stage stage) {
    Actor one = stage.begin();
    Actor two = stage.begin();
    one.put(1, 101);
    CompletableFuture<Integer> first = two.get(1);
    one.put(1, 11);
    one.commit();
    CompletableFuture<Integer> second = two.get(1);
    two.commit();
    stage.end();
    return is(first, 101) || is(second, 101);
  }

  private static boolean circularReading(Stage stage) {
    Actor one = stage.begin();
    Actor two = stage.begin();
    one.put(1, 11);
    two.put(2, 22);
    CompletableFuture<Integer> ofTwo = one.get(2);
    CompletableFuture<Integer> ofOne = two.get(1);
    List<CompletableFuture<Boolean>> commits = List.of(one.commit(), two.commit());
    stage.end();
    return is(ofTwo, 22) && is(ofOne, 11) && all(commits);
  }

  private static boolean observedTransactionVanishes(Stage stage) {
    Actor one = stage.begin();
    Actor two = stage.begin();
    Actor three = stage.begin();
    one.put(1, 11);
    one.put(2, 19);
    two.put(1, 12);
    one.commit();
    CompletableFuture<Integer> firstOfOne = three.get(1);
    two.put(2, 18);
    CompletableFuture<Integer> firstOfTwo = three.get(2);
    two.commit();
    CompletableFuture<Integer> thenOfTwo = three.get(2);
    CompletableFuture<Integer> thenOfOne = three.get(1);
    CompletableFuture<Boolean> commit = three.commit();
    stage.end();
    return all(List.of(commit))
        && ((is(firstOfOne, 12) && !is(firstOfTwo, 18))
            || (is(firstOfTwo, 18) && !is(firstOfOne, 12))
            || (is(thenOfTwo, 18) && !is(thenOfOne, 12)));
  }

  private static boolean predicateManyPreceders(Stage stage) {
    Actor one = stage.begin();
    Actor two = stage.begin();
    CompletableFuture<Set<Integer>> before = one.scan(value -> value == 30);
    two.put(3, 30);
    two.commit();
    CompletableFuture<Set<Integer>> after = one.scan(value -> value % 3 == 0);
    CompletableFuture<Boolean> commit = one.commit();
    stage.end();
    return all(List.of(commit)) && !before.join().equals(after.join());
  }

  private static boolean predicateManyPrecedersOfWrites(Stage stage) {
    Actor one = stage.begin();
    Actor two = stage.begin();
    two.deleteWhere(value -> value == 20);
    one.put(1, 20);
    one.put(2, 30);
    List<CompletableFuture<Boolean>> commits = List.of(one.commit(), two.commit());
    Map<Integer, Integer> end = stage.end();
    return all(commits) && !List.of(Map.of(2, 30), Map.of(1, 20, 2, 30)).contains(end);
  }

  private static boolean lostUpdate(Stage stage) {
    Actor one = stage.begin();
    Actor two = stage.begin();
    CompletableFuture<Integer> first = one.get(1);
    CompletableFuture<Integer> second = two.get(1);
    one.addOneTo(1, first);
    two.addOneTo(1, second);
    List<CompletableFuture<Boolean>> commits = List.of(one.commit(), two.commit());
    return stage.end().get(1) == 11 && all(commits);
  }

  private static boolean readSkew(Stage stage) {
    Actor one = stage.begin();
    Actor two = stage.begin();
    CompletableFuture<Integer> first = one.get(1);
    two.put(1, 12);
    two.put(2, 18);
    two.commit();
    CompletableFuture<Integer> second = one.get(2);
    CompletableFuture<Boolean> commit = one.commit();
    stage.end();
    return is(first, 10) && is(second, 18) && all(List.of(commit));
  }

  private static boolean readSkewByRanges(Stage stage) {
    Actor one = stage.begin();
    Actor two = stage.begin();
    one.scan(value -> value % 5 == 0);
    two.put(1, 12);
    two.commit();
    CompletableFuture<Set<Integer>> found = one.scan(value -> value % 3 == 0);
    CompletableFuture<Boolean> commit = one.commit();
    stage.end();
    return all(List.of(commit)) && !found.join().isEmpty();
  }

  private static boolean writeSkew(Stage stage) {
    Actor one = stage.begin();
    Actor two = stage.begin();
    List<CompletableFuture<Integer>> ofTheFirst = List.of(one.get(1), two.get(1));
    List<CompletableFuture<Integer>> ofTheSecond = List.of(one.get(2), two.get(2));
    one.put(1, 11);
    two.put(2, 21);
    List<CompletableFuture<Boolean>> commits = List.of(one.commit(), two.commit());
    stage.end();
    return all(commits)
        && ofTheFirst.stream().allMatch(read -> is(read, 10))
        && ofTheSecond.stream().allMatch(read -> is(read, 20));
  }

  private static boolean writeSkewByRanges(Stage stage) {
    Actor one = stage.begin();
    Actor two = stage.begin();
    List<CompletableFuture<Set<Integer>>> found =
        List.of(one.scan(value -> value % 3 == 0), two.scan(value -> value % 3 == 0));
    one.put(3, 30);
    two.put(4, 42);
    List<CompletableFuture<Boolean>> commits = List.of(one.commit(), two.commit());
    stage.end();
    return all(commits) && found.stream().allMatch(each -> each.join().isEmpty());
  }

  private static boolean readOnlyAnomaly(Stage stage) {
    Actor one = stage.begin();
    Actor two = stage.begin();
    one.scan(value -> true);
    two.put(2, 25);
    two.commit();
    Actor reader = stage.begin();
    CompletableFuture<Integer> first = reader.get(1);
    CompletableFuture<Integer> second = reader.get(2);
    reader.commit();
    one.put(1, 0);
    CompletableFuture<Boolean> commit = one.commit();
    stage.end();
    return is(first, 10) && is(second, 25) && all(List.of(commit));
  }

  static Stream<Arguments> cases() {
    return HermitageTest.cases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void amongWhatIsLockedNoAnomalyComesAbout(
      StorageEngine engine, Isolation isolation, Anomaly anomaly) {
    try (Stage stage = new Stage(engine, isolation, true)) {
      assertThat(comesAbout(anomaly, stage)).isFalse();
    }
  }

  /** The control: these scripts can bring the anomalies about. */
  @ParameterizedTest
  @MethodSource("cases")
  void withoutLocksAnAnomalyComesAboutWhereItIsPermitted(
      StorageEngine engine, Isolation isolation, Anomaly anomaly) {
    try (Stage stage = new Stage(engine, isolation, false)) {
      assertThat(comesAbout(anomaly, stage)).isEqualTo(anomaly.isPermitted(isolation));
    }
  }
}
