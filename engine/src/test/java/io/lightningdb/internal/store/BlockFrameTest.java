package io.lightningdb.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Compression;
import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.block.BlockBuilder;
import io.lightningdb.internal.block.BlockEntry;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.compress.Codecs;
import io.lightningdb.internal.compress.CompressionCounters;
import io.lightningdb.internal.compress.Compressor;
import io.lightningdb.internal.compress.Method;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.testing.ParserFuzz;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.TestFiles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(Seeds.class)
class BlockFrameTest {

  private static final long POSITION = 640;
  private static final BlockFile FILE = file(7);

  private static BlockFile file(long number) {
    return new BlockFile(new MemoryDisk(), new FileIdentity(TestFiles.DATABASE, number), 100_000);
  }

  private static byte[] frame(BlockKind kind, int entries) {
    List<BlockEntry> list = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      byte[] key = "key%04d".formatted(i).getBytes(StandardCharsets.US_ASCII);
      list.add(new BlockEntry(key, new byte[i]));
    }
    ByteWriter content = new ByteWriter(0);
    BlockBuilder.append(list, content);
    return frame(kind, Method.NONE, content.size(), content.array(), content.size());
  }

  private static byte[] frame(
      BlockKind kind, Method method, int rawLength, byte[] content, int length) {
    ByteWriter out = new ByteWriter(0);
    BlockFrame.append(out, kind, method, rawLength, content, 0, length, FILE.identity(), POSITION);
    return out.toByteArray();
  }

  private static Block decode(BlockFile file, long position, BlockKind kind, byte[] bytes) {
    if (!BlockFrame.isIntact(file.identity(), position, bytes, 0, bytes.length)) {
      throw BlockFrame.damaged(file, position, bytes, bytes.length);
    }
    BlockPointer pointer = new BlockPointer(file, position, bytes.length);
    BlockFrame.Content content = BlockFrame.content(pointer, kind, bytes, BlockMemory.NEW);
    return Block.parse(pointer, content.array(), content.offset(), content.length());
  }

  private static Block decode(BlockKind kind, byte[] bytes) {
    return decode(FILE, POSITION, kind, bytes);
  }

  private static byte[] compressedFrame(Compression wish) {
    ByteWriter content = new ByteWriter(0);
    List<BlockEntry> entries = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      byte[] key = "key %03d".formatted(i).getBytes(StandardCharsets.US_ASCII);
      entries.add(new BlockEntry(key, new byte[100]));
    }
    BlockBuilder.append(entries, content);
    Compressor compressor = new Compressor(Codecs.loaded(), new CompressionCounters());
    Method method = compressor.compress(wish, content.array(), 0, content.size());
    return frame(BlockKind.LEAF, method, content.size(), compressor.array(), compressor.length());
  }

  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"LZ4", "SNAPPY"})
  void aCompressedBlockIsReadAsItWas(Compression wish) {
    byte[] frame = compressedFrame(wish);
    assertThat(frame.length).isLessThan(2_000);
    assertThat(frame[5]).isEqualTo((byte) (wish == Compression.SNAPPY ? 1 : 2));
    Block block = decode(BlockKind.LEAF, frame);
    assertThat(block.count()).isEqualTo(50);
    assertThat(block.key(49)).isEqualTo("key 049".getBytes(StandardCharsets.US_ASCII));
    assertThat(block.value(49)).isEqualTo(new byte[100]);
  }

  /** Whoever makes the checksum right gets no further. */
  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"LZ4", "SNAPPY"})
  void damageInsideOfACompressedBlockIsNamed(Compression wish, Seed seed) {
    byte[] frame = compressedFrame(wish);
    for (int i = 0; i < 5_000; i++) {
      byte[] changed = frame.clone();
      int position = seed.between(8, frame.length - 1);
      changed[position] ^= (byte) (1 << seed.between(0, 7));
      try {
        // A changed value is what only the checksum can tell.
        assertThat(decode(BlockKind.LEAF, sealed(changed)).count()).isEqualTo(50);
      } catch (CorruptionException e) {
        assertThat(e).hasMessageContaining(".tree");
      }
    }
  }

  /** Makes the checksum of a changed frame right again. */
  private static byte[] sealed(byte[] frame) {
    int checksum = FILE.identity().checksum(POSITION, frame, 4, frame.length - 4);
    for (int i = 0; i < 4; i++) {
      frame[i] = (byte) (checksum >>> (8 * i));
    }
    return frame;
  }

  private static byte[] changed(byte[] frame, int at, int value) {
    byte[] changed = frame.clone();
    changed[at] = (byte) value;
    return sealed(changed);
  }

  @Test
  void aBlockIsReadAsItWasWritten() {
    for (BlockKind kind : BlockKind.values()) {
      for (int entries : new int[] {0, 1, 100}) {
        Block block = decode(kind, frame(kind, entries));
        assertThat(block.count()).isEqualTo(entries);
        if (entries == 100) {
          assertThat(block.search("key0042".getBytes(StandardCharsets.US_ASCII))).isEqualTo(42);
          assertThat(block.value(42)).hasSize(42);
        }
      }
    }
  }

  @Test
  void aChangedBitIsFound() {
    byte[] frame = frame(BlockKind.LEAF, 3);
    for (int bit = 0; bit < frame.length * 8; bit++) {
      frame[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> decode(BlockKind.LEAF, frame))
          .as("bit %d", bit)
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("000007.tree at 640");
      frame[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @Test
  void aGoodBlockInTheWrongPlaceIsFound() {
    byte[] frame = frame(BlockKind.LEAF, 3);
    assertThatThrownBy(() -> decode(FILE, POSITION + 8, BlockKind.LEAF, frame))
        .isInstanceOf(CorruptionException.class);
    assertThatThrownBy(() -> decode(file(8), POSITION, BlockKind.LEAF, frame))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("000008.tree");
  }

  @Test
  void aBlockOfAnotherKindIsFound() {
    assertThatThrownBy(() -> decode(BlockKind.INNER, frame(BlockKind.LEAF, 3)))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("kind 1")
        .hasMessageContaining("instead of kind 2");
  }

  @Test
  void aLengthThatIsNotThatOfTheBlockIsFound() {
    byte[] frame = frame(BlockKind.LEAF, 3);
    assertThatThrownBy(() -> decode(BlockKind.LEAF, changed(frame, 8, frame[8] + 1)))
        .isInstanceOf(CorruptionException.class);
    assertThatThrownBy(() -> decode(BlockKind.LEAF, changed(frame, 12, frame[12] + 1)))
        .isInstanceOf(CorruptionException.class);
    assertThatThrownBy(() -> decode(BlockKind.LEAF, sealed(Arrays.copyOf(frame, frame.length - 1))))
        .isInstanceOf(CorruptionException.class);
  }

  @Test
  void aCompressionThatIsNotKnownIsNotDamage() {
    assertThatThrownBy(() -> decode(BlockKind.LEAF, changed(frame(BlockKind.LEAF, 3), 5, 3)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("compression 3");
  }

  @Test
  void theCodesAreThoseThatAreOnDisk() {
    assertThat(BlockKind.LEAF.code()).isEqualTo(1);
    assertThat(BlockKind.INNER.code()).isEqualTo(2);
    assertThat(frame(BlockKind.INNER, 1)[4]).isEqualTo((byte) 2);
  }

  @Test
  void noBytesMakeItFailOtherwise(Seed seed) {
    List<byte[]> intact =
        List.of(frame(BlockKind.LEAF, 0), frame(BlockKind.LEAF, 5), frame(BlockKind.LEAF, 20));
    ParserFuzz fuzz =
        ParserFuzz.feed(
            seed,
            intact,
            bytes -> {
              // No pointer is made to less than a header.
              byte[] frame = Arrays.copyOf(bytes, Math.max(bytes.length, BlockFrame.HEADER_BYTES));
              boolean sealed = Arrays.hashCode(bytes) % 2 == 0;
              Block block = decode(BlockKind.LEAF, sealed ? sealed(frame) : frame);
              for (int i = 0; i < block.count(); i++) {
                block.search(block.key(i));
                block.value(i);
              }
            },
            Set.of(CorruptionException.class, FormatException.class));
    assertThat(fuzz.accepted()).isPositive();
    assertThat(fuzz.refused()).isPositive();
  }
}
