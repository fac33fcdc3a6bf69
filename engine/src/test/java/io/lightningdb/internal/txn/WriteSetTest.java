package io.lightningdb.internal.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.LimitException;
import io.lightningdb.internal.base.Blobs;
import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.testing.CursorWalk;
import io.lightningdb.internal.testing.MapCursor;
import io.lightningdb.internal.testing.RandomKeys;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.io.IOException;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class WriteSetTest {

  private static final KeyspaceId ONE = new KeyspaceId(1);
  private static final KeyspaceId OTHER = new KeyspaceId(2);
  private static final byte[] A = {1};
  private static final byte[] B = {2};

  private final WriteSet writes = new WriteSet(Blobs.NONE);

  @Test
  void anEmptySetHasNothing() throws IOException {
    assertThat(writes.isEmpty()).isTrue();
    assertThat(writes.has(ONE, A)).isFalse();
    assertThat(writes.get(ONE, A)).isNull();
    assertThat(writes.writes()).isEmpty();
    assertThat(writes.changes()).isZero();
  }

  @Test
  void aWriteIsFoundInItsKeyspace() throws IOException {
    writes.put(ONE, A, new byte[] {10});
    assertThat(writes.has(ONE, A)).isTrue();
    assertThat(writes.get(new KeyspaceId(1), new byte[] {1})).containsExactly(10);
    assertThat(writes.has(OTHER, A)).isFalse();
    assertThat(writes.has(ONE, B)).isFalse();
    assertThat(writes.isEmpty()).isFalse();
  }

  @Test
  void aDeletionIsAWriteWithoutAValue() throws IOException {
    writes.put(ONE, A, null);
    assertThat(writes.has(ONE, A)).isTrue();
    assertThat(writes.get(ONE, A)).isNull();
    assertThat(writes.isEmpty()).isFalse();
  }

  @Test
  void theLastWriteOfAKeyCounts() {
    writes.put(ONE, A, new byte[] {10});
    writes.put(ONE, A, null);
    writes.put(ONE, A, new byte[] {11});
    writes.put(ONE, B, new byte[] {12});
    writes.put(ONE, B, null);
    assertThat(writes.changes()).isEqualTo(5);
    List<Write> all = writes.writes();
    assertThat(all).hasSize(2);
    assertThat(all.get(0).key()).isEqualTo(A);
    assertThat(all.get(0).value()).containsExactly(11);
    assertThat(all.get(1).value()).isNull();
  }

  @Test
  void writesAreListedByKeyspaceAndKey() {
    writes.put(OTHER, B, B);
    writes.put(ONE, B, B);
    writes.put(OTHER, A, A);
    assertThat(writes.writes())
        .extracting(write -> write.keyspace() + ":" + write.key()[0])
        .containsExactly("2:1", "2:2", "1:2");
  }

  @Test
  void cursorsShowWhatIsThereAndWhatComesLater(Seed seed) throws IOException {
    NavigableMap<byte[], byte @Nullable []> expected = MapCursor.newMap();
    CursorWalk early = new CursorWalk(writes.cursor(ONE), new MapCursor(expected));
    early.thereAndBack();
    RandomKeys keys = new RandomKeys(seed, 300);
    for (int i = 0; i < 400; i++) {
      byte[] key = keys.get();
      byte[] value = seed.oneIn(4) ? null : seed.bytes(3);
      writes.put(ONE, key, value);
      expected.put(key, value);
      writes.put(OTHER, keys.get(), value);
      early.wander(seed, 5, keys);
    }
    early.thereAndBack();
    new CursorWalk(writes.cursor(ONE), new MapCursor(expected)).turnAtEveryStep(20);
  }

  @Test
  void aCursorOnNoEntryShowsNone() {
    writes.put(ONE, A, null);
    EntryCursor cursor = writes.cursor(ONE);
    assertThatThrownBy(cursor::key).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(cursor::isDelete).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aDeletionHasNoValueToShow() throws IOException {
    writes.put(ONE, A, null);
    EntryCursor cursor = writes.cursor(ONE);
    assertThat(cursor.first()).isTrue();
    assertThat(cursor.isDelete()).isTrue();
    assertThatThrownBy(cursor::value).isInstanceOf(IllegalStateException.class);
  }

  /** A set as large as a commit may be; one array serves for all values. */
  private byte[] fill() {
    byte[] value = new byte[64 * 1024 * 1024];
    for (int i = 0; i < 23; i++) {
      writes.put(ONE, new byte[] {(byte) i}, value);
    }
    return value;
  }

  @Test
  void moreThanACommitMayHoldIsRefusedAndTheSetStaysAsItWas() {
    byte[] value = fill();
    assertThatThrownBy(() -> writes.put(ONE, new byte[] {99}, value.clone()))
        .isInstanceOf(LimitException.class)
        .hasMessageContaining("1610612736")
        .hasMessageContaining("divide it");
    assertThat(writes.has(ONE, new byte[] {99})).isFalse();
    assertThat(writes.writes()).hasSize(23);
  }

  @Test
  void whatIsReplacedDoesNotCount() {
    byte[] value = fill();
    writes.put(ONE, new byte[] {3}, value);
    writes.put(ONE, new byte[] {3}, null);
    writes.put(ONE, new byte[] {98}, new byte[0]);
    writes.put(ONE, new byte[] {3}, value);
    assertThat(writes.writes()).hasSize(24);
  }
}
