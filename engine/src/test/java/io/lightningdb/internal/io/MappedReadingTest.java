package io.lightningdb.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.Threads;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files that are read through memory, which is done on Linux. */
@ExtendWith(Seeds.class)
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class MappedReadingTest {

  private static final int PAGE_BYTES = 4096;
  private static final int BYTES = 64 * PAGE_BYTES;

  @TempDir private Path directory;

  private byte[] content;
  private ReadableFile.Check check;

  @BeforeEach
  void writeFile(Seed seed) throws IOException {
    content = seed.bytes(BYTES);
    check =
        (position, bytes, offset, length) ->
            Arrays.equals(
                bytes, offset, offset + length, content, (int) position, (int) position + length);
    Files.write(file("a"), content);
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  /** Returns a disk that never takes the system for slow. */
  private Disk disk(int mappingsMax) {
    return new RealDisk(directory, () -> {}, 100, new Mappings(mappingsMax), Long.MAX_VALUE / 2);
  }

  private RealReadableFile open(String name) throws IOException {
    return (RealReadableFile) disk(100).openForReading(name);
  }

  private RealReadableFile mapped(String name) throws IOException {
    RealReadableFile file = open(name);
    readSome(file, 100);
    assertThat(file.isMapped()).isTrue();
    return file;
  }

  private void readSome(ReadableFile file, int times) throws IOException {
    byte[] into = new byte[10_000];
    for (int i = 0; i < times; i++) {
      int length = 1 + i * 7_919 % 8_000;
      int position = i * 104_729 % (BYTES - length);
      assertThat(file.readChecked(position, into, i % 1_000, length, check)).isTrue();
    }
  }

  private void cut(String name, int length) throws IOException {
    try (FileChannel cut = FileChannel.open(file(name), StandardOpenOption.WRITE)) {
      cut.truncate(length);
    }
  }

  @Test
  void aFileIsMappedWhenAFewBlocksHaveBeenRead() throws IOException {
    try (RealReadableFile file = open("a")) {
      readSome(file, 10);
      assertThat(file.isMapped()).isFalse();
      readSome(file, 10);
      assertThat(file.isMapped()).isTrue();
      readSome(file, 1_000);
      assertThat(file.isMapped()).isTrue();
    }
  }

  @Test
  void anEmptyFileIsNotMapped() throws IOException {
    Files.write(file("empty"), new byte[0]);
    try (RealReadableFile file = open("empty")) {
      for (int i = 0; i < 100; i++) {
        assertThat(file.readChecked(0, new byte[0], 0, 0, check)).isTrue();
      }
      assertThat(file.isMapped()).isFalse();
    }
  }

  @Test
  void piecesLargerThanWhatIsCopiedAtOnceAreReadWhole(Seed seed) throws IOException {
    content = seed.bytes(1_000_000);
    Files.write(file("large"), content);
    try (RealReadableFile file = mapped("large")) {
      for (int i = 0; i < 50; i++) {
        int length = seed.between(200_000, 800_000);
        int position = seed.between(0, content.length - length);
        byte[] into = new byte[length + 3];
        assertThat(file.readChecked(position, into, 3, length, check)).isTrue();
      }
      assertThat(file.isMapped()).isTrue();
    }
  }

  @Test
  void bytesThatAreNotThoseExpectedAreToldAndReadBySystemCallsFromThenOn() throws IOException {
    content[10_000] ^= 1;
    try (RealReadableFile file = open("a")) {
      byte[] into = new byte[100];
      for (int i = 0; i < 100; i++) {
        assertThat(file.readChecked(20_000, into, 0, 100, check)).isTrue();
      }
      assertThat(file.isMapped()).isTrue();
      assertThat(file.readChecked(9_950, into, 0, 100, check)).isFalse();
      content[10_000] ^= 1;
      assertThat(Arrays.equals(into, 0, 100, content, 9_950, 10_050)).isTrue();
      assertThat(file.isMapped()).isFalse();
      readSome(file, 100);
    }
  }

  @Test
  void readingBeyondTheEndIsRefused() throws IOException {
    try (RealReadableFile file = mapped("a")) {
      byte[] into = new byte[100];
      assertThatThrownBy(() -> file.readChecked(BYTES - 50, into, 0, 51, check))
          .isInstanceOf(EOFException.class);
      assertThatThrownBy(() -> file.readChecked(Integer.MAX_VALUE - 10L, into, 0, 50, check))
          .isInstanceOf(EOFException.class);
      assertThat(file.isMapped()).isTrue();
    }
  }

  /**
   * The virtual machine goes on as if nothing had happened when a page cannot be had, and throws an
   * error into the thread later, in code that knows nothing of it.
   */
  @Test
  void aFileCutShortByOthersIsAnExceptionOfTheReadThatMissesIt() throws IOException {
    byte[] into = new byte[10_000];
    for (int round = 0; round < 60; round++) {
      Files.write(file("a"), content);
      try (RealReadableFile file = open("a")) {
        // Often enough for the compiler, whose code the virtual machine treats in another way.
        readSome(file, round < 20 ? 1_000 : 100);
        int length = 20 + round * 130;
        int position = 8 * PAGE_BYTES - length / 2;
        // Half of the rounds have the right bytes in the array before they are read.
        Arrays.fill(into, (byte) 0);
        if (round % 2 == 0) {
          assertThat(file.readChecked(position, into, 0, length, check)).isTrue();
        }
        assertThat(file.isMapped()).isTrue();
        cut("a", 8 * PAGE_BYTES);
        boolean interrupt = round % 3 == 0;
        if (interrupt) {
          Thread.currentThread().interrupt();
        }
        assertThatThrownBy(() -> file.readChecked(position, into, 0, length, check))
            .isInstanceOf(EOFException.class);
        assertThat(Thread.interrupted()).isEqualTo(interrupt);
        // Opportunities for an error that is late.
        assertThat(new byte[8 << 20]).hasSize(8 << 20);
        assertThat(file.isMapped()).isFalse();
        assertThat(file.readChecked(100, into, 0, 5_000, check)).isTrue();
      }
    }
    System.gc();
  }

  @Test
  void interruptsKeepNoFileFromBeingMappedAndRead() throws IOException {
    try (RealReadableFile file = open("a")) {
      Thread.currentThread().interrupt();
      readSome(file, 100);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(file.isMapped()).isTrue();
    }
  }

  @Test
  void aFileThatIsClosedIsReadNoMore() throws IOException {
    RealReadableFile file = mapped("a");
    List<Thread> readers = new ArrayList<>();
    AtomicLong reads = new AtomicLong();
    for (int i = 0; i < 3; i++) {
      readers.add(Threads.start(() -> readUntilClosed(file, reads)));
    }
    while (reads.get() < 10_000 && readers.stream().allMatch(Thread::isAlive)) {
      Threads.pause();
    }
    file.close();
    readers.forEach(Threads::join);
    assertThat(file.isMapped()).isFalse();
    assertThatThrownBy(() -> file.readChecked(0, new byte[100], 0, 100, check))
        .isInstanceOf(ClosedChannelException.class);
  }

  private void readUntilClosed(ReadableFile file, AtomicLong reads) {
    byte[] into = new byte[5_000];
    try {
      for (int i = 0; ; i++) {
        int position = i * 7_919 % (BYTES - into.length);
        if (!file.readChecked(position, into, 0, into.length, check)) {
          throw new AssertionError("other bytes were read at " + position);
        }
        reads.incrementAndGet();
      }
    } catch (ClosedChannelException e) {
      // What it waited for.
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theSpaceOfADeletedFileIsGivenBackThoughItWasMapped() throws IOException {
    Disk disk = disk(100);
    try (RealReadableFile file = mapped("a");
        FileChannel other = FileChannel.open(file("a"), StandardOpenOption.READ)) {
      file.close();
      disk.delete("a");
      assertThat(file("a")).doesNotExist();
      assertThat(other.size()).isZero();
    }
  }

  @Test
  void anotherLinkToADeletedFileKeepsItsContent() throws IOException {
    Files.createLink(file("b"), file("a"));
    disk(100).delete("a");
    assertThat(file("a")).doesNotExist();
    assertThat(file("b")).hasBinaryContent(content);
  }

  @Test
  void filesBeyondTheNumberOfMappingsAreReadBySystemCalls() throws IOException {
    Disk disk = disk(2);
    List<RealReadableFile> files = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Files.write(file("file" + i), content);
      RealReadableFile file = (RealReadableFile) disk.openForReading("file" + i);
      readSome(file, 100);
      files.add(file);
    }
    assertThat(files.stream().map(RealReadableFile::isMapped))
        .containsExactly(true, true, false, false);
    for (RealReadableFile file : files) {
      readSome(file, 100);
      file.close();
    }
    awaitMapping(disk);
  }

  /** The mappings of closed files are free once they have been collected. */
  private void awaitMapping(Disk disk) throws IOException {
    boolean isMapped = false;
    while (!isMapped) {
      System.gc();
      try (RealReadableFile file = (RealReadableFile) disk.openForReading("a")) {
        readSome(file, 100);
        isMapped = file.isMapped();
      }
    }
  }

  @Test
  void whatTheSystemRefusedIsNotAskedForAgain() {
    Mappings mappings = new Mappings(3);
    assertThat(mappings.hasRoom()).isTrue();
    mappings.refused(new OutOfMemoryError("Map failed"));
    assertThat(mappings.hasRoom()).isFalse();
  }

  @Test
  void aFileIsNotOpenedAgainToBeReadThroughMemory() throws IOException {
    try (RealReadableFile file = mapped("a")) {
      file.release();
      Files.delete(file("a"));
      byte[] into = new byte[1_000];
      for (int i = 0; i < 100; i++) {
        assertThat(file.readChecked(i * 1_009L, into, 0, 1_000, check)).isTrue();
      }
    }
  }

  @Test
  void wherePagesComeSlowlySystemCallsReadTheFile() throws IOException {
    Disk impatient = new RealDisk(directory, () -> {}, 100, new Mappings(100), -BYTES);
    try (RealReadableFile file = (RealReadableFile) impatient.openForReading("a")) {
      readSome(file, 200);
      assertThat(file.isMapped()).isTrue();
      // Had memory been tried, and failed, the file would not be mapped any more.
      cut("a", PAGE_BYTES);
      assertThatThrownBy(() -> file.readChecked(PAGE_BYTES * 3L, new byte[100], 0, 100, check))
          .isInstanceOf(EOFException.class);
      assertThat(file.isMapped()).isTrue();
    }
  }
}
