package io.lightningdb.internal.txn;

import io.lightningdb.ConflictException;
import io.lightningdb.KeyRange;
import io.lightningdb.internal.base.KeyspaceId;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** The lock table under many orders in which the steps of two threads can follow each other. */
class LockTableLincheckTest {

  /** More of them for a longer search: {@code -Dlightning.lincheck.iterations=100}. */
  private static final int ITERATIONS = Integer.getInteger("lightning.lincheck.iterations", 3);

  private static final KeyspaceId KEYSPACE = new KeyspaceId(1);
  private static final int KEYS = 3;

  private static final List<Write> WRITES =
      IntStream.range(0, KEYS).mapToObj(key -> new Write(KEYSPACE, bytes(key), null)).toList();

  private static byte[] bytes(int key) {
    return new byte[] {(byte) key};
  }

  /** Locks that are not waited for: each operation is as if it had happened in one moment. */
  @Param(name = "owner", gen = IntGen.class, conf = "0:1")
  @Param(name = "key", gen = IntGen.class, conf = "0:2")
  public static class AtOnce {
    private final LockTable table = new LockTable(id -> "k");
    private final LockOwner[] owners = {table.newTransaction(0, "0"), table.newTransaction(1, "1")};

    private boolean take(LockOwner owner, LockTarget target) {
      try {
        return table.acquire(owner, target, 0);
      } catch (ConflictException e) {
        return false;
      }
    }

    @Operation
    public boolean takeKey(@Param(name = "owner") int owner, @Param(name = "key") int key) {
      return take(owners[owner], LockTarget.key(KEYSPACE, bytes(key)));
    }

    @Operation
    public boolean takeFrom(@Param(name = "owner") int owner, @Param(name = "key") int key) {
      return take(owners[owner], LockTarget.range(KEYSPACE, KeyRange.atLeast(bytes(key))));
    }

    @Operation
    public void end(@Param(name = "owner") int owner) {
      table.end(owners[owner]);
    }

    /** What a commit asks that writes all keys. */
    @Operation
    public int locked() {
      return table.isEmpty() ? 0 : table.heldByOthers(null, WRITES).size();
    }
  }

  /** Counters that only locks guard: nothing is lost, and nobody waits for good. */
  @Param(name = "key", gen = IntGen.class, conf = "0:2")
  public static class Waiting {
    private final LockTable table = new LockTable(id -> "k");
    private final int[] counters = new int[KEYS];

    private int addOne(LockTarget target, int from, int to) {
      LockOwner owner = table.newTransaction(2, "t");
      table.acquire(owner, target, Duration.ofDays(1).toNanos());
      int sum = 0;
      for (int key = from; key < to; key++) {
        sum += ++counters[key];
      }
      table.end(owner);
      return sum;
    }

    @Operation
    public int addOneTo(@Param(name = "key") int key) {
      return addOne(LockTarget.key(KEYSPACE, bytes(key)), key, key + 1);
    }

    @Operation
    public int addOneToAll() {
      return addOne(LockTarget.range(KEYSPACE, KeyRange.all()), 0, KEYS);
    }
  }

  private static ModelCheckingOptions options() {
    return new ModelCheckingOptions()
        .iterations(ITERATIONS)
        .invocationsPerIteration(50)
        .threads(2)
        .actorsPerThread(3);
  }

  @Test
  void locksThatAreNotWaitedForAreTakenInOneMoment() {
    options().check(AtOnce.class);
  }

  @Test
  void locksThatAreWaitedForAreHandedOn() {
    options().check(Waiting.class);
  }
}
