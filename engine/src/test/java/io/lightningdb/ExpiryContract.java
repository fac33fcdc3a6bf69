package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every database does with entries that expire. */
abstract class ExpiryContract extends Contract {

  private static final Instant PAST = Instant.parse("2001-02-03T04:05:06Z");
  private static final Instant FUTURE = Instant.parse("2999-01-02T03:04:05.678901Z");

  private Keyspace keyspace;

  @BeforeEach
  void createKeyspace() {
    keyspace = db.createKeyspace("expiring");
  }

  private void assertAbsent(ReadView view) {
    assertThat(view.get(KEY)).isNull();
    assertThat(view.contains(KEY)).isFalse();
    assertThat(view.openValue(KEY)).isNull();
    assertThat(view.getAll(List.of(KEY, KEY))).containsOnlyNulls();
    assertThat(view.expiresAt(KEY)).isNull();
    try (Cursor cursor = view.cursor()) {
      assertThat(cursor.next()).isFalse();
      assertThat(cursor.seek(KEY)).isFalse();
      assertThat(cursor.seekFloor(KEY)).isFalse();
    }
  }

  private void assertPresent(ReadView view, byte[] value, Instant expiresAt) {
    assertThat(view.get(KEY)).isEqualTo(value);
    assertThat(view.contains(KEY)).isTrue();
    assertThat(view.getAll(List.of(KEY)).get(0)).isEqualTo(value);
    assertThat(view.expiresAt(KEY)).isEqualTo(expiresAt);
    try (Cursor cursor = view.cursor()) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.value()).isEqualTo(value);
      byte[] into = new byte[value.length];
      assertThat(cursor.value(into)).isEqualTo(value.length);
      assertThat(into).isEqualTo(value);
      assertThat(cursor.expiresAt()).isEqualTo(expiresAt);
    }
  }

  @Test
  void itIsAmongTheCapabilities() {
    assertThat(db.capabilities().expiry()).isTrue();
  }

  @Test
  void anEntryIsThereUntilItsTime() {
    keyspace.put(KEY, VALUE, Expiry.at(FUTURE));
    assertPresent(keyspace, VALUE, FUTURE);
    settle(db);
    assertPresent(keyspace, VALUE, FUTURE);
    keyspace.put(KEY, VALUE, Expiry.at(PAST));
    assertAbsent(keyspace);
    settle(db);
    assertAbsent(keyspace);
  }

  @Test
  void anEntryIsThereForItsDuration() throws InterruptedException {
    Instant before = Instant.now();
    keyspace.put(KEY, VALUE, Expiry.after(Duration.ofMillis(150)));
    Instant after = Instant.now();
    Instant expiresAt = keyspace.expiresAt(KEY);
    if (expiresAt != null) {
      assertThat(expiresAt)
          .isBetween(before.plusMillis(149), after.plusMillis(150).plus(1, ChronoUnit.MICROS));
    }
    while (Instant.now().isBefore(after.plusMillis(151))) {
      Thread.sleep(10);
    }
    assertAbsent(keyspace);
  }

  @Test
  void aDurationOfNothingIsOver() {
    keyspace.put(KEY, VALUE);
    keyspace.put(KEY, VALUE, Expiry.after(Duration.ZERO));
    assertAbsent(keyspace);
  }

  @Test
  void aPutThatSaysNothingOfItIsForEver() {
    keyspace.put(KEY, VALUE, Expiry.at(FUTURE));
    keyspace.put(KEY, OTHER);
    assertPresent(keyspace, OTHER, null);
  }

  @Test
  void timesThatCannotBeKeptAreNever() {
    keyspace.put(KEY, VALUE, Expiry.at(Instant.MAX));
    assertPresent(keyspace, VALUE, null);
    keyspace.put(KEY, VALUE, Expiry.after(Duration.ofSeconds(Long.MAX_VALUE)));
    assertPresent(keyspace, VALUE, null);
    keyspace.put(KEY, VALUE, Expiry.at(Instant.MIN));
    assertAbsent(keyspace);
  }

  @Test
  void timesAreKeptInMicrosecondsRoundedUp() {
    keyspace.put(KEY, VALUE, Expiry.at(FUTURE.plusNanos(1)));
    assertPresent(keyspace, VALUE, FUTURE.plusNanos(1_000));
  }

  @Test
  void theExpiryOfWhatIsReplacedCanBeKept() {
    keyspace.put(KEY, VALUE, Expiry.at(FUTURE));
    keyspace.put(KEY, OTHER, Expiry.kept());
    assertPresent(keyspace, OTHER, FUTURE);
    keyspace.put(KEY, new ByteArrayInputStream(VALUE), Expiry.kept());
    assertPresent(keyspace, VALUE, FUTURE);
    assertThat(keyspace.compareAndSet(KEY, VALUE, OTHER, Expiry.kept())).isTrue();
    assertPresent(keyspace, OTHER, FUTURE);
    assertThat(keyspace.compareAndSet(KEY, VALUE, OTHER, Expiry.kept())).isFalse();
    assertThat(keyspace.compareAndSet(KEY, VALUE, null, Expiry.kept())).isFalse();
    keyspace.delete(KEY);
    keyspace.put(KEY, VALUE, Expiry.kept());
    assertPresent(keyspace, VALUE, null);
  }

  @Test
  void theExpiryCanBeSetAlone() {
    assertThat(keyspace.setExpiry(KEY, Expiry.at(FUTURE))).isFalse();
    assertAbsent(keyspace);
    keyspace.put(KEY, VALUE);
    assertThat(keyspace.setExpiry(KEY, Expiry.at(FUTURE))).isTrue();
    assertPresent(keyspace, VALUE, FUTURE);
    assertThat(keyspace.setExpiry(KEY, Expiry.kept())).isTrue();
    assertPresent(keyspace, VALUE, FUTURE);
    assertThat(keyspace.setExpiry(KEY, Expiry.never())).isTrue();
    assertPresent(keyspace, VALUE, null);
    assertThat(keyspace.setExpiry(KEY, Expiry.at(PAST))).isTrue();
    assertAbsent(keyspace);
    assertThat(keyspace.setExpiry(KEY, Expiry.never())).as("too late").isFalse();
    assertAbsent(keyspace);
  }

  @Test
  void theExpiryOfLongValuesCanBeSet() {
    byte[] value = new byte[3 * 1024 * 1024];
    Arrays.fill(value, (byte) 7);
    keyspace.put(KEY, value, Expiry.at(FUTURE));
    settle(db);
    assertThat(keyspace.setExpiry(KEY, Expiry.at(FUTURE.plusSeconds(1)))).isTrue();
    settle(db);
    assertPresent(keyspace, value, FUTURE.plusSeconds(1));
    keyspace.put(KEY, new ByteArrayInputStream(value), Expiry.at(FUTURE));
    settle(db);
    assertPresent(keyspace, value, FUTURE);
  }

  @Test
  void conditionsTakeWhatHasExpiredForAbsent() {
    keyspace.put(KEY, VALUE, Expiry.at(PAST));
    assertThat(keyspace.replace(KEY, OTHER)).isFalse();
    assertThat(keyspace.compareAndSet(KEY, VALUE, OTHER)).isFalse();
    assertThat(keyspace.getAndDelete(KEY)).isNull();
    assertThat(keyspace.putIfAbsent(KEY, OTHER, Expiry.at(FUTURE))).isTrue();
    assertPresent(keyspace, OTHER, FUTURE);
    assertThat(keyspace.putIfAbsent(KEY, VALUE, Expiry.at(PAST))).isFalse();
    assertPresent(keyspace, OTHER, FUTURE);
    keyspace.put(KEY, VALUE, Expiry.at(PAST));
    assertThat(keyspace.getAndPut(KEY, OTHER)).isNull();
    assertPresent(keyspace, OTHER, null);
  }

  @Test
  void whatHasExpiredHidesWhatItReplaced() {
    keyspace.put(KEY, OTHER);
    settle(db);
    keyspace.put(KEY, VALUE, Expiry.at(PAST));
    assertAbsent(keyspace);
    settle(db);
    assertAbsent(keyspace);
  }

  @Test
  void aTransactionSeesWhatItWrote() {
    keyspace.put(KEY, VALUE, Expiry.at(FUTURE));
    try (Transaction transaction = db.begin()) {
      transaction.put(keyspace, KEY, OTHER, Expiry.kept());
      assertPresent(transaction.view(keyspace), OTHER, FUTURE);
      transaction.put(keyspace, KEY, OTHER, Expiry.at(PAST));
      assertAbsent(transaction.view(keyspace));
      assertThat(transaction.setExpiry(keyspace, KEY, Expiry.never())).isFalse();
      Savepoint savepoint = transaction.savepoint();
      transaction.put(keyspace, KEY, new ByteArrayInputStream(VALUE), Expiry.at(FUTURE));
      assertPresent(transaction.view(keyspace), VALUE, FUTURE);
      transaction.rollbackTo(savepoint);
      assertAbsent(transaction.view(keyspace));
      assertPresent(keyspace, VALUE, FUTURE);
      transaction.commit();
    }
    assertAbsent(keyspace);
  }

  @Test
  void aTransactionSetsAnExpiryWhenItCommits() {
    keyspace.put(KEY, VALUE);
    try (Transaction transaction = db.begin()) {
      assertThat(transaction.setExpiry(keyspace, KEY, Expiry.at(FUTURE))).isTrue();
      assertPresent(transaction.view(keyspace), VALUE, FUTURE);
      assertPresent(keyspace, VALUE, null);
      transaction.commit();
    }
    assertPresent(keyspace, VALUE, FUTURE);
  }

  @Test
  void aBatchWritesEntriesThatExpire() {
    db.write(
        new WriteBatch()
            .put(keyspace, KEY, VALUE, Expiry.at(PAST))
            .put(keyspace, OTHER, VALUE, Expiry.at(FUTURE)));
    assertThat(keyspace.get(KEY)).isNull();
    assertThat(keyspace.expiresAt(OTHER)).isEqualTo(FUTURE);
    assertThatThrownBy(() -> new WriteBatch().put(keyspace, KEY, VALUE, Expiry.kept()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("use a transaction");
  }

  @Test
  void objectsCanExpireToo() {
    TypedKeyspace<String, String> typed = keyspace.typed(KeyCodec.utf8(), ValueCodec.utf8());
    typed.put("a", "1", Expiry.at(FUTURE));
    assertThat(typed.expiresAt("a")).isEqualTo(FUTURE);
    assertThat(typed.putIfAbsent("a", "2", Expiry.never())).isFalse();
    try (TypedCursor<String, String> cursor = typed.cursor()) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.expiresAt()).isEqualTo(FUTURE);
    }
    assertThat(typed.setExpiry("a", Expiry.at(PAST))).isTrue();
    assertThat(typed.get("a")).isNull();
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertRefusesNull(
        List.of(
            () -> keyspace.put(KEY, VALUE, (Expiry) null),
            () -> keyspace.put(KEY, new ByteArrayInputStream(VALUE), null),
            () -> keyspace.setExpiry(KEY, null),
            () -> keyspace.putIfAbsent(KEY, VALUE, null),
            () -> keyspace.compareAndSet(KEY, null, VALUE, null),
            () -> new WriteBatch().put(keyspace, KEY, VALUE, null),
            () -> Expiry.at(null),
            () -> Expiry.after(null),
            () -> db.transact(t -> t.put(keyspace, KEY, VALUE, (Expiry) null)),
            () -> db.transact(t -> t.setExpiry(keyspace, KEY, null))));
    assertThatThrownBy(() -> Expiry.after(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-0.000000001S");
    assertAbsent(keyspace);
  }
}
