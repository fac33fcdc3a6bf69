package io.lightningdb.internal.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.LimitException;
import io.lightningdb.internal.base.Blobs;
import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.testing.CursorWalk;
import io.lightningdb.internal.testing.MapCursor;
import io.lightningdb.internal.testing.RandomKeys;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
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
    assertThat(writes.get(ONE, A, ReadTime.BEFORE_ALL)).isNull();
    assertThat(writes.writes()).isEmpty();
    assertThat(writes.changes()).isZero();
  }

  @Test
  void aWriteIsFoundInItsKeyspace() throws IOException {
    writes.put(ONE, A, new byte[] {10});
    assertThat(writes.has(ONE, A)).isTrue();
    assertThat(writes.get(new KeyspaceId(1), new byte[] {1}, ReadTime.BEFORE_ALL))
        .containsExactly(10);
    assertThat(writes.has(OTHER, A)).isFalse();
    assertThat(writes.has(ONE, B)).isFalse();
    assertThat(writes.isEmpty()).isFalse();
  }

  @Test
  void aDeletionIsAWriteWithoutAValue() throws IOException {
    writes.put(ONE, A, null);
    assertThat(writes.has(ONE, A)).isTrue();
    assertThat(writes.get(ONE, A, ReadTime.BEFORE_ALL)).isNull();
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
  void aDeletedRangeTakesWhatWasWrittenInItAndNotWhatComesLater() throws IOException {
    writes.put(ONE, A, new byte[] {10});
    writes.put(ONE, B, new byte[] {10});
    writes.deleteRange(ONE, A, B);
    assertThat(writes.has(ONE, A)).isTrue();
    assertThat(writes.hasValue(ONE, A, ReadTime.BEFORE_ALL)).isFalse();
    assertThat(writes.has(ONE, new byte[] {1, 7})).isTrue();
    assertThat(writes.get(ONE, B, ReadTime.BEFORE_ALL)).containsExactly(10);
    assertThat(writes.has(ONE, new byte[] {0})).isFalse();
    assertThat(writes.has(OTHER, A)).isFalse();
    writes.put(ONE, A, new byte[] {11});
    assertThat(writes.get(ONE, A, ReadTime.BEFORE_ALL)).containsExactly(11);
    assertThat(writes.writes())
        .extracting(Write::kind)
        .containsExactly(Write.Kind.DELETE_RANGE, Write.Kind.PUT, Write.Kind.PUT);
  }

  /** Whatever was joined, divided or hidden: after going back it is as it was. */
  @RepeatedTest(20)
  void goingBackRestoresRangesAndWhatTheyTook(Seed seed) {
    writeAnything(seed);
    int released = writes.savepoint();
    writeAnything(seed);
    List<String> before = shown();
    int place = writes.savepoint();
    writeAnything(seed);
    writes.rollbackTo(place);
    assertThat(shown()).isEqualTo(before);
    writeAnything(seed);
    writes.rollbackTo(place);
    assertThat(shown()).isEqualTo(before);
    writes.rollbackTo(released);
    writes.release();
    writes.release();
    assertThat(writes.isEmpty()).isEqualTo(writes.writes().isEmpty());
  }

  private void writeAnything(Seed seed) {
    for (int i = seed.between(0, 30); i > 0; i--) {
      byte[] key = {(byte) seed.between(0, 60)};
      switch (seed.between(0, 3)) {
        case 0 -> {
          byte[] to = {(byte) (key[0] + seed.between(1, 12))};
          writes.deleteRange(ONE, key, seed.oneIn(12) ? null : to);
        }
        case 1 -> writes.put(ONE, key, null);
        default -> writes.put(ONE, key, seed.bytes(3));
      }
      check();
    }
  }

  /** Ranges do not touch, and of a key in one of them there is a write only if it came later. */
  private void check() {
    byte @Nullable [] end = null;
    boolean first = true;
    for (Write write : writes.writes()) {
      if (write.isRange()) {
        assertThat(first || (end != null && Keys.compare(end, write.key()) < 0)).isTrue();
        first = false;
        end = write.value();
      }
    }
    assertThat(writes.isEmpty()).isEqualTo(writes.writes().isEmpty());
  }

  private List<String> shown() {
    return writes.writes().stream()
        .map(
            write ->
                write.kind()
                    + HexFormat.of().formatHex(write.key())
                    + (write.value() == null ? "" : HexFormat.of().formatHex(write.value())))
        .toList();
  }

  @Test
  void joinedRangesAreOne() {
    writes.deleteRange(ONE, new byte[] {1}, new byte[] {3});
    writes.deleteRange(ONE, new byte[] {5}, new byte[] {7});
    writes.deleteRange(ONE, new byte[] {3}, new byte[] {5});
    assertThat(shown()).containsExactly("DELETE_RANGE0107");
    writes.deleteRange(ONE, new byte[] {6}, null);
    writes.deleteRange(ONE, new byte[] {0}, new byte[] {1});
    assertThat(shown()).containsExactly("DELETE_RANGE00");
    writes.deleteRange(ONE, new byte[] {9}, new byte[] {10});
    assertThat(shown()).containsExactly("DELETE_RANGE00");
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
    CursorWalk early =
        new CursorWalk(writes.cursor(ONE, ReadTime.BEFORE_ALL), new MapCursor(expected));
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
    new CursorWalk(writes.cursor(ONE, ReadTime.BEFORE_ALL), new MapCursor(expected))
        .turnAtEveryStep(20);
  }

  @Test
  void aCursorOnNoEntryShowsNone() {
    writes.put(ONE, A, null);
    EntryCursor cursor = writes.cursor(ONE, ReadTime.BEFORE_ALL);
    assertThatThrownBy(cursor::key).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(cursor::isDelete).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aDeletionHasNoValueToShow() throws IOException {
    writes.put(ONE, A, null);
    EntryCursor cursor = writes.cursor(ONE, ReadTime.BEFORE_ALL);
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
