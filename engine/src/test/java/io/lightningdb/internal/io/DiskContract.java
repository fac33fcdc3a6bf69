package io.lightningdb.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.Threads;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every disk does. */
@ExtendWith(Seeds.class)
@Timeout(60)
public abstract class DiskContract {

  protected Disk disk;

  /** Returns a disk without files. */
  protected abstract Disk newDisk() throws IOException;

  @BeforeEach
  void makeDisk() throws IOException {
    disk = newDisk();
  }

  @AfterEach
  void closeDisk() throws IOException {
    disk.close();
  }

  protected static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  protected final void write(String name, byte[] content) throws IOException {
    try (WritableFile file = disk.create(name)) {
      file.write(0, content, 0, content.length);
    }
  }

  protected final byte[] read(String name) throws IOException {
    try (ReadableFile file = disk.openForReading(name)) {
      byte[] content = new byte[(int) file.size()];
      file.read(0, content, 0, content.length);
      return content;
    }
  }

  @Test
  void aNewDiskHasNoFiles() throws IOException {
    assertThat(disk.list()).isEmpty();
  }

  @Test
  void aNewFileIsEmptyAndListed() throws IOException {
    disk.create("a").close();
    disk.create("b").close();
    assertThat(disk.list()).containsExactlyInAnyOrder("a", "b");
    assertThat(read("a")).isEmpty();
  }

  @Test
  void aTruncatedFileHasItsFirstBytesAndGrowsAgainFromThere() throws IOException {
    byte[] content = new Seed(1).bytes(200_000);
    try (WritableFile file = disk.create("a")) {
      file.write(0, content, 0, content.length);
      file.truncate(100_000);
      assertThat(read("a")).isEqualTo(Arrays.copyOf(content, 100_000));
      file.write(100_010, bytes("end"), 0, 3);
    }
    byte[] expected = Arrays.copyOf(content, 100_013);
    Arrays.fill(expected, 100_000, 100_010, (byte) 0);
    System.arraycopy(bytes("end"), 0, expected, 100_010, 3);
    assertThat(read("a")).isEqualTo(expected);
  }

  @Test
  void aFileCanBeTruncatedToNothing() throws IOException {
    write("a", bytes("content"));
    try (WritableFile file = disk.openForWriting("a")) {
      file.truncate(0);
    }
    assertThat(read("a")).isEmpty();
  }

  @Test
  void aFileIsNotCreatedTwice() throws IOException {
    write("a", bytes("content"));
    assertThatThrownBy(() -> disk.create("a")).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(read("a")).isEqualTo(bytes("content"));
  }

  @Test
  void aFileThatIsNotThereIsMissed() {
    assertThatThrownBy(() -> disk.openForReading("a")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.openForWriting("a")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.delete("a")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.rename("a", "b")).isInstanceOf(NoSuchFileException.class);
    disk.deleteUnneeded("a");
  }

  @Test
  void whatIsWrittenIsReadAtOnce() throws IOException {
    try (WritableFile out = disk.create("a");
        ReadableFile in = disk.openForReading("a")) {
      assertThat(in.size()).isZero();
      out.write(0, bytes("xhellox"), 1, 5);
      assertThat(in.size()).isEqualTo(5);
      byte[] into = bytes("-------");
      in.read(1, into, 2, 3);
      assertThat(into).isEqualTo(bytes("--ell--"));
    }
  }

  @Test
  void writingOverPartsAndBeyondTheEndIsPossible() throws IOException {
    write("a", bytes("0123456789"));
    try (WritableFile file = disk.openForWriting("a")) {
      file.write(3, bytes("abc"), 0, 3);
      file.write(9, bytes("xyz"), 0, 3);
      file.write(14, bytes("end"), 0, 3);
      file.write(0, new byte[0], 0, 0);
    }
    assertThat(read("a")).isEqualTo(bytes("012abc678xyz\0\0end"));
  }

