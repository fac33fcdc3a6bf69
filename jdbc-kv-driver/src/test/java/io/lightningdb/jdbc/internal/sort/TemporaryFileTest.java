package io.lightningdb.jdbc.internal.sort;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With files of the system. */
class TemporaryFileTest {

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  @TempDir private Path directory;

  private long files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.count();
    }
  }

  /** Returns how many files of the directory are open, where that can be seen; else -1. */
  private long descriptors() throws IOException {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return -1;
    }
    try (Stream<Path> links = Files.list(DESCRIPTORS)) {
      return links.filter(this::leadsHere).count();
    }
  }

  private boolean leadsHere(Path link) {
    try {
      return Files.readSymbolicLink(link).startsWith(directory.toRealPath());
    } catch (IOException e) {
      // Closed since it was listed.
      return false;
    }
  }

  private RowSorter filled(SpillSpace space) throws SQLException {
    RowSorter sorter = new RowSorter(RowOrder.ofFirst(1), Long.MAX_VALUE, space);
    for (long i = 5_000; i > 0; i--) {
      sorter.add(new Object[] {i, "row " + i});
    }
    return sorter;
  }

  @Test
  void nothingIsLeftWhenTheSorterIsClosed() throws Exception {
    SpillSpace space = new SpillSpace(20_000, directory, () -> {});
    try (RowSorter sorter = filled(space)) {
      assertThat(space.spilledBytes()).isPositive();
      assertThat(descriptors()).isIn(1L, -1L);
      if (descriptors() == 1) {
        // Even a process that is killed leaves nothing behind, where that is possible.
        assertThat(files()).isZero();
      }
      sorter.finish();
      for (long i = 1; i <= 2_500; i++) {
        assertThat(sorter.next()).containsExactly(i, "row " + i);
      }
      assertThat(descriptors()).isNotZero();
    }
    assertThat(files()).isZero();
    assertThat(descriptors()).isIn(0L, -1L);
  }

  @Test
  void nothingIsLeftWhenAllRowsHaveBeenGiven() throws Exception {
    try (RowSorter sorter = filled(new SpillSpace(20_000, directory, () -> {}))) {
      sorter.finish();
      assertThat(descriptors()).isNotZero();
      for (long i = 1; i <= 5_000; i++) {
        assertThat(sorter.next()).isNotNull();
      }
      assertThat(sorter.next()).isNull();
      assertThat(files()).isZero();
      assertThat(descriptors()).isIn(0L, -1L);
    }
  }

  @Test
  void anInterruptChangesNothing() throws SQLException {
    Thread.currentThread().interrupt();
    try (RowSorter sorter = filled(new SpillSpace(20_000, directory, () -> {}))) {
      sorter.finish();
      for (long i = 1; i <= 5_000; i++) {
        assertThat(sorter.next()).containsExactly(i, "row " + i);
      }
    }
    // It is still there for whom it was meant; and asking clears it for the next test.
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aFileThatKeepsItsNameLosesItWhenItIsClosed() throws IOException {
    Path path = Files.createFile(directory.resolve("name"));
    TemporaryFile file = TemporaryFile.open(path);
    assertThat(path).exists();
    file.close();
    assertThat(path).doesNotExist();
  }

  @Test
  void largeBlocksAreWrittenAndReadInPieces() throws IOException {
    TemporaryFile file = TemporaryFile.create(directory);
    byte[] bytes = new byte[1_000_003];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ((i * 31) >> 3);
    }
    byte[] read = new byte[bytes.length];
    file.write(77, bytes, bytes.length);
    file.read(77, read, read.length);
    assertThat(read).isEqualTo(bytes);
    file.close();
    file.close();
    assertThat(files()).isZero();
  }
}
