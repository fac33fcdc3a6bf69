package io.lightningdb.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Compression;
import io.lightningdb.CorruptionException;
import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.block.BlockEntry;
import io.lightningdb.internal.codec.FileHeader;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.io.ReadableFile;
import io.lightningdb.internal.io.RealDisk;
import io.lightningdb.internal.testing.ForwardingDisk;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Kind;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import io.lightningdb.internal.testing.TestFiles;
import io.lightningdb.internal.testing.Threads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files of blocks from their writing to their end. */
@ExtendWith(Seeds.class)
class BlockFilesTest {

  private static final int FILE_BYTES_MAX = 4 * 1024;

  private final SimulatedDisk disk = new SimulatedDisk();
  private final TestFiles test = new TestFiles(disk, FILE_BYTES_MAX);
  private final BlockFiles files = test.files();

  private static List<BlockEntry> entries(int number, int valueBytes) {
    byte[] key = ("key" + number).getBytes(StandardCharsets.US_ASCII);
    byte[] value = new byte[valueBytes];
    Arrays.fill(value, (byte) number);
    return List.of(new BlockEntry(key, value));
  }

  /** Writes leaves with a value each of so many bytes, and returns where they are. */
  private List<BlockPointer> write(int blocks, int valueBytes) throws IOException {
    try (BlockOutput out = files.newOutput()) {
      List<BlockPointer> pointers = new ArrayList<>();
      for (int i = 0; i < blocks; i++) {
        pointers.add(out.append(BlockKind.LEAF, entries(i, valueBytes), Compression.NONE));
      }
      out.finish();
      return pointers;
    }
  }

  private static void assertValue(Block block, int number, int valueBytes) {
    assertThat(block.value(0)).isEqualTo(entries(number, valueBytes).get(0).value());
  }

  @Test
  void blocksAreReadWhereTheyWereWritten() throws IOException {
    List<BlockPointer> pointers = write(100, 200);
    for (int i = 0; i < 100; i++) {
      assertValue(files.leaf(pointers.get(i)), i, 200);
      assertValue(files.leafQuietly(pointers.get(i)), i, 200);
      assertValue(files.read(pointers.get(i), BlockKind.LEAF), i, 200);
    }
  }

  @Test
  void filesAreCutToTheirSize() throws IOException {
    write(100, 200);
    assertThat(files.files()).hasSizeGreaterThan(5);
    for (BlockFile file : files.files()) {
      assertThat(file.length()).isLessThan(FILE_BYTES_MAX + 400);
      assertThat(disk.files().get(file.name())).hasSize((int) file.length());
      files.verify(file);
    }
  }

  @Test
  void aBlockLargerThanAFileIsInOneAllTheSame() throws IOException {
    List<BlockPointer> pointers = write(3, 50_000);
    assertThat(files.files()).hasSize(3);
    assertValue(files.leaf(pointers.get(1)), 1, 50_000);
  }

