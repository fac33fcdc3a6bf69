package io.lightningdb.internal.lsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Compression;
import io.lightningdb.CorruptionException;
import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.io.WritableFile;
import io.lightningdb.internal.store.BlobPointer;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.Compaction;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.store.PageFormat;
import io.lightningdb.internal.testing.MapCursor;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.TestFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of LSM keyspaces that lie apart from their keys. */
@ExtendWith(Seeds.class)
class BlobsTest {

  private static final PageFormat PLAIN = new PageFormat(512, Compression.NONE);
  private static final int BIG = BlobPointer.VALUE_BYTES_MIN;

  private final MemoryDisk disk = new MemoryDisk();
  private final TestFiles test = new TestFiles(disk, 64 * 1024);

  private static byte[] key(int number) {
    return "key%05d".formatted(number).getBytes(StandardCharsets.US_ASCII);
  }

  private KeyspaceStore put(KeyspaceStore store, int from, int to, byte @Nullable [] value)
      throws IOException {
    NavigableMap<byte[], byte @Nullable []> changes = MapCursor.newMap();
    for (int i = from; i < to; i++) {
      changes.put(key(i), value);
    }
    return test.apply(store, changes);
  }

  private KeyspaceStore empty() {
    return LsmStore.empty(test.files(), PLAIN);
  }

  private KeyspaceStore compactFully(KeyspaceStore store) throws IOException {
    KeyspaceStore compacted = store;
    Compaction compaction = compacted.fullCompaction(List.of());
    while (compaction != null) {
      compacted = test.compact(compacted, compaction);
      compaction = compacted.fullCompaction(List.of());
    }
    return compacted;
  }

  /** Returns the files that have more than pages can take in these tests. */
  private static Map<Long, Long> blobs(KeyspaceStore store) {
    Map<Long, Long> blobs = new HashMap<>(store.fileUse().bytesByFile());
    blobs.values().removeIf(bytes -> bytes < BIG);
    return blobs;
  }

