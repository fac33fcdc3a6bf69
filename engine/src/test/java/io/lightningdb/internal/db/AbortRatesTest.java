package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.ConflictException;
import io.lightningdb.Isolation;
import io.lightningdb.Keyspace;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.testing.InlineScheduler;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How many transactions have to be run again: as the database says, as a model of what it does, and
 * as one of serializable snapshot isolation (Cahill, Röhm and Fekete, "Serializable Isolation for
 * Snapshot Databases", 2008). All run the same transactions in the same order, many at a time.
 */
@ExtendWith(Seeds.class)
class AbortRatesTest {

  private static final int TRANSACTIONS = 8_000;

  /** Decides by what was committed since a transaction began whether it may commit. */
  private interface Rule {
    boolean allows(Intent transaction, List<Intent> committedSince);
  }

  /** What a transaction reads and writes. */
  private static final class Intent {

    private final Set<Integer> reads = new HashSet<>();
    private final Set<Integer> writes = new HashSet<>();
    private int beganAfter;

    /** Whether somebody reads an older version of what this has written, or the other way round. */
    private boolean in;

    private boolean out;

    boolean writesAnyOf(Intent other) {
      return !Collections.disjoint(writes, other.writes);
    }

    boolean readsBefore(Intent other) {
      return !Collections.disjoint(reads, other.writes);
    }
  }

  private static boolean firstCommitterWins(Intent transaction, List<Intent> committedSince) {
    return committedSince.stream().noneMatch(transaction::writesAnyOf);
  }

  private static boolean validates(Intent transaction, List<Intent> committedSince) {
    return firstCommitterWins(transaction, committedSince)
        && (transaction.writes.isEmpty()
            || committedSince.stream().noneMatch(transaction::readsBefore));
  }

  /** Nobody may have a transaction before and one behind that it runs beside. */
  private static boolean hasNoPivot(Intent transaction, List<Intent> committedSince) {
    if (!firstCommitterWins(transaction, committedSince)) {
      return false;
    }
    boolean in = false;
    boolean out = false;
    for (Intent other : committedSince) {
      boolean before = transaction.readsBefore(other);
      boolean behind = other.readsBefore(transaction);
      if ((before && (other.out || behind)) || (behind && other.in)) {
        return false;
      }
      out |= before;
      in |= behind;
    }
    if (in && out) {
      return false;
    }
    transaction.in = in;
    transaction.out = out;
    for (Intent other : committedSince) {
      other.in |= transaction.readsBefore(other);
      other.out |= other.readsBefore(transaction);
    }
    return true;
  }

  /** Returns transactions of which some write, and the others read only. */
  private static List<Intent> intents(Seed seed, int keys, int reads, int writes) {
    List<Intent> intents = new ArrayList<>();
    for (int i = 0; i < TRANSACTIONS; i++) {
      Intent intent = new Intent();
      while (intent.reads.size() < reads) {
        int key = seed.between(0, keys - 1);
        intent.reads.add(key);
        // What is written was read before, as it mostly is.
        if (intent.writes.size() < writes) {
          intent.writes.add(key);
        }
      }
      intents.add(intent);
    }
    return intents;
  }

  private static double refusedByRule(List<Intent> intents, Seed order, int atATime, Rule rule) {
    List<Intent> committed = new ArrayList<>();
    List<Intent> open = new ArrayList<>();
    int refused = 0;
    for (Intent next : intents) {
      next.beganAfter = committed.size();
      open.add(next);
      if (open.size() == atATime) {
        Intent ending = open.remove(order.between(0, atATime - 1));
        if (rule.allows(ending, committed.subList(ending.beganAfter, committed.size()))) {
          committed.add(ending);
        } else {
          refused++;
        }
      }
    }
    return percent(refused);
  }

  private static double refusedByDatabase(
      List<Intent> intents, Seed order, int atATime, Isolation isolation) {
    Options options = Options.builder().build();
    TransactionOptions level = TransactionOptions.defaults().withIsolation(isolation);
    int refused = 0;
    try (LocalDatabase db = Databases.open(new MemoryDisk(), options, new InlineScheduler())) {
      Keyspace keyspace = db.createKeyspace("k");
      List<Intent> open = new ArrayList<>();
      List<Transaction> transactions = new ArrayList<>();
      for (Intent next : intents) {
        Transaction transaction = db.begin(level);
        next.reads.forEach(key -> transaction.get(keyspace, bytes(key)));
        next.writes.forEach(key -> transaction.put(keyspace, bytes(key), new byte[8]));
        open.add(next);
        transactions.add(transaction);
        if (open.size() == atATime) {
          int ending = order.between(0, atATime - 1);
          open.remove(ending);
          try (Transaction ended = transactions.remove(ending)) {
            ended.commit();
          } catch (ConflictException e) {
            refused++;
          }
        }
      }
      transactions.forEach(Transaction::close);
    }
    return percent(refused);
  }

  private static double percent(int refused) {
    return 100.0 * refused / TRANSACTIONS;
  }

  private static byte[] bytes(int key) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(key).array();
  }

  @ParameterizedTest
  @CsvSource({
    // keys, read, written, at a time
    "100000, 2, 2, 4",
    "100, 2, 2, 4",
    "10000, 10, 1, 4",
    "10000, 50, 1, 4",
    "10000, 10, 1, 16",
    "10000, 50, 1, 16",
    "10000, 50, 0, 16",
    "1000, 10, 1, 16"
  })
  void validationRefusesWhatTheModelDoesAndMoreThanItHasTo(
      int keys, int reads, int writes, int atATime, Seed seed) {
    List<Intent> intents = intents(seed.fork("intents"), keys, reads, writes);
    double snapshot =
        refusedByRule(intents, seed.fork("order"), atATime, AbortRatesTest::firstCommitterWins);
    double validation =
        refusedByRule(intents, seed.fork("order"), atATime, AbortRatesTest::validates);
    double pivots = refusedByRule(intents, seed.fork("order"), atATime, AbortRatesTest::hasNoPivot);
    System.out.printf(
        "| %,d | %d | %d | %d | %.2f %% | %.2f %% | %.2f %% |%n",
        keys, reads, writes, atATime, snapshot, validation, pivots);
    assertThat(refusedByDatabase(intents, seed.fork("order"), atATime, Isolation.SNAPSHOT))
        .isEqualTo(snapshot);
    assertThat(refusedByDatabase(intents, seed.fork("order"), atATime, Isolation.SERIALIZABLE))
        .isEqualTo(validation);
    assertThat(pivots).isBetween(snapshot - 1, validation + 1);
    assertThat(writes > 0 || validation == 0).as("who only reads is never refused").isTrue();
  }
}
