package io.lightningdb.internal.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Compression;
import io.lightningdb.CompressionStatistics;
import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(Seeds.class)
class CompressorTest {

  private static final int LENGTH = 8 * 1024;

  private final Codecs codecs = Codecs.loaded();
  private final CompressionCounters counters = new CompressionCounters();
  private final Compressor compressor = new Compressor(codecs, counters);

  /** Returns records as programs have them: about half of it is compressible. */
  private static byte[] records(Seed seed, int length) {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(
          "{\"id\":%d,\"name\":\"user %d\",\"city\":\"Berlin\",\"score\":%d}"
              .formatted(
                  seed.between(0, 1_000_000), seed.between(0, 10_000), seed.between(0, 100)));
    }
    return Arrays.copyOf(text.toString().getBytes(StandardCharsets.US_ASCII), length);
  }

  private byte[] compressed(Compression wish, byte[] raw, Method expected) {
    assertThat(compressor.compress(wish, raw, 0, raw.length)).isEqualTo(expected);
    return Arrays.copyOf(compressor.array(), compressor.length());
  }

  private static byte[] decompress(
      Codecs codecs, Method method, byte[] from, int offset, int length, int rawLength) {
    Codecs.checkGrowth("a test", length, rawLength);
    // Longer than it has to be, and what is behind must stay.
    byte[] raw = new byte[rawLength + 100];
    Arrays.fill(raw, (byte) 99);
    codecs.decompress(method, "a test", from, offset, length, raw, rawLength);
    for (int i = rawLength; i < raw.length; i++) {
      assertThat(raw[i]).isEqualTo((byte) 99);
    }
    return Arrays.copyOf(raw, rawLength);
  }

  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"LZ4", "SNAPPY", "ADAPTIVE"})
  void whatIsCompressedComesBack(Compression wish, Seed seed) {
    Method method = wish == Compression.SNAPPY ? Method.SNAPPY : Method.LZ4;
    for (int length : new int[] {256, 1_000, LENGTH, 300_000}) {
      byte[] raw = records(seed, length);
      byte[] bytes = compressed(wish, raw, method);
      assertThat(bytes.length).isLessThan(length * 7 / 8);
      byte[] shifted = new byte[bytes.length + 5];
      System.arraycopy(bytes, 0, shifted, 3, bytes.length);
      assertThat(decompress(codecs, method, shifted, 3, bytes.length, length)).isEqualTo(raw);
    }
  }

  @Test
  void ordinaryRecordsSaveHalf(Seed seed) {
    byte[] bytes = compressed(Compression.ADAPTIVE, records(seed, LENGTH), Method.LZ4);
    assertThat(bytes.length).isBetween(LENGTH * 2 / 10, LENGTH * 6 / 10);
  }

  @Test
  void whatIsNotWorthItIsLeftAsItIsAndTheReasonIsCounted(Seed seed) {
    byte[] random = seed.bytes(LENGTH);
    byte[] almostRandom = random.clone();
    Arrays.fill(almostRandom, 0, LENGTH / 10, (byte) 7);
    byte[] records = records(seed, LENGTH);
    compressed(Compression.NONE, records, Method.NONE);
    compressed(Compression.ADAPTIVE, records(seed, 255), Method.NONE);
    compressed(Compression.ADAPTIVE, random, Method.NONE);
    compressed(Compression.LZ4, random, Method.NONE);
    compressed(Compression.SNAPPY, almostRandom, Method.NONE);
    byte[] lz4 = compressed(Compression.ADAPTIVE, records, Method.LZ4);
    byte[] snappy = compressed(Compression.SNAPPY, records, Method.SNAPPY);
    long raw = 6L * LENGTH + 255;
    assertThat(counters.statistics())
        .isEqualTo(
            new CompressionStatistics(
                1, 1, 1, 1, 1, 2, raw, raw - 2 * LENGTH + lz4.length + snappy.length));
  }

  @Test
  void aSampleTellsHowRandomBytesAre(Seed seed) {
    Entropy entropy = new Entropy();
    assertThat(entropy.bitsPerByte(new byte[LENGTH], 0, LENGTH)).isZero();
    assertThat(entropy.bitsPerByte(new byte[0], 0, 0)).isZero();
    byte[] two = new byte[1_000];
    for (int i = 0; i < two.length; i += 2) {
      two[i] = 1;
    }
    assertThat(entropy.bitsPerByte(two, 0, 1_000)).isEqualTo(1);
    for (int i = 0; i < 200; i++) {
      assertThat(entropy.bitsPerByte(seed.bytes(LENGTH), 0, LENGTH)).isBetween(7.65, 8.0);
    }
    assertThat(entropy.bitsPerByte(records(seed, LENGTH), 0, LENGTH)).isBetween(3.5, 5.5);
  }

  @Test
  void withoutSnappyNothingIsCompressedWithItAndWhatWasSaysWhatIsMissing(Seed seed) {
    byte[] records = records(seed, LENGTH);
    byte[] snappy = compressed(Compression.SNAPPY, records, Method.SNAPPY);
    Codecs without =
        new Codecs(
            LZ4Factory.safeInstance(),
            () -> Optional.of(new UnsatisfiedLinkError("no such library")));
    Compressor compressor = new Compressor(without, counters);
    assertThat(compressor.compress(Compression.SNAPPY, records, 0, LENGTH)).isEqualTo(Method.NONE);
    assertThat(compressor.compress(Compression.ADAPTIVE, records, 0, LENGTH)).isEqualTo(Method.LZ4);
    assertThatThrownBy(() -> decompress(without, Method.SNAPPY, snappy, 0, snappy.length, LENGTH))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("a test is compressed with Snappy")
        .hasMessageContaining("no such library");
  }

  @Test
  void lz4InJavaAndNativeUnderstandEachOther(Seed seed) {
    Codecs inJava = new Codecs(LZ4Factory.safeInstance(), Optional::empty);
    byte[] records = records(seed, LENGTH);
    byte[] bytes = compressed(Compression.LZ4, records, Method.LZ4);
    assertThat(decompress(inJava, Method.LZ4, bytes, 0, bytes.length, LENGTH)).isEqualTo(records);
    Compressor javaCompressor = new Compressor(inJava, counters);
    assertThat(javaCompressor.compress(Compression.LZ4, records, 0, LENGTH)).isEqualTo(Method.LZ4);
    assertThat(
            decompress(
                codecs, Method.LZ4, javaCompressor.array(), 0, javaCompressor.length(), LENGTH))
        .isEqualTo(records);
  }

  /** Damage gives an exception of ours or, where a checksum would have to help, other bytes. */
  @ParameterizedTest
  @EnumSource(
      value = Method.class,
      names = {"LZ4", "SNAPPY"})
  void damageGivesNoOtherException(Method method, Seed seed) {
    byte[] records = records(seed, 4_000);
    Compression wish = method == Method.LZ4 ? Compression.LZ4 : Compression.SNAPPY;
    byte[] good = compressed(wish, records, method);
    Codecs[] all = {codecs, new Codecs(LZ4Factory.safeInstance(), Optional::empty)};
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = seed.oneIn(4) ? seed.bytes(seed.between(0, 300)) : good.clone();
      for (int flips = seed.between(0, 4); flips > 0 && bytes.length > 0; flips--) {
        bytes[seed.between(0, bytes.length - 1)] ^= (byte) (1 << seed.between(0, 7));
      }
      int length = seed.oneIn(3) ? seed.between(0, bytes.length) : bytes.length;
      int rawLength = seed.oneIn(3) ? seed.between(-5, 9_000) : records.length;
      try {
        byte[] raw = decompress(all[i % 2], method, bytes, 0, length, rawLength);
        assertThat(raw).hasSize(rawLength);
      } catch (CorruptionException e) {
        assertThat(e).hasMessageContaining("a test is damaged");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(5_000);
  }

  @Test
  void aLengthThatCannotBeTakesNoMemory() {
    for (Method method : new Method[] {Method.LZ4, Method.SNAPPY}) {
      assertThatThrownBy(() -> decompress(codecs, method, new byte[100], 0, 100, Integer.MAX_VALUE))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("100 bytes cannot have been 2147483647");
    }
  }
}
