package io.lightningdb.internal.btree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Compression;
import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.store.PageFormat;
import io.lightningdb.internal.testing.CursorWalk;
import io.lightningdb.internal.testing.ForwardingDisk;
import io.lightningdb.internal.testing.MapCursor;
import io.lightningdb.internal.testing.RandomKeys;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Kind;
import io.lightningdb.internal.testing.TestFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class TreeChangesTest {

  private static final int KEYS = 3_000;

  private final SimulatedDisk disk = new SimulatedDisk();
  private final TestFiles test = new TestFiles(new ForwardingDisk(disk));

  private BTree empty() {
    return BTree.empty(test.files(), new PageFormat(512, Compression.NONE));
  }

  private BTree apply(BTree tree, NavigableMap<byte[], byte @Nullable []> changes)
      throws IOException {
    return (BTree) test.apply(tree, changes);
  }

  private static NavigableMap<byte[], byte @Nullable []> changes(Seed seed) {
    NavigableMap<byte[], byte @Nullable []> changes = MapCursor.newMap();
    for (int i = seed.oneIn(3) ? seed.between(200, 2_000) : seed.between(0, 20); i > 0; i--) {
      byte[] key = RandomKeys.key(seed.between(0, KEYS - 1));
      changes.put(key, seed.oneIn(3) ? null : value(seed));
    }
    return changes;
  }

  private static byte[] value(Seed seed) {
    return seed.bytes(seed.oneIn(100) ? seed.between(3_000, 6_000) : seed.between(0, 40));
  }

  private static NavigableMap<byte[], byte @Nullable []> entries(BTree tree) throws IOException {
    NavigableMap<byte[], byte @Nullable []> entries = MapCursor.newMap();
    BTreeCursor cursor = new BTreeCursor(tree, true);
    for (boolean on = cursor.first(); on; on = cursor.next()) {
      entries.put(CursorWalk.key(cursor), cursor.value());
    }
    return entries;
  }

  @Test
  void whatIsDifferentMakesTheNewerTreeOfTheOlder(Seed seed) throws IOException {
    for (int round = 0; round < 60; round++) {
      BTree older = apply(apply(empty(), changes(seed)), changes(seed));
      BTree newer = older;
      for (int i = seed.between(0, 3); i > 0; i--) {
        newer = apply(newer, changes(seed));
        if (seed.oneIn(3)) {
          Set<Long> all = new HashSet<>(newer.fileUse().bytesByFile().keySet());
          newer = (BTree) test.moveOut(newer, all);
        }
      }
      BTree hidden = seed.oneIn(2) ? empty() : apply(empty(), changes(seed));
      NavigableMap<byte[], byte @Nullable []> expected = entries(older);
      NavigableMap<byte[], byte @Nullable []> wanted = entries(newer);
      for (byte[] key : entries(hidden).keySet()) {
        byte[] value = expected.get(key);
        if (value == null) {
          wanted.remove(key);
        } else {
          wanted.put(key, value);
        }
      }
      TreeChanges changes = new TreeChanges(older, newer, hidden);
      byte[] last = null;
      for (boolean on = changes.first(); on; on = changes.next()) {
        byte[] key = CursorWalk.key(changes);
        assertThat(last == null || Keys.compare(last, key) < 0).as("in order").isTrue();
        last = key;
        if (changes.isDelete()) {
          assertThat(expected.remove(key)).isNotNull();
        } else {
          // The same value at another place is a difference, too: the pointer to it is another one.
          byte[] before = expected.put(key, changes.value());
          assertThat(changes.isBlob() || !Arrays.equals(before, changes.value())).isTrue();
        }
      }
      assertThat(text(expected)).isEqualTo(text(wanted));
    }
  }

  private static List<String> text(NavigableMap<byte[], byte @Nullable []> entries) {
    List<String> text = new ArrayList<>();
    entries.forEach(
        (key, value) ->
            text.add(
                new String(key, StandardCharsets.ISO_8859_1)
                    + "="
                    + (value == null ? "" : new String(value, StandardCharsets.ISO_8859_1))));
    return text;
  }

  @Test
  void pagesThatTheTreesShareAreNotRead() throws IOException {
    NavigableMap<byte[], byte @Nullable []> all = MapCursor.newMap();
    for (int i = 0; i < 20_000; i++) {
      all.put("key%08d".formatted(i).getBytes(StandardCharsets.US_ASCII), new byte[20]);
    }
    BTree older = apply(empty(), all);
    NavigableMap<byte[], byte @Nullable []> few = MapCursor.newMap();
    few.put("key00000500".getBytes(StandardCharsets.US_ASCII), null);
    few.put("key00015000a".getBytes(StandardCharsets.US_ASCII), new byte[1]);
    BTree newer = apply(older, few);
    assertThat(older.height()).isGreaterThan(2);
    AtomicInteger reads = new AtomicInteger();
    disk.observe(
        operation -> {
          if (operation.kind() == Kind.READ) {
            reads.incrementAndGet();
          }
        });
    TreeChanges changes = new TreeChanges(older, newer, empty());
    List<String> found = new ArrayList<>();
    for (boolean on = changes.first(); on; on = changes.next()) {
      found.add((changes.isDelete() ? "-" : "+") + Keys.show(CursorWalk.key(changes)));
    }
    assertThat(found).containsExactly("-'key00000500'", "+'key00015000a'");
    assertThat(reads).hasValueLessThan(20);
  }

  private BTree one(byte[] key, byte[] value) throws IOException {
    NavigableMap<byte[], byte @Nullable []> entry = MapCursor.newMap();
    entry.put(key, value);
    return apply(empty(), entry);
  }

  /** The bytes in their places are the same. */
  @Test
  void aValueThatLooksLikeAPointerIsNotOne(Seed seed) throws IOException {
    byte[] key = {1};
    byte[] value = seed.bytes(5_000);
    BTree blob = one(key, value);
    EntryCursor cursor = blob.cursor();
    assertThat(cursor.first()).isTrue();
    byte[] pointer = cursor.stored();
    BTree plain = one(key, pointer);
    TreeChanges toBlob = new TreeChanges(plain, blob, empty());
    assertThat(toBlob.first()).isTrue();
    assertThat(toBlob.isBlob()).isTrue();
    assertThat(toBlob.stored()).isEqualTo(pointer);
    assertThat(toBlob.value()).isEqualTo(value);
    TreeChanges toPlain = new TreeChanges(blob, plain, empty());
    assertThat(toPlain.first()).isTrue();
    assertThat(toPlain.isBlob()).isFalse();
    assertThat(toPlain.value()).isEqualTo(pointer);
  }

  @Test
  void changesAreShownForwardOnly() throws IOException {
    TreeChanges changes = new TreeChanges(empty(), empty(), empty());
    assertThat(changes.first()).isFalse();
    assertThatThrownBy(changes::last).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(changes::previous).isInstanceOf(UnsupportedOperationException.class);
    byte[] key = {};
    assertThatThrownBy(() -> changes.seek(key)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> changes.seekBefore(key))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
