package io.lightningdb.internal.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.ConflictException;
import io.lightningdb.ConflictException.Reason;
import io.lightningdb.KeyRange;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.Threads;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Random locks of a few keys, compared with an array that has an owner for each. */
@ExtendWith(Seeds.class)
@Timeout(120)
class LockTableModelTest {

  private static final int KEYS = 24;
  private static final KeyspaceId KEYSPACE = new KeyspaceId(1);

  private final LockTable table = new LockTable(id -> "k");

  private static byte[] bytes(int key) {
    return new byte[] {(byte) key};
  }

  /** Some keys that follow each other, and the way to lock them. */
  private record Section(int from, int to, LockTarget target) {

    static Section random(Seed seed) {
      int from = seed.between(0, KEYS - 1);
      if (seed.oneIn(2)) {
        return new Section(from, from + 1, LockTarget.key(KEYSPACE, bytes(from)));
      }
      int to = seed.between(from + 1, Math.min(KEYS, from + 8));
      KeyRange range = KeyRange.between(bytes(from), bytes(to));
      if (to == KEYS) {
        range = KeyRange.atLeast(bytes(from));
      } else if (from == 0) {
        range = KeyRange.lessThan(bytes(to));
      }
      return new Section(from, to, LockTarget.range(KEYSPACE, range));
    }
  }

  private boolean take(LockOwner owner, LockTarget target) {
    try {
      return table.acquire(owner, target, 0);
    } catch (ConflictException e) {
      assertThat(e.reason()).isEqualTo(Reason.LOCK_TIMEOUT);
      return false;
    }
  }

  @RepeatedTest(20)
  void aLockIsGrantedIfAllOfItIsFree(Seed seed) {
    LockOwner[] owners = new LockOwner[4];
    Arrays.setAll(owners, i -> table.newTransaction(i, "t"));
    LockOwner[] model = new LockOwner[KEYS];
    for (int step = 0; step < 2_000; step++) {
      int index = seed.between(0, owners.length - 1);
      LockOwner owner = owners[index];
      if (seed.oneIn(6)) {
        table.end(owner);
        owners[index] = table.newTransaction(index, "t");
        IntStream.range(0, KEYS)
            .filter(key -> model[key] == owner)
            .forEach(key -> model[key] = null);
      } else {
        Section section = Section.random(seed);
        boolean free =
            IntStream.range(section.from, section.to)
                .allMatch(key -> model[key] == null || model[key] == owner);
        assertThat(table.isHeldByAnother(owner, section.target)).isEqualTo(!free);
        assertThat(take(owner, section.target)).isEqualTo(free);
        if (free) {
          Arrays.fill(model, section.from, section.to, owner);
        }
      }
      compare(model, owners[0]);
    }
    for (LockOwner owner : owners) {
      table.end(owner);
    }
    assertThat(table.isEmpty()).isTrue();
  }

  private void compare(@Nullable LockOwner[] model, LockOwner owner) {
    List<Write> writes =
        IntStream.range(0, KEYS).mapToObj(key -> new Write(KEYSPACE, bytes(key), null)).toList();
    assertThat(table.heldByOthers(owner, writes))
        .extracting(target -> (int) target.from()[0])
        .isEqualTo(
            IntStream.range(0, KEYS)
                .filter(key -> model[key] != null && model[key] != owner)
                .boxed()
                .toList());
    assertThat(table.isEmpty()).isEqualTo(Arrays.stream(model).allMatch(each -> each == null));
  }

  /**
   * Threads take locks in any order, and wait for them: nobody ever has what another has, and no
   * wait lasts until it is given up, so every deadlock is found.
   */
  @RepeatedTest(3)
  void nobodyHasWhatAnotherHasAndNobodyWaitsForGood(Seed seed) {
    AtomicReferenceArray<@Nullable LockOwner> has = new AtomicReferenceArray<>(KEYS);
    AtomicInteger deadlocks = new AtomicInteger();
    AtomicInteger granted = new AtomicInteger();
    Threads.run(
        8,
        number -> {
          Seed own = seed.fork("thread" + number);
          for (int i = 0; i < 2_000; i++) {
            LockOwner owner = table.newTransaction(number, "thread" + number);
            try {
              for (int locks = own.between(1, 4); locks > 0; locks--) {
                Section section = Section.random(own);
                assertThat(table.acquire(owner, section.target, Duration.ofSeconds(60).toNanos()))
                    .isTrue();
                granted.incrementAndGet();
                for (int key = section.from; key < section.to; key++) {
                  LockOwner before = has.getAndSet(key, owner);
                  assertThat(before == null || before == owner).as("%d is free", key).isTrue();
                }
                Threads.pause();
              }
            } catch (ConflictException e) {
              assertThat(e.reason()).isEqualTo(Reason.DEADLOCK);
              deadlocks.incrementAndGet();
            } finally {
              for (int key = 0; key < KEYS; key++) {
                has.compareAndSet(key, owner, null);
              }
              table.end(owner);
            }
          }
        });
    assertThat(table.isEmpty()).isTrue();
    assertThat(deadlocks).as("deadlocks").hasPositiveValue();
    assertThat(granted).as("granted").hasValueGreaterThan(10_000);
  }
}