  @Test
  void whatIsWrittenOverIsReadAtOnceToo(Seed seed) throws IOException {
    byte[] expected = seed.bytes(100_000);
    write("a", expected);
    try (WritableFile file = disk.openForWriting("a");
        ReadableFile in = disk.openForReading("a")) {
      file.sync();
      file.expectOverwriting(expected.length);
      for (int i = 0; i < 300; i++) {
        byte[] piece = seed.bytes(seed.between(0, 5_000));
        // The last ones are partly behind what is going to be written over.
        int at = seed.between(0, i < 290 ? 95_000 : 100_000);
        if (seed.oneIn(3)) {
          file.write(at, piece, 0, piece.length);
        } else {
          file.overwrite(at, piece, 0, piece.length);
        }
        expected = Arrays.copyOf(expected, Math.max(expected.length, at + piece.length));
        System.arraycopy(piece, 0, expected, at, piece.length);
        byte[] found = new byte[piece.length];
        in.read(at, found, 0, found.length);
        assertThat(found).isEqualTo(piece);
        if (seed.oneIn(5)) {
          file.writeBack(at - at % 4096, at + seed.between(0, 200_000));
        }
        if (seed.oneIn(20)) {
          file.sync();
        }
      }
    }
    assertThat(Arrays.equals(read("a"), expected)).isTrue();
    disk.delete("a");
    assertThat(disk.list()).isEmpty();
  }

  @Test
  void aFileIsRenamedWhileItIsWritten(Seed seed) throws IOException {
    byte[] expected = seed.bytes(10_000);
    write("a", expected);
    WritableFile file = disk.openForWriting("a");
    file.expectOverwriting(expected.length);
    String name = "a";
    for (int i = 0; i < 10; i++) {
      String next = "b" + i;
      file = disk.renameOpen(file, name, next);
      name = next;
      byte[] piece = seed.bytes(100);
      System.arraycopy(piece, 0, expected, i * 50, piece.length);
      file.expectOverwriting(expected.length);
      for (int j = 0; j < 5; j++) {
        file.overwrite(i * 50L, piece, 0, piece.length);
      }
      file.sync();
      assertThat(disk.list()).containsExactly(name);
      assertThat(read(name)).isEqualTo(expected);
    }
    file.close();
    WritableFile closed = file;
    assertThatThrownBy(() -> closed.overwrite(0, bytes("x"), 0, 1)).isInstanceOf(IOException.class);
    assertThat(read(name)).isEqualTo(expected);
  }

  @Test
  void openingForWritingKeepsWhatIsThere() throws IOException {
    write("a", bytes("content"));
    disk.openForWriting("a").close();
    assertThat(read("a")).isEqualTo(bytes("content"));
  }

