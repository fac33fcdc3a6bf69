package io.lightningdb.internal.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.ConflictException;
import io.lightningdb.ConflictException.Reason;
import io.lightningdb.KeyRange;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.testing.Threads;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LockTableTest {

  private static final KeyspaceId KEYSPACE = new KeyspaceId(1);
  private static final KeyspaceId OTHER = new KeyspaceId(2);
  private static final long LONG = Duration.ofSeconds(50).toNanos();

  private long numbers;
  private final LockTable table = new LockTable(id -> "k" + id.value());
  private final List<LockOwner> owners = new ArrayList<>();
  private final LockOwner a = owner("ann");
  private final LockOwner b = owner("ben");
  private final LockOwner c = owner("cem");
  private final LockOwner d = owner("dan");

  private LockOwner owner(String thread) {
    LockOwner owner = table.newTransaction(++numbers, thread);
    owners.add(owner);
    return owner;
  }

  /** Every test ends so: nothing may stay. */
  @AfterEach
  void nothingIsLeft() {
    owners.forEach(table::end);
    assertThat(table.isEmpty()).isTrue();
    assertThat(owners)
        .allSatisfy(
            owner -> {
              assertThat(owner.held).isEmpty();
              assertThat(owner.waiting).isNull();
            });
  }

  private static byte[] bytes(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }

  private static LockTarget key(String key) {
    return LockTarget.key(KEYSPACE, bytes(key));
  }

  private static LockTarget range(String from, String to) {
    return LockTarget.range(KEYSPACE, KeyRange.between(bytes(from), bytes(to)));
  }

  private static final LockTarget ALL = LockTarget.range(KEYSPACE, KeyRange.all());

  /** Takes a lock that must be free. */
  private void take(LockOwner owner, LockTarget target) {
    assertThat(table.acquire(owner, target, 0)).isTrue();
  }

  private void assertLocked(LockOwner owner, LockTarget target) {
    assertThatThrownBy(() -> table.acquire(owner, target, 0))
        .isInstanceOfSatisfying(
            ConflictException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LOCK_TIMEOUT));
  }

  /** A thread that waits for a lock, and what has come of it. */
  private final class Waiting {
    private final Thread thread;
    private final AtomicReference<Object> outcome = new AtomicReference<>();

    Waiting(LockOwner owner, LockTarget target, long timeoutNanos) {
      thread =
          Threads.start(
              () -> {
                try {
                  outcome.set(table.acquire(owner, target, timeoutNanos));
                } catch (ConflictException e) {
                  outcome.set(e);
                }
              });
      while (owner.waiting == null && thread.isAlive()) {
        Threads.pause();
      }
    }

    Object outcome() {
      Threads.join(thread);
      return outcome.get();
    }

    void assertGranted() {
      assertThat(outcome()).isEqualTo(true);
    }

    void assertWaits() {
      Threads.awaitState(thread, Thread.State.TIMED_WAITING);
      assertThat(outcome.get()).isNull();
    }
  }

  private Waiting await(LockOwner owner, LockTarget target) {
    Waiting waiting = new Waiting(owner, target, LONG);
    waiting.assertWaits();
    return waiting;
  }

  @Test
  void aKeyIsLockedByOneOnly() {
    assertThat(table.isEmpty()).isTrue();
    take(a, key("x"));
    assertThat(table.isEmpty()).isFalse();
    take(b, key("y"));
    take(b, LockTarget.key(OTHER, bytes("x")));
    assertLocked(b, key("x"));
    assertLocked(a, key("y"));
    table.end(a);
    take(b, key("x"));
  }

  @Test
  void whoHasItGetsItAgain() {
    take(a, key("x"));
    take(a, key("x"));
    take(a, range("b", "m"));
    take(a, range("c", "d"));
    take(a, key("f"));
    take(a, range("b", "m"));
    assertThat(a.held).hasSize(2);
  }

  @Test
  void aRangeHasAllItsKeysAndNoOthers() {
    take(a, range("b", "d"));
    for (String inside : List.of("b", "bb", "c", "czzz")) {
      assertLocked(b, key(inside));
    }
    for (String outside : List.of("", "a", "azzz", "d", "e")) {
      take(b, key(outside));
    }
    assertLocked(c, range("a", "b"));
    assertLocked(c, range("d", "dd"));
    take(c, range("dd", "e"));
    assertLocked(d, range("c", "ca"));
    assertLocked(d, ALL);
  }

  @Test
  void aRangeIsNotToBeHadWhileAKeyInItIsLocked() {
    take(a, key("c"));
    assertLocked(b, range("a", "d"));
    assertLocked(b, range("c", "d"));
    assertLocked(b, ALL);
    take(b, range("a", "c"));
    take(b, range("ca", "z"));
  }

  @Test
  void rangesOfOneOwnerMayOverlap() {
    take(a, range("c", "e"));
    take(a, range("d", "h"));
    take(a, range("a", "d"));
    take(a, range("b", "c"));
    take(a, range("f", "g"));
    for (String inside : List.of("a", "c", "d", "e", "fa", "gz")) {
      assertLocked(b, key(inside));
    }
    assertLocked(b, range("g", "k"));
    take(b, range("h", "k"));
    // One that has all of them takes their place.
    table.end(b);
    take(a, range("", "z"));
    assertLocked(c, key("y"));
    assertLocked(c, key("b"));
    table.end(a);
    take(c, ALL);
  }

  @Test
  void rangesMayHaveNoEnds() {
    take(a, LockTarget.range(KEYSPACE, KeyRange.lessThan(bytes("c"))));
    take(b, LockTarget.range(KEYSPACE, KeyRange.atLeast(bytes("m"))));
    assertLocked(c, key(""));
    assertLocked(c, key("zzz"));
    assertLocked(c, ALL);
    take(c, range("c", "m"));
  }

  @Test
  void thoseWhoWaitForAKeyGetItInTheirOrder() {
    take(a, key("x"));
    List<LockOwner> order = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    List<LockOwner> waiting = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      LockOwner owner = owner("waiter" + i);
      waiting.add(owner);
      Thread thread =
          Threads.start(
              () -> {
                assertThat(table.acquire(owner, key("x"), LONG)).isTrue();
                order.add(owner);
                table.end(owner);
              });
      Threads.awaitState(thread, Thread.State.TIMED_WAITING);
      threads.add(thread);
    }
    table.end(a);
    threads.forEach(Threads::join);
    assertThat(order).containsExactlyElementsOf(waiting);
  }

  @Test
  void whoComesLaterWaitsBehindWhomItIsInTheWayOf() {
    take(a, key("c"));
    Waiting range = await(b, range("a", "m"));
    Waiting key = await(c, key("f"));
    assertLocked(d, key("f"));
    assertLocked(d, range("h", "z"));
    // Not in anybody's way:
    take(d, key("m"));
    table.end(a);
    range.assertGranted();
    key.assertWaits();
    table.end(b);
    key.assertGranted();
  }

  @Test
  void aRangeWaitsBehindAnEarlierKey() {
    take(a, range("a", "m"));
    Waiting key = await(b, key("c"));
    Waiting range = await(c, range("b", "d"));
    Waiting other = await(d, range("c", "z"));
    table.end(a);
    key.assertGranted();
    range.assertWaits();
    table.end(b);
    range.assertGranted();
    other.assertWaits();
    table.end(c);
    other.assertGranted();
  }

  @Test
  void nobodyWaitsBehindThoseWhoWaitForItself() {
    take(a, key("c"));
    Waiting range = await(b, range("a", "m"));
    Waiting all = await(d, ALL);
    take(a, key("f"));
    take(a, range("b", "d"));
    range.assertWaits();
    table.end(a);
    range.assertGranted();
    all.assertWaits();
    table.end(b);
    all.assertGranted();
  }

  @Test
  void aLockIsWaitedForAsLongAsAskedFor() {
    take(a, key("x"));
    long start = System.nanoTime();
    assertThatThrownBy(() -> table.acquire(b, key("x"), Duration.ofMillis(200).toNanos()))
        .isInstanceOfSatisfying(
            ConflictException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.LOCK_TIMEOUT);
              assertThat(e.keyspace()).isEqualTo("k1");
              assertThat(e.key()).isEqualTo(bytes("x"));
            })
        .hasMessage(
            "key 'x' of keyspace 'k1' is locked by transaction 1 (ann), and was not to be had by"
                + " transaction 2 (ben) within 200 ms; run it again");
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(200_000_000L);
    assertThatThrownBy(() -> table.acquire(b, range("a", "y"), 0))
        .isInstanceOfSatisfying(ConflictException.class, e -> assertThat(e.key()).isNull())
        .hasMessage(
            "the range from 'a' to before 'y' of keyspace 'k1' is locked by transaction 1 (ann);"
                + " run it again");
  }

  @Test
  void whoGivesUpIsInNobodysWay() {
    take(a, key("c"));
    Waiting givesUp = new Waiting(b, range("a", "m"), Duration.ofMillis(300).toNanos());
    Waiting key = await(c, key("f"));
    Waiting range = await(d, range("g", "h"));
    assertThat(givesUp.outcome())
        .isInstanceOfSatisfying(
            ConflictException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LOCK_TIMEOUT));
    key.assertGranted();
    range.assertGranted();
    // It has nothing, and may ask again.
    assertLocked(b, key("c"));
    table.end(a);
    take(b, key("c"));
  }

  @Test
  void aKeyThatIsGivenUpInTheMiddleOfAQueueLeavesTheOthersInOrder() {
    take(a, key("x"));
    Waiting first = await(b, key("x"));
    Waiting givesUp = new Waiting(c, key("x"), Duration.ofMillis(200).toNanos());
    Waiting last = await(d, key("x"));
    assertThat(givesUp.outcome()).isInstanceOf(ConflictException.class);
    table.end(a);
    first.assertGranted();
    last.assertWaits();
    table.end(b);
    last.assertGranted();
  }

  private void assertDeadlock(LockOwner owner, LockTarget target, String message) {
    long start = System.nanoTime();
    assertThatThrownBy(() -> table.acquire(owner, target, LONG))
        .isInstanceOfSatisfying(
            ConflictException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DEADLOCK))
        .hasMessage("a deadlock: " + message + "; run it again");
    assertThat(System.nanoTime() - start).isLessThan(LONG / 2);
  }

  @Test
  void aDeadlockOfTwoIsFoundAtOnce() {
    take(a, key("x"));
    take(b, key("y"));
    Waiting waiting = await(a, key("y"));
    assertDeadlock(
        b,
        key("x"),
        "transaction 2 (ben) waits for key 'x' of keyspace 'k1', which transaction 1 (ann) holds;"
            + " transaction 1 waits for key 'y' of keyspace 'k1', which transaction 2 (ben) holds");
    // It keeps what it has until it is over.
    waiting.assertWaits();
    table.end(b);
    waiting.assertGranted();
  }

  @Test
  void aDeadlockOfThreeInTwoKeyspacesIsFoundAtOnce() {
    LockTarget elsewhere = LockTarget.key(OTHER, bytes("z"));
    take(a, key("x"));
    take(b, key("y"));
    take(c, elsewhere);
    Waiting first = await(a, key("y"));
    Waiting second = await(b, elsewhere);
    assertDeadlock(
        c,
        key("x"),
        "transaction 3 (cem) waits for key 'x' of keyspace 'k1', which transaction 1 (ann) holds;"
            + " transaction 1 waits for key 'y' of keyspace 'k1', which transaction 2 (ben) holds;"
            + " transaction 2 waits for key 'z' of keyspace 'k2', which transaction 3 (cem) holds");
    table.end(c);
    second.assertGranted();
    table.end(b);
    first.assertGranted();
  }

  @Test
  void aDeadlockBetweenKeysAndRangesIsFoundAtOnce() {
    take(a, range("a", "f"));
    take(b, key("x"));
    Waiting waiting = await(a, LockTarget.range(KEYSPACE, KeyRange.atLeast(bytes("m"))));
    assertDeadlock(
        b,
        key("c"),
        "transaction 2 (ben) waits for key 'c' of keyspace 'k1', which transaction 1 (ann) holds;"
            + " transaction 1 waits for the range from 'm' to the last key of keyspace 'k1', which"
            + " transaction 2 (ben) holds");
    table.end(b);
    waiting.assertGranted();
  }

  /** Three wait for one key; the second of them has what the holder asks for. */
  @Test
  void aDeadlockThroughAQueueIsFoundAtOnce() {
    take(a, key("x"));
    take(c, key("y"));
    Waiting first = await(b, key("x"));
    Waiting second = await(c, key("x"));
    assertDeadlock(
        a,
        key("y"),
        "transaction 1 (ann) waits for key 'y' of keyspace 'k1', which transaction 3 (cem) holds;"
            + " transaction 3 waits for key 'x' of keyspace 'k1', which transaction 1 (ann) holds");
    table.end(a);
    first.assertGranted();
    table.end(b);
    second.assertGranted();
  }

  /** Who asked for a range first is let in first, and so may be what others wait for. */
  @Test
  void aDeadlockWithWhoWaitsBeforeIsFoundAtOnce() {
    take(a, key("a"));
    take(b, key("z"));
    Waiting key = await(b, key("a"));
    Waiting range = await(c, range("x", "zz"));
    // It would wait behind the range, that for ben, and he for ann.
    assertDeadlock(
        a,
        key("y"),
        "transaction 1 (ann) waits for key 'y' of keyspace 'k1', which transaction 3 (cem) waits"
            + " for before it; transaction 3 waits for the range from 'x' to before 'zz' of"
            + " keyspace 'k1', which transaction 2 (ben) holds; transaction 2 waits for key 'a' of"
            + " keyspace 'k1', which transaction 1 (ann) holds");
    table.end(a);
    key.assertGranted();
    table.end(b);
    range.assertGranted();
  }

  @Test
  void anInterruptEndsNoWaitAndIsKept() {
    take(a, key("x"));
    AtomicReference<Boolean> interrupted = new AtomicReference<>();
    Thread thread =
        Threads.start(
            () -> {
              assertThat(table.acquire(b, key("x"), LONG)).isTrue();
              interrupted.set(Thread.currentThread().isInterrupted());
            });
    for (int i = 0; i < 10; i++) {
      Threads.awaitState(thread, Thread.State.TIMED_WAITING);
      thread.interrupt();
    }
    Threads.awaitState(thread, Thread.State.TIMED_WAITING);
    table.end(a);
    Threads.join(thread);
    assertThat(interrupted.get()).isTrue();
    // One that was interrupted before waits as well.
    Thread again =
        Threads.start(
            () -> {
              Thread.currentThread().interrupt();
              assertThat(table.acquire(c, key("x"), LONG)).isTrue();
              interrupted.set(!Thread.currentThread().isInterrupted());
            });
    Threads.awaitState(again, Thread.State.TIMED_WAITING);
    table.end(b);
    Threads.join(again);
    assertThat(interrupted.get()).isFalse();
  }

  @Test
  void whoEndsGetsNothingAnyMoreAndGoesOn() {
    take(a, key("x"));
    take(b, key("y"));
    Waiting ended = await(b, range("w", "z"));
    Waiting behind = await(c, key("w"));
    table.end(b);
    assertThat(ended.outcome()).isEqualTo(false);
    behind.assertGranted();
    assertThat(table.acquire(b, key("free"), 0)).isFalse();
    take(d, key("y"));
    table.end(b);
  }

  @Test
  void anOwnerWaitsForOneThingAtATime() {
    take(a, key("x"));
    Waiting waiting = await(b, key("x"));
    assertThatThrownBy(() -> table.acquire(b, key("x"), LONG))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("transaction 2 (ben) is used by two threads at once");
    table.end(a);
    waiting.assertGranted();
  }

  @Test
  void commitsAreToldWhatOthersHave() {
    take(a, key("x"));
    take(b, range("c", "e"));
    Waiting waiting = await(c, range("a", "h"));
    List<Write> writes = new ArrayList<>();
    for (String key : List.of("x", "d", "c", "e", "b", "y")) {
      writes.add(new Write(KEYSPACE, bytes(key), null));
      writes.add(new Write(OTHER, bytes(key), null));
    }
    assertThat(table.heldByOthers(null, writes))
        .extracting(target -> new String(target.from(), StandardCharsets.UTF_8))
        .containsExactly("c", "d", "x");
    assertThat(table.heldByOthers(b, writes))
        .extracting(target -> new String(target.from(), StandardCharsets.UTF_8))
        .containsExactly("x");
    // What is only waited for is not locked.
    assertThat(table.heldByOthers(d, List.of(new Write(KEYSPACE, bytes("b"), null)))).isEmpty();
    assertThat(table.isHeldByAnother(null, range("b", "d"))).isTrue();
    assertThat(table.isHeldByAnother(b, range("b", "d"))).isFalse();
    assertThat(table.isHeldByAnother(null, range("e", "x"))).isFalse();
    table.end(b);
    waiting.assertGranted();
  }

  @Test
  void aThousandMayWaitForOneKey() {
    take(a, key("x"));
    int count = 1_000;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LockOwner owner = owner("waiter" + i);
      threads.add(
          Threads.start(
              () -> {
                assertThat(table.acquire(owner, key("x"), LONG)).isTrue();
                table.end(owner);
              }));
    }
    threads.forEach(thread -> Threads.awaitState(thread, Thread.State.TIMED_WAITING));
    table.end(a);
    threads.forEach(Threads::join);
  }
}
