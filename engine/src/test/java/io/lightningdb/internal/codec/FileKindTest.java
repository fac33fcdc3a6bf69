package io.lightningdb.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileKindTest {

  @Test
  void aNameHasSixDigitsOrMoreAndASuffix() {
    assertThat(FileKind.LOG.fileName(1)).isEqualTo("000001.log");
    assertThat(FileKind.TREE.fileName(999_999)).isEqualTo("999999.tree");
    assertThat(FileKind.MANIFEST.fileName(12_345_678)).isEqualTo("12345678.manifest");
  }

  @Test
  void kindAndNumberAreReadFromANameAgain() {
    for (FileKind kind : FileKind.values()) {
      for (long number : new long[] {0, 1, 999_999, 1_000_000, 999_999_999_999_999_999L}) {
        String name = kind.fileName(number);
        assertThat(FileKind.of(name)).contains(kind);
        assertThat(FileKind.number(name)).isEqualTo(number);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".log",
        "log",
        "LOCK",
        "1.log",
        "0000001.log",
        "00000a.log",
        "-00001.log",
        "+00001.log",
        "000001.LOG",
        "000001.log.tmp",
        "000001.manifest.tmp",
        "000001.tre",
        "000001",
        "x000001.log",
        "000001.log ",
        "٠٠٠٠٠١.log",
        "9999999999999999999.log"
      })
  void otherNamesAreNotOurs(String name) {
    assertThat(FileKind.of(name)).isEmpty();
  }

  @Test
  void theCodesAreThoseThatAreOnDisk() {
    assertThat(FileKind.LOG.code()).isEqualTo(1);
    assertThat(FileKind.TREE.code()).isEqualTo(2);
    assertThat(FileKind.MANIFEST.code()).isEqualTo(3);
    assertThat(FileKind.values()).allMatch(kind -> kind.version() == 1);
  }
}
