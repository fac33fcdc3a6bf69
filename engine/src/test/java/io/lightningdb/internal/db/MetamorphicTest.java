package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Keyspace;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.Threads;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Options change how fast an answer comes and never what it is: databases that are set up in 50
 * different ways answer the same random operations alike.
 */
@ExtendWith(Seeds.class)
class MetamorphicTest {

  /** How many times, each with a seed of its own: {@code -Dlightning.metamorphic.rounds=100}. */
  private static final int ROUNDS = Integer.getInteger("lightning.metamorphic.rounds", 100);

  private static final int OPERATIONS = 2_000;
  private static final int THREADS = 2;
  private static final List<OptionSet> OPTION_SETS = OptionSet.all();

  private final AtomicLong flushes = new AtomicLong();
  private final AtomicLong compactions = new AtomicLong();

  @Test
  void otherOptionsGiveTheSameAnswers(Seed seed) {
    System.out.println("options compared with -Dlightning.seed=" + seed);
    AtomicInteger rounds = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Threads.run(
        THREADS,
        thread -> {
          int round;
          while (failure.get() == null && (round = rounds.getAndIncrement()) < ROUNDS) {
            try {
              compareAll(round(seed, round));
            } catch (AssertionError | RuntimeException e) {
              failure.compareAndSet(null, e);
              throw e;
            }
          }
        });
    assertThat(flushes.get()).as("flushes").isGreaterThan(100L * ROUNDS);
    assertThat(compactions.get()).as("merges of tables").isGreaterThan(ROUNDS);
  }

  /** The first round has the seed itself, so that any round can be repeated as the first of one. */
  private static Seed round(Seed seed, int round) {
    return new Seed(seed.value() + round);
  }

  private void compareAll(Seed seed) {
    Answers expected = run(seed, OPTION_SETS.get(0), Answers.NONE, UnaryOperator.identity());
    for (OptionSet set : OPTION_SETS.subList(1, OPTION_SETS.size())) {
      compare(seed, expected, set, UnaryOperator::identity);
    }
  }

  /** Something to put between the operations and the handles of keyspaces, new for each run. */
  private interface Handles {
    UnaryOperator<Keyspace> get();
  }

  private void compare(Seed seed, Answers expected, OptionSet set, Handles handles) {
    int different = run(seed, set, Answers.NONE, handles.get()).firstDifference(expected);
    if (different != Answers.NONE) {
      OptionSet first = OPTION_SETS.get(0);
      throw new AssertionError(
          "operation "
              + different
              + " was answered differently with -Dlightning.seed="
              + seed
              + " -Dlightning.metamorphic.rounds=1\n  by "
              + first
              + ":\n    "
              + run(seed, first, different, UnaryOperator.identity()).words()
              + "\n  by "
              + set
              + ":\n    "
              + run(seed, set, different, handles.get()).words());
    }
  }

  private Answers run(Seed seed, OptionSet set, int told, UnaryOperator<Keyspace> handles) {
    Answers answers = new Answers(OPERATIONS, told);
    try {
      MetamorphicWorkload workload =
          new MetamorphicWorkload(new Seed(seed.value()), set, answers, handles);
      workload.run(OPERATIONS);
      flushes.addAndGet(workload.flushes());
      compactions.addAndGet(workload.compactions());
      return answers;
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "operation "
              + answers.count()
              + " with -Dlightning.seed="
              + seed
              + " -Dlightning.metamorphic.rounds=1 and "
              + set,
          e);
    }
  }

  /** The control: this test can fail. */
  @Test
  void aDatabaseThatLosesOneDeleteIsFoundOut(Seed seed) {
    assertThatThrownBy(
            () -> {
              for (int round = 0; round < 5; round++) {
                Seed each = round(seed, round);
                Answers expected =
                    run(each, OPTION_SETS.get(0), Answers.NONE, UnaryOperator.identity());
                compare(each, expected, OPTION_SETS.get(17), () -> losingOneDelete());
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching("(?s)operation \\d+ was answered differently with .*seed=.* -> .*")
        .hasMessageContaining(OPTION_SETS.get(0).toString())
        .hasMessageContaining(OPTION_SETS.get(17).toString());
  }

  /** Loses the first delete of a key that is there. */
  private static UnaryOperator<Keyspace> losingOneDelete() {
    AtomicBoolean lost = new AtomicBoolean();
    return keyspace ->
        (Keyspace)
            Proxy.newProxyInstance(
                Keyspace.class.getClassLoader(),
                new Class<?>[] {Keyspace.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("delete")
                      && keyspace.contains((byte[]) arguments[0])
                      && lost.compareAndSet(false, true)) {
                    return null;
                  }
                  try {
                    return method.invoke(keyspace, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
  }
}
