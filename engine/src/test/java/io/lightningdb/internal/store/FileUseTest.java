package io.lightningdb.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.CorruptionException;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.testing.TestFiles;
import org.junit.jupiter.api.Test;

class FileUseTest {

  private static BlockPointer block(long file, int length) {
    FileIdentity identity = new FileIdentity(TestFiles.DATABASE, file);
    return new BlockPointer(new BlockFile(new MemoryDisk(), identity, 1_000_000), 64, length);
  }

  private static FileUse decode(byte[] bytes) {
    return FileUse.decode(new ByteReader("a test", bytes));
  }

  private static byte[] encode(FileUse use) {
    ByteWriter out = new ByteWriter(16);
    use.encode(out);
    return out.toByteArray();
  }

  @Test
  void bytesAreCountedByFile() {
    FileUse use =
        FileUse.NONE.toBuilder()
            .add(block(1, 100))
            .add(block(2, 50))
            .add(block(1, 10))
            .remove(block(2, 20))
            .build();
    assertThat(use.bytesByFile()).hasSize(2).containsEntry(1L, 110L).containsEntry(2L, 30L);
    assertThat(use).hasToString("{1=110, 2=30}");
  }

  @Test
  void aFileThatIsUsedNoMoreIsNotListed() {
    FileUse use = FileUse.NONE.toBuilder().add(block(1, 100)).build();
    FileUse none = use.toBuilder().remove(block(1, 100)).build();
    assertThat(none).isEqualTo(FileUse.NONE).hasSameHashCodeAs(FileUse.NONE);
    assertThat(none.bytesByFile()).isEmpty();
  }

  @Test
  void aBuilderChangesNothingThatWasBuilt() {
    FileUse.Builder builder = FileUse.NONE.toBuilder().add(block(1, 100));
    FileUse before = builder.build();
    builder.add(block(1, 100)).add(block(2, 1));
    assertThat(before.bytesByFile()).hasSize(1).containsEntry(1L, 100L);
    before.toBuilder().remove(block(1, 100));
    assertThat(before.bytesByFile()).containsEntry(1L, 100L);
    assertThat(FileUse.NONE.bytesByFile()).isEmpty();
  }

  @Test
  void whatWasBuiltCannotBeChanged() {
    FileUse use = FileUse.NONE.toBuilder().add(block(1, 100)).build();
    assertThatThrownBy(() -> use.bytesByFile().put(1L, 1L))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void moreThanAnIntOfBytesIsCounted() {
    FileUse.Builder builder = FileUse.NONE.toBuilder();
    for (int i = 0; i < 3; i++) {
      builder.add(block(1, Integer.MAX_VALUE));
    }
    assertThat(builder.build().bytesByFile()).containsEntry(1L, 3L * Integer.MAX_VALUE);
  }

  @Test
  void aUseIsReadAsItWasWritten() {
    FileUse use = FileUse.NONE.toBuilder().add(block(1, 100)).add(block(1L << 40, 7)).build();
    assertThat(decode(encode(use))).isEqualTo(use).isNotEqualTo(FileUse.NONE).isNotEqualTo("use");
    assertThat(decode(encode(FileUse.NONE))).isEqualTo(FileUse.NONE);
  }

  @Test
  void moreFilesThanCanFollowAreDamage() {
    assertThatThrownBy(() -> decode(new byte[] {100, 1, 1}))
        .isInstanceOf(CorruptionException.class);
    assertThatThrownBy(() -> decode(new byte[] {2, 1, 1})).isInstanceOf(CorruptionException.class);
  }
}
