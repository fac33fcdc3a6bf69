package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.BulkLoad;
import io.lightningdb.ChangeStamps;
import io.lightningdb.Durability;
import io.lightningdb.Expiry;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.LimitException;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.Transaction;
import io.lightningdb.WriteBatch;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.testing.Threads;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ChangeStampsTest {

  private static final byte[] KEY = bytes("key");
  private static final byte[] VALUE = bytes("value");

  private LocalDatabase db;
  private Keyspace keyspace;
  private ChangeStamps stamps;
  private long before;

  @BeforeEach
  void open() {
    db = Databases.open(new MemoryDisk(), Options.defaults());
    keyspace = db.createKeyspace("k").withDurability(Durability.ASYNC);
    stamps = keyspace.changeStamps(64);
  }

  @AfterEach
  void close() {
    db.close();
  }

  private interface Step {
    void run();
  }

  private void assertChanges(Step step) {
    before = stamps.stamp(stamps.slot(KEY));
    assertThat(ChangeStamps.isSettled(before)).isTrue();
    step.run();
    long after = stamps.stamp(stamps.slot(KEY));
    assertThat(after).isNotEqualTo(before);
    assertThat(ChangeStamps.isSettled(after)).isTrue();
  }

  @Test
  void whateverChangesAKeyChangesItsStamp() {
    assertChanges(() -> keyspace.put(KEY, VALUE));
    assertChanges(() -> keyspace.withDurability(Durability.SYNC).put(KEY, VALUE));
    assertChanges(() -> keyspace.setExpiry(KEY, Expiry.after(Duration.ofHours(1))));
    assertChanges(() -> keyspace.compareAndSet(KEY, VALUE, bytes("other")));
    assertChanges(() -> keyspace.getAndPut(KEY, new byte[100_000]));
    assertChanges(() -> keyspace.delete(KEY));
    assertChanges(() -> db.write(new WriteBatch().put(keyspace, KEY, VALUE)));
    assertChanges(() -> keyspace.deleteRange(KeyRange.atLeast(bytes("a"))));
    assertChanges(
        () ->
            db.transact(
                transaction -> {
                  transaction.put(keyspace, bytes("another"), VALUE);
                  transaction.put(keyspace, KEY, VALUE);
                }));
    assertChanges(
        () -> {
          try (BulkLoad load = db.bulkLoad(keyspace)) {
            load.add(KEY, bytes("loaded"));
            load.commit();
          }
        });
  }

  @Test
  void whatChangesNothingChangesNoStamp() {
    keyspace.put(KEY, VALUE);
    before = stamps.stamp(stamps.slot(KEY));
    Keyspace other = db.createKeyspace("other");
    other.put(KEY, VALUE);
    keyspace.compareAndSet(KEY, bytes("no"), bytes("other"));
    try (Transaction transaction = db.begin()) {
      transaction.put(keyspace, KEY, bytes("never committed"));
    }
    db.flush();
    db.compact();
    db.dropKeyspace("other");
    db.renameKeyspace("k", "l");
    assertThat(stamps.stamp(stamps.slot(KEY))).isEqualTo(before);
  }

  @Test
  void tellsWhetherAnythingMayExpire() {
    keyspace.put(KEY, VALUE);
    assertThat(stamps.mayExpire()).isFalse();
    keyspace.put(bytes("another"), VALUE, Expiry.after(Duration.ofHours(1)));
    assertThat(stamps.mayExpire()).isTrue();
    db.flush();
    assertThat(stamps.mayExpire()).isTrue();
  }

  @Test
  void slotsAreShared() {
    try (ChangeStamps one = keyspace.changeStamps(1)) {
      assertThat(one.slot(KEY)).isEqualTo(one.slot(bytes("another"))).isZero();
      long stamp = one.stamp(0);
      keyspace.put(bytes("another"), VALUE);
      assertThat(one.stamp(0)).isNotEqualTo(stamp);
    }
    assertThatThrownBy(() -> keyspace.changeStamps(0)).hasMessageContaining("slots must be from 1");
    assertThatThrownBy(() -> keyspace.changeStamps((1 << 24) + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noStampIsOfUseOnceItIsOver() {
    keyspace.put(KEY, VALUE);
    int slot = stamps.slot(KEY);
    db.dropKeyspace("k");
    assertOver(stamps, slot);
    assertThatThrownBy(() -> keyspace.changeStamps(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("dropped");
    ChangeStamps closed = db.createKeyspace("l").changeStamps(1);
    closed.close();
    closed.close();
    assertOver(closed, 0);
    ChangeStamps left = db.keyspace("l").changeStamps(1);
    Watches watches = ((Session) db).engine().committer().watches();
    assertThat(watches.count()).isEqualTo(1);
    db.close();
    assertOver(left, 0);
    assertThat(watches.count()).isZero();
  }

  private static void assertOver(ChangeStamps over, int slot) {
    assertThat(ChangeStamps.isSettled(over.stamp(slot))).isFalse();
  }

  @Test
  void aWriteIsMadeIfNothingOfItsSlotWasChanged() {
    int slot = stamps.slot(KEY);
    long absent = stamps.stamp(slot);
    assertThat(stamps.write(KEY, VALUE, absent, Durability.SYNC)).isTrue();
    assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
    assertThat(stamps.write(KEY, bytes("late"), absent, Durability.ASYNC)).isFalse();
    assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
    long present = stamps.stamp(slot);
    assertThat(stamps.write(KEY, null, present + 1, Durability.ASYNC)).isFalse();
    assertThat(stamps.write(KEY, null, present, Durability.FLUSHED)).isTrue();
    assertThat(keyspace.get(KEY)).isNull();
    assertThatThrownBy(() -> stamps.write(new byte[70_000], VALUE, present, Durability.SYNC))
        .isInstanceOf(LimitException.class);
    stamps.close();
    assertThatThrownBy(() -> stamps.write(KEY, VALUE, -1, Durability.SYNC))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aWriteWaitsForWhoeverHasLockedTheKey() {
    keyspace.put(KEY, bytes("0"));
    long stamp = stamps.stamp(stamps.slot(KEY));
    try (Transaction transaction = db.begin()) {
      assertThat(transaction.getForUpdate(keyspace, KEY)).isEqualTo(bytes("0"));
      AtomicBoolean written = new AtomicBoolean(true);
      Thread writer =
          Threads.start(
              () -> written.set(stamps.write(KEY, bytes("theirs"), stamp, Durability.ASYNC)));
      transaction.put(keyspace, KEY, bytes("mine"));
      transaction.commit();
      Threads.join(writer);
      assertThat(written).isFalse();
    }
    assertThat(keyspace.get(KEY)).isEqualTo(bytes("mine"));
  }

  @Test
  void writesThatDependOnWhatWasReadLoseNothing() {
    keyspace.put(KEY, bytes("0"));
    int slot = stamps.slot(KEY);
    Threads.run(
        4,
        number -> {
          for (int i = 0; i < 2_000; ) {
            long stamp = stamps.stamp(slot);
            long value = Long.parseLong(Databases.text(keyspace.get(KEY)));
            byte[] next = bytes(Long.toString(value + 1));
            if (stamps.write(KEY, next, stamp, Durability.ASYNC)) {
              i++;
            }
            if (i % 500 == 250) {
              db.flush();
            }
          }
        });
    assertThat(Databases.text(keyspace.get(KEY))).isEqualTo("8000");
  }

  private record Kept(long value, int slot, long stamp) {}

  /** What is kept is never older than what anybody has read before, or than what was written. */
  @Test
  void whatIsKeptIsNeverOlderThanWhatSomebodyHasSeen() {
    int keys = 8;
    ConcurrentMap<Integer, Kept> kept = new ConcurrentHashMap<>();
    AtomicLongArray seen = new AtomicLongArray(keys);
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong hits = new AtomicLong();
    for (int i = 0; i < keys; i++) {
      keyspace.put(bytes("k" + i), bytes("0"));
    }
    Threads.run(
        4,
        number -> {
          Random random = new Random(number);
          long end = System.nanoTime() + 1_500_000_000L;
          for (long value = 1; !done.get() && System.nanoTime() < end; value++) {
            if (number == 0) {
              // Values of a key only grow, and there is one writer.
              keyspace.put(bytes("k" + random.nextInt(keys)), bytes(Long.toString(value)));
              continue;
            }
            int key = random.nextInt(keys);
            long atLeast = seen.get(key);
            long got = random.nextInt(4) == 0 ? read(key) : readKept(kept, key, hits);
            if (got < atLeast) {
              done.set(true);
              throw new AssertionError("got " + got + " after somebody has seen " + atLeast);
            }
            seen.accumulateAndGet(key, got, Math::max);
          }
        });
    assertThat(hits.get()).isPositive();
  }

  private long read(int key) {
    byte[] value = keyspace.get(bytes("k" + key));
    return Long.parseLong(Databases.text(value));
  }

  private long readKept(ConcurrentMap<Integer, Kept> kept, int key, AtomicLong hits) {
    Kept found = kept.get(key);
    if (found != null && stamps.stamp(found.slot) == found.stamp) {
      hits.incrementAndGet();
      return found.value;
    }
    int slot = stamps.slot(bytes("k" + key));
    long stamp = stamps.stamp(slot);
    long value = read(key);
    if (ChangeStamps.isSettled(stamp)) {
      kept.put(key, new Kept(value, slot, stamp));
    }
    return value;
  }
}
