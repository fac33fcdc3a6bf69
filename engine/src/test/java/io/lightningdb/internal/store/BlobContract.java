package io.lightningdb.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Compression;
import io.lightningdb.CorruptionException;
import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.KeyRanges;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.io.WritableFile;
import io.lightningdb.internal.testing.ForwardingDisk;
import io.lightningdb.internal.testing.MapCursor;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Kind;
import io.lightningdb.internal.testing.TestFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store does with values that lie apart from their keys. */
@ExtendWith(Seeds.class)
public abstract class BlobContract {

  protected static final PageFormat PLAIN = new PageFormat(512, Compression.NONE);
  protected static final int BIG = BlobPointer.VALUE_BYTES_MIN;

  private static final long CACHE_BYTES = 1024 * 1024;

  protected final SimulatedDisk disk = new SimulatedDisk();
  protected final TestFiles test = new TestFiles(new ForwardingDisk(disk), 64 * 1024, CACHE_BYTES);

  /** Returns a store without entries. */
  protected abstract KeyspaceStore empty(PageFormat format);

  /** Reads what {@link KeyspaceStore#encode} wrote of a store that {@link #empty} began. */
  protected abstract KeyspaceStore decode(PageFormat format, ByteReader in);

  protected static byte[] key(int number) {
    return "key%05d".formatted(number).getBytes(StandardCharsets.US_ASCII);
  }

  protected KeyspaceStore put(KeyspaceStore store, int from, int to, byte @Nullable [] value)
      throws IOException {
    NavigableMap<byte[], byte @Nullable []> changes = MapCursor.newMap();
    for (int i = from; i < to; i++) {
      changes.put(key(i), value);
    }
    return test.apply(store, changes);
  }

  private KeyspaceStore empty() {
    return empty(PLAIN);
  }

  /** Returns the store with all done to it that takes out of use what was replaced or deleted. */
  protected KeyspaceStore compactFully(KeyspaceStore store) throws IOException {
    KeyspaceStore compacted = store;
    Compaction compaction = compacted.fullCompaction(List.of(), 0);
    while (compaction != null) {
      compacted = test.compact(compacted, compaction);
      compaction = compacted.fullCompaction(List.of(), 0);
    }
    return compacted;
  }

  /** Returns the files that have more than pages can take in these tests. */
  protected static Map<Long, Long> blobs(KeyspaceStore store) {
    Map<Long, Long> blobs = new HashMap<>(store.fileUse().bytesByFile());
    blobs.values().removeIf(bytes -> bytes < BIG);
    return blobs;
  }

  private static BlobPointer pointer(KeyspaceStore store, byte[] key) throws IOException {
    EntryCursor cursor = store.cursor();
    assertThat(cursor.seek(key)).isTrue();
    assertThat(cursor.isBlob()).isTrue();
    return BlobPointer.decode(cursor.stored());
  }

  @Test
  void onlyLongValuesLieApart(Seed seed) throws IOException {
    KeyspaceStore small = put(empty(), 0, 1, seed.bytes(BIG - 1));
    KeyspaceStore big = put(empty(), 0, 1, seed.bytes(BIG));
    assertThat(small.fileUse().bytesByFile()).hasSize(1);
    assertThat(big.fileUse().bytesByFile()).hasSize(2);
    assertThat(pointer(big, key(0)).valueLength()).isEqualTo(BIG);
    EntryCursor cursor = big.cursor();
    assertThat(cursor.first()).isTrue();
    assertThat(cursor.value()).hasSize(BIG);
    assertThat(small.cursor().first()).isTrue();
  }

