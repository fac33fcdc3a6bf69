package io.lightningdb.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Threads;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealDiskTest extends DiskContract {

  @TempDir private Path directory;

  @Override
  protected Disk newDisk() {
    return new RealDisk(directory);
  }

  @Test
  void itsFilesAreThoseOfTheDirectory() throws IOException {
    write("a", bytes("content"));
    assertThat(directory.resolve("a")).hasContent("content");
    Files.writeString(directory.resolve("b"), "other");
    assertThat(disk.list()).containsExactlyInAnyOrder("a", "b");
    assertThat(read("b")).isEqualTo(bytes("other"));
    assertThat(disk.directory()).contains(directory);
    assertThat(disk).hasToString(directory.toString());
  }

  @Test
  void itClosesWhatItWasGivenWithItself() throws IOException {
    AtomicInteger closed = new AtomicInteger();
    new RealDisk(directory, closed::incrementAndGet).close();
    assertThat(closed).hasValue(1);
  }

  @Test
  void whatIsWrittenOverManyTimesIsWrittenThroughMemoryWhereThatIsPossible() throws IOException {
    write("a", new byte[100_000]);
    try (WritableFile file = disk.openForWriting("a")) {
      file.expectOverwriting(100_000);
      overwrite(file, 10);
      assertThat(((RealWritableFile) file).isMapped()).isFalse();
      overwrite(file, 10);
      assertThat(((RealWritableFile) file).isMapped()).isEqualTo(MappedWriting.IS_POSSIBLE);
      file.overwrite(99_999, bytes("end"), 0, 3);
    }
    assertThat(Files.size(directory.resolve("a"))).isEqualTo(100_002);
  }

  @Test
  void aFileThatIsTruncatedIsNotWrittenThroughMemoryAnyMore() throws IOException {
    write("a", new byte[100_000]);
    try (WritableFile file = disk.openForWriting("a")) {
      file.expectOverwriting(100_000);
      overwrite(file, 20);
      file.truncate(1_000);
      overwrite(file, 20);
      file.overwrite(99_990, bytes("end"), 0, 3);
      assertThat(((RealWritableFile) file).isMapped()).isFalse();
    }
    assertThat(Files.size(directory.resolve("a"))).isEqualTo(99_993);
  }

  @Test
  void aFileThatIsNotThereYetIsNotMapped() throws IOException {
    write("a", new byte[100_000]);
    try (WritableFile file = disk.openForWriting("a")) {
      overwrite(file, 100);
      file.expectOverwriting(200_000);
      overwrite(file, 100);
      assertThat(((RealWritableFile) file).isMapped()).isFalse();
    }
    assertThat(Files.size(directory.resolve("a"))).isEqualTo(100_000);
  }

  @Test
  void anInterruptKeepsNoFileFromBeingMapped() throws IOException {
    write("a", new byte[100_000]);
    try (WritableFile file = disk.openForWriting("a")) {
      file.expectOverwriting(100_000);
      Thread.currentThread().interrupt();
      overwrite(file, 100);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(((RealWritableFile) file).isMapped()).isEqualTo(MappedWriting.IS_POSSIBLE);
    }
  }

  @Test
  void pagesThatAreWrittenBackAreNotDirtyAnyMore() throws IOException {
    Assumptions.assumeTrue(MappedWriting.IS_POSSIBLE);
    // One in memory has nowhere to write them to, and others write more than is asked for.
    Assumptions.assumeTrue(Files.getFileStore(directory).type().matches("ext4|xfs"));
    int pages = 2048;
    write("a", new byte[pages * 4096]);
    try (WritableFile file = disk.openForWriting("a")) {
      file.expectOverwriting(pages * 4096L);
      byte[] page = new byte[4096];
      Arrays.fill(page, (byte) 1);
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < pages; i++) {
          file.overwrite(i * 4096L, page, 0, page.length);
        }
      }
      assertThat(dirtyKib("a")).isGreaterThan(pages * 3L);
      // Pages may be written together with their neighbours, but not with all of them.
      file.writeBack(0, pages * 1024L);
      assertThat(dirtyKib("a")).isPositive().isLessThanOrEqualTo(pages * 3L);
      file.writeBack(0, pages * 8192L);
      assertThat(dirtyKib("a")).isZero();
      file.close();
      file.writeBack(0, pages * 4096L);
    }
  }

  /** Returns how much of a file was written through memory and not synced since. */
  private long dirtyKib(String name) throws IOException {
    String path = directory.toRealPath().resolve(name).toString();
    long dirty = 0;
    boolean inFile = false;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        inFile = line.endsWith(path);
      } else if (inFile && line.matches("(Shared|Private)_Dirty: .*")) {
        dirty += Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return dirty;
  }

  /**
   * The virtual machine goes on as if nothing had happened when a write through memory fails, and
   * throws an error into the thread later, in code that knows nothing of it.
   */
  @Test
  void aWriteThatMemoryDoesNotTakeIsAnExceptionAtOnce() throws IOException {
    Assumptions.assumeTrue(MappedWriting.IS_POSSIBLE);
    int bytes = 64 * 4096;
    write("a", new byte[bytes]);
    try (WritableFile file = disk.openForWriting("a")) {
      file.expectOverwriting(bytes);
      // Often enough for the compiler, whose code the virtual machine treats in another way.
      overwrite(file, 30_000);
      try (FileChannel cut = FileChannel.open(directory.resolve("a"), StandardOpenOption.WRITE)) {
        cut.truncate(2 * 4096);
      }
      for (int page = 1; page < 40; page++) {
        boolean interrupt = page % 2 == 0;
        if (interrupt) {
          Thread.currentThread().interrupt();
        }
        // Up to the last page that is there, and one byte too far.
        byte[] piece = new byte[page < 3 ? 4097 : page * 100];
        Arrays.fill(piece, (byte) page);
        int at = page < 3 ? 4096 : page * 4096 - 50;
        assertThatThrownBy(() -> file.overwrite(at, piece, 0, piece.length))
            .isInstanceOf(IOException.class)
            .hasMessage("a write to mapped memory failed");
        assertThat(Thread.interrupted()).isEqualTo(interrupt);
        // Opportunities for an error that is late.
        assertThat(new byte[8 << 20]).hasSize(8 << 20);
      }
      byte[] piece = bytes("this is still there");
      file.overwrite(4096, piece, 0, piece.length);
      System.gc();
    }
    assertThat(Arrays.copyOfRange(read("a"), 4096, 4115)).isEqualTo(bytes("this is still there"));
  }

  private static void overwrite(WritableFile file, int times) throws IOException {
    byte[] piece = new byte[160];
    for (int i = 0; i < times; i++) {
      Arrays.fill(piece, (byte) i);
      file.overwrite(160L * (i % 500), piece, 0, piece.length);
    }
  }

  @Test
  void aDirectoryThatIsGoneIsReported() throws IOException {
    Disk gone = new RealDisk(directory.resolve("gone"));
    assertThatThrownBy(gone::list).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(gone::syncDirectory).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> gone.create("a")).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void moreFilesThanMayBeOpenAreReadAllTheSame() throws IOException {
    int filesMax = 4;
    int fileCount = 20;
    Disk small =
        new RealDisk(directory, () -> {}, filesMax, Mappings.OF_PROCESS, Long.MAX_VALUE / 2);
    List<ReadableFile> files = new ArrayList<>();
    for (int i = 0; i < fileCount; i++) {
      write("file" + i, bytes("content " + i));
      files.add(small.openForReading("file" + i));
    }
    Threads.run(
        3,
        thread -> {
          for (int i = 0; i < 2_000; i++) {
            int number = (thread * 7 + i * 13) % fileCount;
            byte[] expected = bytes("content " + number);
            byte[] found = new byte[expected.length];
            try {
              files.get(number).read(0, found, 0, found.length);
            } catch (IOException e) {
              throw new AssertionError(e);
            }
            if (!Arrays.equals(found, expected)) {
              throw new AssertionError("other bytes were read of file " + number);
            }
          }
        });
    assertThat(openDescriptors()).isLessThanOrEqualTo(filesMax);
    for (ReadableFile file : files) {
      file.close();
      assertThatThrownBy(file::size).isInstanceOf(ClosedChannelException.class);
    }
    assertThat(openDescriptors()).isZero();
  }

  /** Returns how many files of the directory this process has open, where that can be seen. */
  private long openDescriptors() throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    if (!Files.isDirectory(descriptors)) {
      return 0;
    }
    try (Stream<Path> links = Files.list(descriptors)) {
      return links.filter(this::leadsHere).count();
    }
  }

  private boolean leadsHere(Path link) {
    try {
      return Files.readSymbolicLink(link).startsWith(directory);
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  @Test
  void aDirectoryIsCreatedWithThoseAboveIt() throws IOException {
    Path deep = directory.resolve("a/b/c");
    RealDisk.createDirectory(deep);
    RealDisk.createDirectory(deep);
    assertThat(deep).isDirectory();
    Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> RealDisk.createDirectory(directory.resolve("file/d")))
        .isInstanceOf(IOException.class);
  }

  /** An interrupt closes the channel under all who read; each of them goes on all the same. */
  @Test
  void interruptsInTheMiddleOfReadsHarmNobody(Seed seed) throws IOException {
    byte[] content = seed.bytes(2_000_000);
    write("a", content);
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong reads = new AtomicLong();
    AtomicLong interruptsSeen = new AtomicLong();
    try (ReadableFile file = disk.openForReading("a")) {
      Runnable reading =
          () -> {
            byte[] part = new byte[100_000];
            for (int i = 0; !done.get(); i++) {
              int from = (i * 7_919) % 1_900_000;
              try {
                file.read(from, part, 0, part.length);
                if (file.size() != content.length) {
                  throw new AssertionError("another size was read");
                }
              } catch (IOException e) {
                throw new AssertionError(e);
              }
              if (!Arrays.equals(part, 0, part.length, content, from, from + part.length)) {
                throw new AssertionError("other bytes were read at " + from);
              }
              reads.incrementAndGet();
              if (Thread.interrupted()) {
                interruptsSeen.incrementAndGet();
              }
            }
          };
      List<Thread> readers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        readers.add(Threads.start(reading));
      }
      // The last one is never interrupted itself.
      while ((interruptsSeen.get() < 300 || reads.get() < 1_000)
          && readers.stream().allMatch(Thread::isAlive)) {
        readers.get(0).interrupt();
        readers.get(1).interrupt();
        Threads.pause();
      }
      done.set(true);
      readers.forEach(Threads::join);
    }
    assertThat(interruptsSeen).hasValueGreaterThanOrEqualTo(300);
  }

  @Test
  void interruptsInTheMiddleOfWritesAndSyncsLoseNothing(Seed seed) throws IOException {
    byte[] piece = seed.bytes(10_000);
    int pieces = 400;
    AtomicLong interruptsSeen = new AtomicLong();
    try (WritableFile file = disk.create("a")) {
      Thread writer =
          Threads.start(
              () -> {
                try {
                  for (int i = 0; i < pieces; i++) {
                    file.write((long) i * piece.length, piece, 0, piece.length);
                    if (i % 10 == 0) {
                      file.sync();
                    }
                    if (Thread.interrupted()) {
                      interruptsSeen.incrementAndGet();
                    }
                  }
                  file.sync();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      while (writer.isAlive()) {
        writer.interrupt();
        Threads.pause();
      }
      Threads.join(writer);
    }
    assertThat(interruptsSeen).hasPositiveValue();
    byte[] content = read("a");
    assertThat(content).hasSize(pieces * piece.length);
    for (int i = 0; i < pieces; i++) {
      int from = i * piece.length;
      assertThat(Arrays.equals(content, from, from + piece.length, piece, 0, piece.length))
          .isTrue();
    }
  }

  @Test
  void syncingBesideAWriterIsPossible(Seed seed) throws IOException {
    byte[] piece = seed.bytes(1_000);
    AtomicBoolean done = new AtomicBoolean();
    try (WritableFile file = disk.create("a")) {
      Thread syncing =
          Threads.start(
              () -> {
                try {
                  while (!done.get()) {
                    file.sync();
                  }
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      for (int i = 0; i < 1_000; i++) {
        file.write((long) i * piece.length, piece, 0, piece.length);
      }
      done.set(true);
      Threads.join(syncing);
    }
    assertThat(read("a")).hasSize(1_000_000);
  }

  @Test
  void aFullDiskIsToldFromOtherFailures() {
    Path file = directory.resolve("a");
    assertThat(RealWritableFile.classify(file, 1, new IOException("No space left on device")))
        .isInstanceOf(DiskFullException.class)
        .hasMessageContaining(file.toString());
    assertThat(RealWritableFile.classify(file, 1, new IOException("Disk quota exceeded")))
        .isInstanceOf(DiskFullException.class);
    assertThat(
            RealWritableFile.classify(
                file, 1, new IOException("There is not enough space on the disk")))
        .isInstanceOf(DiskFullException.class);
    // Whatever the message is, where there is no space for so much, that will be why.
    assertThat(RealWritableFile.classify(file, Long.MAX_VALUE, new IOException("Kein Platz")))
        .isInstanceOf(DiskFullException.class);
    IOException other = new IOException("Input/output error");
    assertThat(RealWritableFile.classify(file, 1, other)).isSameAs(other);
    IOException silent = new IOException();
    assertThat(RealWritableFile.classify(file, 1, silent)).isSameAs(silent);
    assertThat(RealWritableFile.classify(directory.resolve("gone").resolve("a"), 1, silent))
        .isSameAs(silent);
  }
}
