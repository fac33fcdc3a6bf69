package io.lightningdb.internal.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.base.Blobs;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.testing.CursorWalk;
import io.lightningdb.internal.testing.MapCursor;
import io.lightningdb.internal.testing.RandomKeys;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.io.IOException;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class TransactionCursorTest {

  private static final KeyspaceId KEYSPACE = new KeyspaceId(1);

  private final WriteSet writes = new WriteSet(Blobs.NONE);
  private final NavigableMap<byte[], byte @Nullable []> committed = MapCursor.newMap();

  private TransactionCursor cursor() {
    return new TransactionCursor(writes, KEYSPACE, new MapCursor(committed), ReadTime.BEFORE_ALL);
  }

  private static byte[] key(int value) {
    return new byte[] {(byte) value};
  }

  @Test
  void ownWritesComeBeforeWhatIsCommitted() throws IOException {
    committed.put(key(1), key(10));
    committed.put(key(2), key(20));
    writes.put(KEYSPACE, key(2), key(21));
    writes.put(KEYSPACE, key(1), null);
    TransactionCursor cursor = cursor();
    assertThat(cursor.first()).isTrue();
    assertThat(cursor.isDelete()).isFalse();
    assertThat(CursorWalk.key(cursor)).isEqualTo(key(2));
    assertThat(cursor.value()).isEqualTo(key(21));
    assertThat(cursor.next()).isFalse();
  }

  @Test
  void aWriteBetweenTheCursorAndTheNextEntryIsMet() throws IOException {
    committed.put(key(1), key(10));
    committed.put(key(9), key(90));
    TransactionCursor cursor = cursor();
    assertThat(cursor.first()).isTrue();
    writes.put(KEYSPACE, key(5), key(50));
    assertThat(cursor.next()).isTrue();
    assertThat(CursorWalk.key(cursor)).isEqualTo(key(5));
    writes.put(KEYSPACE, key(3), key(30));
    assertThat(cursor.previous()).isTrue();
    assertThat(CursorWalk.key(cursor)).isEqualTo(key(3));
    writes.put(KEYSPACE, key(3), null); // the entry that it is on
    assertThat(cursor.next()).isTrue();
    assertThat(CursorWalk.key(cursor)).isEqualTo(key(5));
    writes.put(KEYSPACE, key(9), null);
    assertThat(cursor.next()).isFalse();
  }

  @Test
  void writesInTheMiddleOfAWalkAreSeenAsTheModelSeesThem(Seed seed) throws IOException {
    for (int round = 0; round < 300; round++) {
      WriteSet own = new WriteSet(Blobs.NONE);
      NavigableMap<byte[], byte @Nullable []> beneath = MapCursor.newMap();
      RandomKeys keys = new RandomKeys(seed, 60);
      for (int i = seed.between(0, 40); i > 0; i--) {
        beneath.put(keys.get(), seed.bytes(2));
      }
      NavigableMap<byte[], byte @Nullable []> expected = MapCursor.newMap();
      expected.putAll(beneath);
      CursorWalk walk =
          new CursorWalk(
              new TransactionCursor(own, KEYSPACE, new MapCursor(beneath), ReadTime.BEFORE_ALL),
              new MapCursor(expected));
      for (int i = 0; i < 60; i++) {
        byte[] key = keys.get();
        byte[] value = seed.oneIn(3) ? null : seed.bytes(2);
        own.put(KEYSPACE, key, value);
        if (value == null) {
          expected.remove(key);
        } else {
          expected.put(key, value);
        }
        walk.wander(seed, seed.between(1, 8), keys);
      }
      walk.thereAndBack();
    }
  }
}
