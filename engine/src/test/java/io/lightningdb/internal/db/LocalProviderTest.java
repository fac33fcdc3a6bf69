package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalProviderTest {

  /**
   * Or a second user of a database that the first one has just created would not find it shared.
   */
  @Test
  void aDirectoryIsTheSamePlaceBeforeAndAfterItIsCreated(@TempDir Path temporary)
      throws IOException {
    Path directory = temporary.resolve("a").resolve("b");
    String before = LocalProvider.identity(directory);
    Files.createDirectories(directory);
    assertThat(LocalProvider.identity(directory)).isEqualTo(before);
  }

  @Test
  void soIsOneRightBelowTheRoot() {
    Path root = Path.of("").toAbsolutePath().getRoot();
    Path directory = root.resolve("there-is-no-such-directory");
    assertThat(LocalProvider.identity(directory)).isEqualTo(directory.toString());
  }
}