  @Test
  void readingBeyondTheEndIsRefused() throws IOException {
    write("a", bytes("content"));
    try (ReadableFile file = disk.openForReading("a")) {
      byte[] into = new byte[20];
      file.read(7, into, 0, 0);
      file.read(3, into, 0, 4);
      assertThatThrownBy(() -> file.read(3, into, 0, 5)).isInstanceOf(EOFException.class);
      assertThatThrownBy(() -> file.read(7, into, 0, 1)).isInstanceOf(EOFException.class);
      assertThatThrownBy(() -> file.read(100, into, 0, 1)).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void whatIsReadWithACheckIsWhatIsThere(Seed seed) throws IOException {
    byte[] content = seed.bytes(100_000);
    write("a", content);
    ReadableFile.Check check =
        (position, bytes, offset, length) ->
            Arrays.equals(
                bytes, offset, offset + length, content, (int) position, (int) position + length);
    try (ReadableFile file = disk.openForReading("a")) {
      byte[] into = new byte[20_000];
      for (int i = 0; i < 500; i++) {
        int length = seed.between(0, 10_000);
        int from = seed.between(0, 100_000 - length);
        int offset = seed.between(0, 10_000);
        assertThat(file.readChecked(from, into, offset, length, check)).isTrue();
        assertThat(Arrays.equals(into, offset, offset + length, content, from, from + length))
            .isTrue();
      }
      assertThatThrownBy(() -> file.readChecked(99_000, into, 0, 1_001, check))
          .isInstanceOf(EOFException.class);
      content[500] ^= 1;
      assertThat(file.readChecked(0, into, 0, 1_000, check)).isFalse();
      assertThat(into[500]).isEqualTo((byte) (content[500] ^ 1));
      assertThat(file.readChecked(1_000, into, 0, 1_000, check)).isTrue();
    }
  }

  @Test
  void largePiecesAreWrittenAndReadWhole(Seed seed) throws IOException {
    byte[] content = seed.bytes(3_000_000);
    write("a", content);
    assertThat(Arrays.equals(read("a"), content)).isTrue();
    try (ReadableFile file = disk.openForReading("a")) {
      for (int i = 0; i < 50; i++) {
        int from = seed.between(0, 2_999_000);
        byte[] part = new byte[seed.between(0, 3_000_000 - from)];
        file.read(from, part, 0, part.length);
        assertThat(Arrays.equals(part, 0, part.length, content, from, from + part.length)).isTrue();
      }
    }
  }

  @Test
  void randomWritesGiveWhatAnArrayHas(Seed seed) throws IOException {
    byte[] expected = {};
    try (WritableFile file = disk.create("a")) {
      for (int i = 0; i < 300; i++) {
        byte[] piece = seed.bytes(seed.oneIn(20) ? 100_000 : seed.between(0, 200));
        int at = seed.oneIn(2) ? expected.length : seed.between(0, expected.length + 10);
        file.write(at, piece, 0, piece.length);
        if (piece.length > 0) {
          expected = Arrays.copyOf(expected, Math.max(expected.length, at + piece.length));
          System.arraycopy(piece, 0, expected, at, piece.length);
        }
        if (seed.oneIn(20)) {
          file.sync();
        }
      }
    }
    assertThat(Arrays.equals(read("a"), expected)).isTrue();
  }

  @Test
  void aRenamedFileKeepsItsContentAndWhoReadsIt() throws IOException {
    write("a", bytes("content"));
    try (ReadableFile file = disk.openForReading("a")) {
      disk.rename("a", "b");
      assertThat(disk.list()).containsExactly("b");
      assertThat(file.size()).isEqualTo(7);
    }
    assertThat(read("b")).isEqualTo(bytes("content"));
    assertThatThrownBy(() -> disk.openForReading("a")).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aDeletedFileIsGoneAndItsNameIsFree() throws IOException {
    write("a", bytes("content"));
    disk.delete("a");
    assertThat(disk.list()).isEmpty();
    write("a", bytes("other"));
    assertThat(read("a")).isEqualTo(bytes("other"));
    disk.deleteUnneeded("a");
    assertThat(disk.list()).isEmpty();
  }

  @Test
  void nothingIsDoneWithAFileAfterItsClose() throws IOException {
    WritableFile out = disk.create("a");
    out.write(0, bytes("content"), 0, 7);
    out.close();
    out.close();
    assertThatThrownBy(() -> out.write(0, bytes("x"), 0, 1)).isInstanceOf(IOException.class);
    assertThatThrownBy(out::sync).isInstanceOf(ClosedChannelException.class);
    ReadableFile in = disk.openForReading("a");
    in.close();
    in.close();
    assertThatThrownBy(in::size).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> in.read(0, new byte[1], 0, 1))
        .isInstanceOf(ClosedChannelException.class);
    assertThat(read("a")).isEqualTo(bytes("content"));
  }

  @Test
  void syncingChangesNothingThatIsSeen() throws IOException {
    try (WritableFile file = disk.create("a")) {
      file.sync();
      file.write(0, bytes("content"), 0, 7);
      file.sync();
      file.sync();
      disk.syncDirectory();
    }
    assertThat(read("a")).isEqualTo(bytes("content"));
  }

  @Test
  void anInterruptChangesNothingAndIsKept() throws IOException {
    Thread.currentThread().interrupt();
    try (WritableFile out = disk.create("a")) {
      out.write(0, bytes("content"), 0, 7);
      assertInterrupted();
      out.sync();
      assertInterrupted();
      out.expectOverwriting(7);
      out.overwrite(0, bytes("content"), 0, 7);
      assertInterrupted();
    }
    assertInterrupted();
    disk.syncDirectory();
    assertInterrupted();
    disk.openForWriting("a").close();
    disk.rename("a", "b");
    try (ReadableFile in = disk.openForReading("b")) {
      assertThat(in.size()).isEqualTo(7);
      assertInterrupted();
      byte[] into = new byte[7];
      in.read(0, into, 0, 7);
      assertThat(into).isEqualTo(bytes("content"));
      assertInterrupted();
    }
    disk.list();
    disk.delete("b");
    assertInterrupted();
    assertThat(Thread.interrupted()).isTrue();
  }

  private static void assertInterrupted() {
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void manyThreadsReadOneFileAtOnce(Seed seed) throws IOException {
    byte[] content = seed.bytes(200_000);
    write("a", content);
    try (ReadableFile file = disk.openForReading("a")) {
      Threads.run(
          concurrentReaders(),
          thread -> {
            Seed own = seed.fork("thread " + thread);
            for (int i = 0; i < 500; i++) {
              int from = own.between(0, 190_000);
              byte[] part = new byte[own.between(0, 10_000)];
              try {
                file.read(from, part, 0, part.length);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
              if (!Arrays.equals(part, 0, part.length, content, from, from + part.length)) {
                throw new AssertionError("other bytes were read at " + from);
              }
            }
          });
    }
  }

  /** Returns how many threads may read at once. */
  protected int concurrentReaders() {
    return 4;
  }
}