  @Test
  void aFileLargerThanTheBufferIsWrittenInPieces() throws IOException {
    TestFiles large = new TestFiles(disk, 8 * 1024 * 1024);
    try (BlockOutput out = large.files().newOutput()) {
      List<BlockPointer> pointers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        pointers.add(out.append(BlockKind.LEAF, entries(i, 100_000), Compression.NONE));
      }
      assertThat(disk.files().values().iterator().next().length).isGreaterThan(3_000_000);
      assertThat(out.finish()).hasSize(1);
      for (int i = 0; i < 40; i++) {
        assertValue(large.files().leaf(pointers.get(i)), i, 100_000);
      }
      large.files().verify(pointers.get(0).file());
    }
  }

  @Test
  void whatIsFinishedIsOnTheDevice() throws IOException {
    List<BlockPointer> pointers = write(50, 200);
    Map<String, byte[]> onDevice = disk.afterPowerFailure(Survival.NOTHING, new Seed(1)).files();
    assertThat(onDevice.keySet()).isEqualTo(disk.files().keySet());
    TestFiles again = new TestFiles(SimulatedDisk.of(onDevice), FILE_BYTES_MAX);
    for (BlockFile file : files.files()) {
      again.files().add(file.number(), file.length());
    }
    BlockPointer last = pointers.get(49);
    BlockPointer found =
        again.files().pointer("a test", last.file().number(), last.offset(), last.length());
    assertValue(again.files().leaf(found), 49, 200);
  }

  @Test
  void anOutputThatIsNotFinishedLeavesNothing() throws IOException {
    try (BlockOutput out = files.newOutput()) {
      for (int i = 0; i < 100; i++) {
        out.append(BlockKind.LEAF, entries(i, 200), Compression.NONE);
      }
      assertThat(disk.files()).isNotEmpty();
    }
    assertThat(disk.files()).isEmpty();
    assertThat(disk.openHandles()).isEmpty();
    assertThat(files.files()).isEmpty();
  }

  @Test
  void anOutputThatFailsLeavesNothingWhereverItFails() throws IOException {
    long before = disk.operations();
    write(60, 200);
    long operations = disk.operations() - before;
    test.deleteAllBut();
    for (long n = 1; n <= operations; n++) {
      long failAt = disk.operations() + n;
      disk.observe(
          operation -> {
            if (operation.number() == failAt && operation.kind() != Kind.DELETE) {
              throw new IOException("the cable is out");
            }
          });
      assertThatThrownBy(() -> write(60, 200)).hasMessage("the cable is out");
      assertThat(disk.files()).as("files after failure %d", n).isEmpty();
      assertThat(disk.openHandles()).as("open files after failure %d", n).isEmpty();
      assertThat(files.files()).isEmpty();
    }
  }

  @Test
  void anOutputOfNothingMakesNoFile() throws IOException {
    try (BlockOutput out = files.newOutput()) {
      assertThat(out.finish()).isEmpty();
    }
    assertThat(disk.files()).isEmpty();
  }

  @Test
  void aBlockPutIntoTheCacheAsItIsWrittenIsTheOneThatWasWritten() throws IOException {
    try (BlockOutput out = files.newOutput()) {
      BlockPointer pointer = out.append(BlockKind.LEAF, entries(1, 100), Compression.NONE);
      out.cacheLast(pointer);
      out.append(BlockKind.LEAF, entries(2, 100), Compression.NONE);
      out.finish();
      assertThat(files.isCached(pointer)).isTrue();
      assertValue(files.leaf(pointer), 1, 100);
      assertThat(test.cache().misses()).isZero();
      assertValue(files.read(pointer, BlockKind.LEAF), 1, 100);
    }
  }

  @Test
  void blocksThatAreSupersededLeaveTheCacheWhenTheyAreForgotten() throws IOException {
    BlockPointer old = write(1, 100).get(0);
    files.leaf(old);
    try (BlockOutput out = files.newOutput()) {
      out.supersede(old);
      assertThat(files.isCached(old)).isTrue();
      out.finish();
      out.forgetSuperseded();
      assertThat(files.isCached(old)).isFalse();
    }
    assertValue(files.leaf(old), 0, 100);
  }

  @Test
  void aFileIsOpenedWhenItIsFirstReadAndClosedWhenItIsDeleted() throws IOException {
    BlockPointer pointer = write(1, 100).get(0);
    assertThat(disk.openHandles()).isEmpty();
    files.leaf(pointer);
    files.read(pointer, BlockKind.LEAF);
    assertThat(disk.openHandles()).containsExactly(pointer.file().name());
    files.delete(pointer.file());
    assertThat(disk.openHandles()).isEmpty();
    assertThat(disk.files()).isEmpty();
    assertThat(files.files()).isEmpty();
  }

  @Test
  void aFileThatIsDeletedIsReadNoMoreAndTheReaderIsTold() throws IOException {
    BlockPointer pointer = write(1, 100).get(0);
    files.delete(pointer.file());
    files.delete(pointer.file());
    assertThatThrownBy(() -> files.read(pointer, BlockKind.LEAF))
        .isInstanceOfSatisfying(
            IOException.class, e -> assertThat(BlockFiles.isOutdated(e)).isTrue())
        .hasMessageContaining(pointer.file().name());
    assertThat(BlockFiles.isOutdated(new IOException("another reason"))).isFalse();
    assertThat(disk.openHandles()).isEmpty();
  }

  /** Deletes a file just when a reader is about to open it, or is reading it. */
  private static final class DiskThatDeletes extends ForwardingDisk {

    interface Action {
      void run() throws IOException;
    }

    private Action beforeOpening = () -> {};
    private Action whileReading = () -> {};

    DiskThatDeletes(SimulatedDisk disk) {
      super(disk);
    }

    @Override
    public ReadableFile openForReading(String name) throws IOException {
      Action now = beforeOpening;
      beforeOpening = () -> {};
      now.run();
      ReadableFile file = super.openForReading(name);
      return new ReadableFile() {
        @Override
        public long size() throws IOException {
          return file.size();
        }

        @Override
        public void read(long position, byte[] into, int offset, int length) throws IOException {
          Action now = whileReading;
          whileReading = () -> {};
          now.run();
          file.read(position, into, offset, length);
        }

        @Override
        public void close() throws IOException {
          file.close();
        }
      };
    }
  }

  @Test
  void aFileThatIsDeletedWhileItIsReadIsReadToTheEndAndThenClosed() throws IOException {
    DiskThatDeletes deleting = new DiskThatDeletes(disk);
    TestFiles hostile = new TestFiles(deleting);
    BlockPointer pointer;
    try (BlockOutput out = hostile.files().newOutput()) {
      pointer = out.append(BlockKind.LEAF, entries(1, 100), Compression.NONE);
      out.finish();
    }
    hostile.files().read(pointer, BlockKind.LEAF);
    deleting.whileReading =
        () -> {
          hostile.files().delete(pointer.file());
          assertThat(disk.openHandles()).hasSize(1);
          assertThat(disk.files()).hasSize(1);
        };
    assertValue(hostile.files().read(pointer, BlockKind.LEAF), 1, 100);
    assertThat(disk.openHandles()).isEmpty();
    assertThat(disk.files()).isEmpty();
    assertThatThrownBy(() -> hostile.files().read(pointer, BlockKind.LEAF))
        .isInstanceOfSatisfying(
            IOException.class, e -> assertThat(BlockFiles.isOutdated(e)).isTrue());
  }

  @Test
  void aFileThatIsDeletedWhileItIsOpenedIsReadToTheEndToo() throws IOException {
    DiskThatDeletes deleting = new DiskThatDeletes(disk);
    TestFiles hostile = new TestFiles(deleting);
    BlockPointer pointer;
    try (BlockOutput out = hostile.files().newOutput()) {
      pointer = out.append(BlockKind.LEAF, entries(1, 100), Compression.NONE);
      out.finish();
    }
    deleting.beforeOpening = () -> hostile.files().delete(pointer.file());
    assertValue(hostile.files().read(pointer, BlockKind.LEAF), 1, 100);
    assertThat(disk.openHandles()).isEmpty();
    assertThat(disk.files()).isEmpty();
  }

  /** What is read is right, or the reader is told that the file is gone. */
  @Test
  void filesAreDeletedWhileTheyAreReadThroughMemory(@TempDir Path directory) throws IOException {
    TestFiles real = new TestFiles(new RealDisk(directory), 64 * 1024);
    for (int round = 0; round < 20; round++) {
      List<BlockPointer> pointers = new ArrayList<>();
      try (BlockOutput out = real.files().newOutput()) {
        for (int i = 0; i < 100; i++) {
          pointers.add(out.append(BlockKind.LEAF, entries(i, 2_000), Compression.NONE));
        }
        out.finish();
      }
      AtomicInteger reads = new AtomicInteger();
      List<Thread> readers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        readers.add(Threads.start(() -> readUntilDeleted(real.files(), pointers, reads)));
      }
      while (reads.get() < 2_000 && readers.stream().allMatch(Thread::isAlive)) {
        Threads.pause();
      }
      real.deleteAllBut();
      readers.forEach(Threads::join);
      assertThat(real.disk().list()).isEmpty();
    }
  }

  private static void readUntilDeleted(
      BlockFiles files, List<BlockPointer> pointers, AtomicInteger reads) {
    try {
      for (int i = 0; ; i++) {
        int number = i * 37 % pointers.size();
        try (LeasedLeaf leased = files.leaseLeaf(pointers.get(number))) {
          assertValue(leased.leaf(), number, 2_000);
        }
        reads.incrementAndGet();
      }
    } catch (IOException e) {
      assertThat(BlockFiles.isOutdated(e)).as("%s", e).isTrue();
    }
  }

  @Test
  void aLeaseLeavesNoTraceInTheCacheAndItsMemoryIsUsedAgain(Seed seed) throws IOException {
    List<BlockPointer> pointers = write(100, 200);
    BlockPointer large;
    try (BlockOutput out = files.newOutput()) {
      large = out.append(BlockKind.LEAF, entries(7, 100_000), Compression.LZ4);
      out.finish();
    }
    long before = test.cache().bytes();
    for (int i = 0; i < 1_000; i++) {
      int number = seed.between(0, 99);
      int other = seed.between(0, 99);
      try (LeasedLeaf one = files.leaseLeaf(pointers.get(number));
          LeasedLeaf two = files.leaseLeaf(i % 10 == 0 ? large : pointers.get(other))) {
        assertValue(one.leaf(), number, 200);
        assertValue(two.leaf(), i % 10 == 0 ? 7 : other, i % 10 == 0 ? 100_000 : 200);
      }
    }
    assertThat(test.cache().bytes()).isEqualTo(before);
  }

  @Test
  void closingClosesAllFilesAndEmptiesTheCache() throws IOException {
    List<BlockPointer> pointers = write(100, 200);
    for (BlockPointer pointer : pointers) {
      files.leaf(pointer);
    }
    assertThat(disk.openHandles()).isNotEmpty();
    files.close();
    assertThat(disk.openHandles()).isEmpty();
    assertThat(test.cache().bytes()).isZero();
    assertThatThrownBy(() -> files.leaf(pointers.get(0))).isInstanceOf(IOException.class);
  }

  @Test
  void aFileOfAnotherLengthIsDamaged() throws IOException {
    BlockPointer pointer = write(1, 100).get(0);
    Map<String, byte[]> left = disk.files();
    byte[] bytes = left.get(pointer.file().name());
    left.put(pointer.file().name(), Arrays.copyOf(bytes, bytes.length - 1));
    TestFiles again = new TestFiles(SimulatedDisk.of(left));
    again.files().add(pointer.file().number(), pointer.file().length());
    BlockPointer found =
        again.files().pointer("a test", pointer.file().number(), 64, pointer.length());
    assertThatThrownBy(() -> again.files().leaf(found))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining((bytes.length - 1) + " bytes instead of " + bytes.length);
  }

  @Test
  void aFileOfAnotherDatabaseIsNotRead() throws IOException {
    BlockPointer pointer = write(1, 100).get(0);
    Map<String, byte[]> left = disk.files();
    byte[] bytes = left.get(pointer.file().name());
    FileHeader header = FileHeader.decode(pointer.file().name(), bytes);
    byte[] another =
        new FileHeader(
                header.kind(),
                new FileIdentity(new UUID(1, 2), header.identity().number()),
                header.createdMicros())
            .encode();
    System.arraycopy(another, 0, bytes, 0, another.length);
    TestFiles again = new TestFiles(SimulatedDisk.of(left));
    again.files().add(pointer.file().number(), bytes.length);
    BlockPointer found =
        again.files().pointer("a test", pointer.file().number(), 64, pointer.length());
    assertThatThrownBy(() -> again.files().leaf(found))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("belongs to another database");
  }

  @Test
  void aPointerToNowhereIsDamage() throws IOException {
    BlockFile file = write(1, 100).get(0).file();
    long number = file.number();
    files.pointer("a test", number, 64, file.length() - 64);
    assertNoPointer(number, 63, 100, "at 63");
    assertNoPointer(number, -1, 100, "at -1");
    assertNoPointer(number, 64, 15, "15 bytes");
    assertNoPointer(number, 64, -1, "-1 bytes");
    assertNoPointer(number, 64, file.length() - 63, "which has " + file.length());
    assertNoPointer(number, 64, Long.MAX_VALUE, "bytes at 64");
    assertNoPointer(number, 64, 1L << 31, "bytes at 64");
    assertNoPointer(number, Long.MAX_VALUE, 100, "which has " + file.length());
  }

  /** Whether that is damage depends on whether the file was given back meanwhile. */
  @Test
  void aPointerIntoAnUnknownFileIsOutdatedOrDamage() throws IOException {
    long number = write(1, 100).get(0).file().number();
    assertThatThrownBy(() -> files.pointer("a test", number + 1, 64, 100))
        .isInstanceOfSatisfying(
            UnknownFileException.class,
            e -> {
              assertThat(BlockFiles.isOutdated(e)).isTrue();
              assertThat(e.asCorruption())
                  .isInstanceOf(CorruptionException.class)
                  .hasMessageContaining("a test is damaged")
                  .hasMessageContaining("which the database does not have");
            });
  }

  private void assertNoPointer(long file, long offset, long length, String message) {
    assertThatThrownBy(() -> files.pointer("a test", file, offset, length))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("a test is damaged")
        .hasMessageContaining(message);
  }

  @Test
  void aFileIsNotListedTwice() throws IOException {
    files.add(100, 1_000);
    assertThatThrownBy(() -> files.add(100, 1_000))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("000100.tree is listed twice");
  }

  @Test
  void verifyingFindsAChangeAnywhereInAFile() throws IOException {
    BlockFile file = write(4, 100).get(0).file();
    Map<String, byte[]> left = disk.files();
    byte[] bytes = left.get(file.name());
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= 4;
      TestFiles again = new TestFiles(SimulatedDisk.of(left));
      again.files().add(file.number(), file.length());
      BlockFile found = again.files().files().iterator().next();
      assertThatThrownBy(() -> again.files().verify(found))
          .as("byte %d", i)
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining(file.name());
      bytes[i] ^= 4;
    }
  }
}
