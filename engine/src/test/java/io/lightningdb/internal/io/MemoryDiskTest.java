package io.lightningdb.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import org.junit.jupiter.api.Test;

class MemoryDiskTest extends DiskContract {

  @Override
  protected Disk newDisk() {
    return new MemoryDisk();
  }

  @Test
  void itHasNoDirectory() {
    assertThat(disk.directory()).isEmpty();
    assertThat(disk).hasToString("memory");
  }

  @Test
  void aNameThatIsTakenIsNotGivenToAnotherFile() throws IOException {
    write("a", bytes("one"));
    write("b", bytes("other"));
    assertThatThrownBy(() -> disk.rename("a", "b")).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(read("a")).isEqualTo(bytes("one"));
    assertThat(read("b")).isEqualTo(bytes("other"));
  }

  @Test
  void anOpenFileIsReadThoughItWasDeleted() throws IOException {
    write("a", bytes("content"));
    try (ReadableFile file = disk.openForReading("a")) {
      disk.delete("a");
      byte[] into = new byte[7];
      file.read(0, into, 0, 7);
      assertThat(into).isEqualTo(bytes("content"));
    }
  }
}
