package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WriteBatchTest {

  private final WriteBatch batch = new WriteBatch();
  private Database db;
  private Keyspace keyspace;

  @BeforeEach
  void open() {
    db = Lightning.openInMemory();
    keyspace = db.createKeyspace("k");
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void writesAreKeptInOrderWithAllThatWasGiven() {
    assertThat(batch.size()).isZero();
    batch.put(keyspace, new byte[] {1}, new byte[] {2}).delete(keyspace, new byte[] {1});
    assertThat(batch.size()).isEqualTo(2);
    assertThat(batch.writes().get(0).keyspace()).isSameAs(keyspace);
    WriteBatch.Put put = (WriteBatch.Put) batch.writes().get(0);
    assertThat(put.key()).containsExactly(1);
    assertThat(put.value()).containsExactly(2);
    WriteBatch.Delete delete = (WriteBatch.Delete) batch.writes().get(1);
    assertThat(delete.key()).containsExactly(1);
    batch.deleteRange(keyspace, KeyRange.prefix(new byte[] {3}));
    assertThat(batch.writes().get(2))
        .isEqualTo(new WriteBatch.DeleteRange(keyspace, KeyRange.prefix(new byte[] {3})));
  }

  @Test
  void arraysAreCopied() {
    byte[] key = {1};
    byte[] value = {2};
    batch.put(keyspace, key, value).delete(keyspace, key);
    key[0] = 9;
    value[0] = 9;
    WriteBatch.Put put = (WriteBatch.Put) batch.writes().get(0);
    assertThat(put.key()).containsExactly(1);
    assertThat(put.value()).containsExactly(2);
    assertThat(((WriteBatch.Delete) batch.writes().get(1)).key()).containsExactly(1);
  }

  @Test
  void aBatchCanBeWrittenAgainOrClearedAndFilledAnew() {
    batch.put(keyspace, new byte[] {1}, new byte[] {2});
    db.write(batch);
    keyspace.delete(new byte[] {1});
    db.write(batch);
    assertThat(keyspace.get(new byte[] {1})).containsExactly(2);
    batch.clear();
    assertThat(batch.size()).isZero();
    assertThat(batch.writes()).isEmpty();
    db.write(batch.delete(keyspace, new byte[] {1}));
    assertThat(keyspace.contains(new byte[] {1})).isFalse();
  }

  /** What comes later counts, whether it is about a key or about a range. */
  @Test
  void ofWritesOfOneKeyTheLastCountsWithRangesToo() {
    byte[] a = {1};
    byte[] b = {2};
    keyspace.put(b, b);
    db.write(
        batch
            .put(keyspace, a, a)
            .deleteRange(keyspace, KeyRange.all())
            .put(keyspace, b, a)
            .deleteRange(keyspace, KeyRange.between(b, b)));
    assertThat(keyspace.get(a)).isNull();
    assertThat(keyspace.get(b)).containsExactly(1);
    batch.clear();
    db.write(batch.put(keyspace, a, a).deleteRange(keyspace, KeyRange.atMost(a)));
    assertThat(keyspace.get(a)).isNull();
    assertThat(keyspace.get(b)).containsExactly(1);
    batch.clear();
    db.write(batch.deleteRange(keyspace, KeyRange.lessThan(new byte[0])));
    assertThat(keyspace.get(b)).containsExactly(1);
  }

  @Test
  void itsWritesCannotBeChangedFromOutside() {
    batch.delete(keyspace, new byte[] {1});
    assertThatThrownBy(() -> batch.writes().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void nullIsRefusedAndNamed() {
    byte[] any = {1};
    assertNull("keyspace", () -> batch.put(null, any, any));
    assertNull("key", () -> batch.put(keyspace, null, any));
    assertNull("value", () -> batch.put(keyspace, any, null));
    assertNull("keyspace", () -> batch.deleteRange(null, KeyRange.all()));
    assertNull("range", () -> batch.deleteRange(keyspace, null));
    assertNull("keyspace", () -> batch.delete(null, any));
    assertNull("key", () -> batch.delete(keyspace, null));
    assertThat(batch.size()).isZero();
  }

  private static void assertNull(String name, ThrowingCallable use) {
    assertThatThrownBy(use).isInstanceOf(NullPointerException.class).hasMessage(name);
  }
}