  @Test
  void inLargePagesValuesHaveToBeLonger(Seed seed) throws IOException {
    PageFormat format = new PageFormat(64 * 1024, Compression.NONE);
    KeyspaceStore inside = put(empty(format), 0, 1, seed.bytes(32 * 1024 - 1));
    KeyspaceStore apart = put(empty(format), 0, 1, seed.bytes(32 * 1024));
    assertThat(inside.fileUse().bytesByFile()).hasSize(1);
    assertThat(pointer(apart, key(0)).valueLength()).isEqualTo(32 * 1024);
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
        KeyspaceStore store = test.apply(empty(format), changes);
        assertThat(store.get(key(1), ReadTime.BEFORE_ALL)).isEqualTo(value);
        assertThat(store.contains(key(1), ReadTime.BEFORE_ALL)).isTrue();
        assertThat(TestFiles.verify(store)).isEmpty();
        if (value == plain && compression != Compression.NONE) {
          assertThat(store.fileUse().totalBytes()).isLessThan(length / 4);
        }
        KeyspaceStore moved =
            test.moveOut(store, Set.copyOf(store.fileUse().bytesByFile().keySet()));
        assertThat(moved.get(key(1), ReadTime.BEFORE_ALL)).isEqualTo(value);
        test.deleteAllBut();
      }
    }
  }

  @Test
  void mergingLeavesBlobsWhereTheyAre(Seed seed) throws IOException {
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
  void mergingReadsNoBlobs(Seed seed) throws IOException {
    KeyspaceStore store = put(empty(), 0, 20, seed.bytes(BIG));
    Map<Long, Long> before = blobs(store);
    AtomicInteger reads = new AtomicInteger();
    disk.observe(
        operation -> {
          if (operation.kind() == Kind.READ
              && before.keySet().stream().anyMatch(file -> operation.file().equals(name(file)))) {
            reads.incrementAndGet();
          }
        });
    store = put(store, 5, 10, new byte[] {1});
    store = put(store, 10, 12, null);
    store = compactFully(store);
    assertThat(store.contains(key(0), ReadTime.BEFORE_ALL)).isTrue();
    EntryCursor cursor = store.cursor();
    int entries = 0;
    for (boolean on = cursor.first(); on; on = cursor.next()) {
      entries++;
    }
    assertThat(entries).isEqualTo(18);
    assertThat(reads).hasValue(0);
    assertThat(store.get(key(0), ReadTime.BEFORE_ALL)).hasSize(BIG);
    assertThat(reads).hasPositiveValue();
  }

  private static String name(long file) {
    return "%06d.tree".formatted(file);
  }

  /** A flush is given pointers where what it flushes lies apart already. */
  @Test
  void aValueThatLiesApartAlreadyIsNotWrittenAgain(Seed seed) throws IOException {
    byte[] one = seed.bytes(BIG);
    byte[] other = seed.bytes(BIG);
    KeyspaceStore source = put(empty(), 0, 20, one);
    KeyspaceStore store = put(empty(), 10, 30, other);
    try (BlockOutput out = test.files().newOutput()) {
      KeyspaceStore both = store.apply(KeyRanges.NONE, source.cursor(), out);
      out.finish();
      both = compactFully(both);
      Map<Long, Long> blobs = blobs(both);
      assertThat(blobs.keySet()).containsAll(blobs(source).keySet());
      assertThat(blobs).containsAllEntriesOf(blobs(source));
      long replaced = blobs(store).values().stream().mapToLong(Long::longValue).sum() / 2;
      assertThat(blobs.values().stream().mapToLong(Long::longValue).sum())
          .isEqualTo(blobs(source).values().stream().mapToLong(Long::longValue).sum() + replaced);
      test.deleteAllBut(both);
      assertThat(TestFiles.verify(both)).isEmpty();
      for (int i = 0; i < 30; i++) {
        assertThat(both.get(key(i), ReadTime.BEFORE_ALL)).isEqualTo(i < 20 ? one : other);
      }
    }
  }

  @Test
  void onlyPagesThatMayPointToAFileAreReadToLeaveIt(Seed seed) throws IOException {
    KeyspaceStore store = put(empty(), 0, 4_000, new byte[20]);
    store = put(store, 100, 104, seed.bytes(BIG));
    Set<Long> leaving = Set.of(pointer(store, key(100)).file());
    store = compactFully(put(store, 3_000, 3_004, seed.bytes(BIG)));
    test.cache().clear();
    AtomicInteger reads = new AtomicInteger();
    disk.observe(
        operation -> {
          if (operation.kind() == Kind.READ) {
            reads.incrementAndGet();
          }
        });
    KeyspaceStore moved = test.moveOut(store, leaving);
    assertThat(reads).hasPositiveValue().hasValueLessThan(30);
    assertThat(moved.get(key(102), ReadTime.BEFORE_ALL))
        .isEqualTo(store.get(key(102), ReadTime.BEFORE_ALL));
    test.deleteAllBut(moved);
    assertThat(TestFiles.verify(moved)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "LZ4"})
  void aBlobIsReadFromTheDiskOnceIfItIsCached(Compression compression) throws IOException {
    byte[] value = new byte[BIG];
    KeyspaceStore store = put(empty(new PageFormat(512, compression)), 0, 20, value);
    store.get(key(1), ReadTime.BEFORE_ALL)[0]++;
    AtomicInteger reads = new AtomicInteger();
    disk.observe(
        operation -> {
          if (operation.kind() == Kind.READ) {
            reads.incrementAndGet();
          }
        });
    byte[] cached = store.get(key(1), ReadTime.BEFORE_ALL);
    assertThat(cached).isEqualTo(value);
    cached[0]++;
    assertThat(store.get(key(1), ReadTime.BEFORE_ALL)).isEqualTo(value);
    EntryCursor cursor = store.cursor();
    assertThat(cursor.seek(key(1))).isTrue();
    assertThat(cursor.value()).isEqualTo(value);
    assertThat(reads).hasValue(0);
    KeyspaceStore moved = test.moveOut(store, Set.copyOf(store.fileUse().bytesByFile().keySet()));
    reads.set(0);
    assertThat(moved.get(key(1), ReadTime.BEFORE_ALL)).isEqualTo(value);
    assertThat(moved.get(key(2), ReadTime.BEFORE_ALL)).isEqualTo(value);
    assertThat(reads).as("of the header of the new file, and of key 2").hasValue(2);
  }

  @Test
  void aValueTooLongForTheCacheIsReadEachTime(Seed seed) throws IOException {
    byte[] value = seed.bytes((int) (CACHE_BYTES / 64) + 1);
    KeyspaceStore store = put(empty(), 0, 2, value);
    assertThat(store.get(key(1), ReadTime.BEFORE_ALL)).isEqualTo(value);
    AtomicInteger reads = new AtomicInteger();
    disk.observe(operation -> reads.incrementAndGet());
    assertThat(store.get(key(1), ReadTime.BEFORE_ALL)).isEqualTo(value);
    assertThat(reads).hasValue(1);
  }

  @Test
  void aLoadWithLongValuesLiesOverAStoreThatIsMoved(Seed seed) throws IOException {
    byte[] before = seed.bytes(BIG);
    byte[] loaded = seed.bytes(BIG + 1);
    KeyspaceStore store = put(empty(), 0, 30, before);
    try (BlockOutput loadedOut = test.files().newOutput();
        BlockOutput merged = test.files().newOutput()) {
      Load load = empty().newLoad(loadedOut);
      for (int i = 10; i < 20; i++) {
        load.add(key(i), loaded, ReadTime.NEVER);
      }
      load.finish();
      loadedOut.sync();
      load.over(store, merged);
      merged.sync();
      KeyspaceStore moved = test.moveOut(store, Set.copyOf(store.fileUse().bytesByFile().keySet()));
      moved = put(moved, 5, 15, null);
      KeyspaceStore over = load.over(moved, merged);
      loadedOut.finish();
      merged.finish();
      test.deleteAllBut(over);
      assertThat(TestFiles.verify(over)).isEmpty();
      for (int i = 0; i < 30; i++) {
        byte[] expected = i < 5 || i >= 20 ? before : i < 10 ? null : loaded;
        assertThat(over.get(key(i), ReadTime.BEFORE_ALL)).isEqualTo(expected);
      }
      over = compactFully(over);
      assertThat(blobs(over).values().stream().mapToLong(Long::longValue).sum())
          .isEqualTo(15L * (BIG + 16) + 10L * (BIG + 1 + 16));
    }
  }

  @Test
  void whatIsReplacedOrDeletedIsNotInUse(Seed seed) throws IOException {
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
    assertThat(moved.get(key(15), ReadTime.BEFORE_ALL)).hasSize(BIG);
    KeyspaceStore nothing = compactFully(put(moved, 0, 20, null));
    assertThat(nothing.isEmpty()).isTrue();
    assertThat(nothing.fileUse().totalBytes()).isZero();
  }

  @Test
  void aStoreIsReadAsItWasWritten(Seed seed) throws IOException {
    KeyspaceStore store = put(empty(), 0, 10, seed.bytes(BIG));
    KeyspaceStore read = decode(PLAIN, TestFiles.encoded(store));
    assertThat(read.fileUse()).isEqualTo(store.fileUse());
    assertThat(TestFiles.verify(read)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {BIG, 3 * 512 * 1024})
  void aFlippedBitOfABlobIsFoundOut(int length, Seed seed) throws IOException {
    byte[] value = seed.bytes(length);
    KeyspaceStore store = put(empty(), 0, 1, value);
    BlobPointer blob = pointer(store, key(0));
    String name = name(blob.file());
    byte[] bytes = TestFiles.fileBytes(disk, name);
    for (int i = 0; i < 100; i++) {
      int at = (int) blob.offset() + (i < 16 ? i : seed.between(0, (int) blob.length() - 1));
      flip(name, bytes, at, (byte) (1 << seed.between(0, 7)));
      assertThatThrownBy(() -> store.get(key(0), ReadTime.BEFORE_ALL))
          .isInstanceOf(CorruptionException.class);
      assertThat(TestFiles.verify(store)).isNotEmpty();
      flip(name, bytes, at, (byte) 0);
    }
    assertThat(store.get(key(0), ReadTime.BEFORE_ALL)).isEqualTo(value);
  }

  private void flip(String name, byte[] bytes, int at, byte bits) throws IOException {
    try (WritableFile file = disk.openForWriting(name)) {
      file.write(at, new byte[] {(byte) (bytes[at] ^ bits)}, 0, 1);
    }
  }

  @Test
  void aPointerThatLeadsAstrayIsNamed(Seed seed) throws IOException {
    KeyspaceStore store = put(empty(), 0, 1, seed.bytes(3 * 512 * 1024));
    BlobPointer blob = pointer(store, key(0));
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
}
