package io.lightningdb.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Threads;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
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
  void writingOverIsDoneThroughMemoryWhereThatIsPossible() throws IOException {
    write("a", new byte[100_000]);
    try (WritableFile file = disk.openForWriting("a")) {
      file.expectOverwriting(100_000);
      assertThat(((RealWritableFile) file).isMapped()).isEqualTo(MappedWriting.IS_POSSIBLE);
      file.expectOverwriting(200_000); // which are not there, so it stays as it is
      assertThat(((RealWritableFile) file).isMapped()).isEqualTo(MappedWriting.IS_POSSIBLE);
      file.overwrite(99_999, bytes("end"), 0, 3);
    }
    assertThat(Files.size(directory.resolve("a"))).isEqualTo(100_002);
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
    Disk small = new RealDisk(directory, () -> {}, filesMax);
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