  @Test
  void onlyLongValuesLieApart(Seed seed) throws IOException {
    KeyspaceStore small = put(empty(), 0, 1, seed.bytes(BIG - 1));
    KeyspaceStore big = put(empty(), 0, 1, seed.bytes(BIG));
    assertThat(small.fileUse().bytesByFile()).hasSize(1);
    assertThat(big.fileUse().bytesByFile()).hasSize(2);
    EntryCursor cursor = big.cursor();
    assertThat(cursor.first()).isTrue();
    assertThat(cursor.isBlob()).isTrue();
    assertThat(BlobPointer.decode(cursor.stored()).valueLength()).isEqualTo(BIG);
    assertThat(cursor.value()).hasSize(BIG);
    assertThat(small.cursor().first()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aValueOfAnyLengthComesBack(Compression compression, Seed seed) throws IOException {
    PageFormat format = new PageFormat(512, compression);
    for (int length : new int[] {BIG, 1024 * 1024, 1024 * 1024 + 1, 5 * 512 * 1024}) {
      byte[] random = seed.bytes(length);
      byte[] plain = new byte[length];
      for (byte[] value : new byte[][] {random, plain}) {
        NavigableMap<byte[], byte @Nullable []> changes = MapCursor.newMap();
        changes.put(key(1), value);
        KeyspaceStore store = test.apply(LsmStore.empty(test.files(), format), changes);
        assertThat(store.get(key(1))).isEqualTo(value);
        assertThat(store.contains(key(1))).isTrue();
        assertThat(TestFiles.verify(store)).isEmpty();
        if (value == plain && compression != Compression.NONE) {
          assertThat(store.fileUse().totalBytes()).isLessThan(length / 4);
        }
        KeyspaceStore moved =
            test.moveOut(store, Set.copyOf(store.fileUse().bytesByFile().keySet()));
        assertThat(moved.get(key(1))).isEqualTo(value);
        test.deleteAllBut();
      }
    }
  }

  @Test
  void compactionLeavesBlobsWhereTheyAre(Seed seed) throws IOException {
    KeyspaceStore store = empty();
    for (int round = 0; round < 4; round++) {
      store = put(store, round * 5, round * 5 + 5, seed.bytes(BIG * 2));
    }
    Map<Long, Long> before = blobs(store);
    KeyspaceStore compacted = compactFully(store);
    assertThat(blobs(compacted)).isEqualTo(before).isNotEmpty();
    test.deleteAllBut(compacted);
    assertThat(TestFiles.verify(compacted)).isEmpty();
  }

  @Test
  void whatIsReplacedOrDeletedIsNotInUseAfterCompaction(Seed seed) throws IOException {
    KeyspaceStore store = put(empty(), 0, 20, seed.bytes(BIG));
    long all = blobs(store).values().stream().mapToLong(Long::longValue).sum();
    store = put(store, 0, 5, new byte[] {1});
    store = put(store, 5, 10, null);
    store = compactFully(store);
    long half = blobs(store).values().stream().mapToLong(Long::longValue).sum();
    assertThat(half).isEqualTo(all / 2);
    KeyspaceStore moved = test.moveOut(store, new HashSet<>(blobs(store).keySet()));
    assertThat(blobs(moved).values().stream().mapToLong(Long::longValue).sum()).isEqualTo(half);
    test.deleteAllBut(moved);
    assertThat(TestFiles.verify(moved)).isEmpty();
    assertThat(moved.get(key(15))).hasSize(BIG);
    KeyspaceStore nothing = compactFully(put(moved, 0, 20, null));
    assertThat(nothing.isEmpty()).isTrue();
    assertThat(nothing.fileUse().totalBytes()).isZero();
  }

  /** The compaction's result points to where blobs were when it began. */
  @Test
  void blobsMayBeMovedWhileTheirTablesAreCompacted(Seed seed) throws IOException {
    byte[] value = seed.bytes(BIG);
    KeyspaceStore store = put(empty(), 0, 10, value);
    store = put(store, 5, 15, value);
    Compaction compaction = Objects.requireNonNull(store.fullCompaction(List.of()));
    try (BlockOutput out = test.files().newOutput()) {
      Compaction.Change change = compaction.run(out);
      KeyspaceStore moved = test.moveOut(store, new HashSet<>(blobs(store).keySet()));
      out.finish();
      KeyspaceStore changed = change.applyTo(moved);
      test.deleteAllBut(changed);
      assertThat(TestFiles.verify(changed)).isEmpty();
      for (int i = 0; i < 15; i++) {
        assertThat(changed.get(key(i))).isEqualTo(value);
      }
    }
  }

  @Test
  void aStoreIsReadAsItWasWritten(Seed seed) throws IOException {
    KeyspaceStore store = put(empty(), 0, 10, seed.bytes(BIG));
    KeyspaceStore read = LsmStore.decode("a test", test.files(), PLAIN, TestFiles.encoded(store));
    assertThat(read.fileUse()).isEqualTo(store.fileUse());
    assertThat(TestFiles.verify(read)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {BIG, 3 * 512 * 1024})
  void aFlippedBitOfABlobIsFoundOut(int length, Seed seed) throws IOException {
    byte[] value = seed.bytes(length);
    KeyspaceStore store = put(empty(), 0, 1, value);
    EntryCursor cursor = store.cursor();
    assertThat(cursor.first()).isTrue();
    BlobPointer blob = BlobPointer.decode(cursor.stored());
    String name = "%06d.tree".formatted(blob.file());
    byte[] bytes = TestFiles.fileBytes(disk, name);
    for (int i = 0; i < 100; i++) {
      int at = (int) blob.offset() + (i < 16 ? i : seed.between(0, (int) blob.length() - 1));
      flip(name, bytes, at, (byte) (1 << seed.between(0, 7)));
      assertThatThrownBy(() -> store.get(key(0))).isInstanceOf(CorruptionException.class);
      assertThat(TestFiles.verify(store)).isNotEmpty();
      flip(name, bytes, at, (byte) 0);
    }
    assertThat(store.get(key(0))).isEqualTo(value);
  }

  private void flip(String name, byte[] bytes, int at, byte bits) throws IOException {
    try (WritableFile file = disk.openForWriting(name)) {
      file.write(at, new byte[] {(byte) (bytes[at] ^ bits)}, 0, 1);
    }
  }

  @Test
  void aPointerThatLeadsAstrayIsNamed(Seed seed) throws IOException {
    KeyspaceStore store = put(empty(), 0, 1, seed.bytes(3 * 512 * 1024));
    EntryCursor cursor = store.cursor();
    assertThat(cursor.first()).isTrue();
    BlobPointer blob = BlobPointer.decode(cursor.stored());
    BlockFiles files = test.files();
    assertThat(files.blob(blob)).hasSize(blob.valueLength());
    long end = blob.offset() + blob.length();
    BlobPointer[] wrong = {
      new BlobPointer(blob.file(), blob.offset(), 1L << 40, blob.valueLength()),
      new BlobPointer(blob.file(), 1L << 40, blob.length(), blob.valueLength()),
      new BlobPointer(blob.file(), blob.offset(), blob.length() - 1, blob.valueLength()),
      new BlobPointer(blob.file(), blob.offset(), blob.length() + 1, blob.valueLength()),
      new BlobPointer(blob.file(), blob.offset(), blob.length(), blob.valueLength() - 1),
      new BlobPointer(blob.file(), blob.offset(), blob.length(), blob.valueLength() + 1),
      new BlobPointer(blob.file(), blob.offset(), blob.length(), 1 << 30),
      new BlobPointer(blob.file(), blob.offset(), blob.length(), 0),
      new BlobPointer(blob.file(), blob.offset() + 1, blob.length() - 1, blob.valueLength()),
      new BlobPointer(blob.file(), end, 0, 10),
    };
    for (BlobPointer pointer : wrong) {
      assertThatThrownBy(() -> files.blob(pointer))
          .as(pointer.toString())
          .isInstanceOf(CorruptionException.class);
    }
    assertThatThrownBy(() -> files.blob(new BlobPointer(99, 64, 100, 50)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("99");
  }

  @Test
  void aPointerThatIsNoneIsNamed() {
    byte[] good = new BlobPointer(1, 64, 5_000, 4_900).encode();
    assertThat(BlobPointer.decode(good).encode()).isEqualTo(good);
    for (int length = 0; length < good.length; length++) {
      byte[] shorter = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> BlobPointer.decode(shorter)).isInstanceOf(CorruptionException.class);
    }
    byte[] longer = Arrays.copyOf(good, good.length + 1);
    assertThatThrownBy(() -> BlobPointer.decode(longer)).isInstanceOf(CorruptionException.class);
  }
}
