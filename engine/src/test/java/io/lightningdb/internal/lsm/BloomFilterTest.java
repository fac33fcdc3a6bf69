package io.lightningdb.internal.lsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.CorruptionException;
import io.lightningdb.internal.base.KeyHash;
import io.lightningdb.internal.testing.RandomKeys;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Seeds.class)
class BloomFilterTest {

  private static byte[] key(int number) {
    return ("user" + number).getBytes(StandardCharsets.US_ASCII);
  }

  private static BloomFilter filterOf(int keys) {
    long[] hashes = new long[keys + 3]; // longer than needed, as it is when tables are built
    for (int i = 0; i < keys; i++) {
      hashes[i] = KeyHash.of(key(i));
    }
    return BloomFilter.of(hashes, keys);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 51, 52, 1_000, 200_000})
  void noKeyOfTheTableIsDenied(int keys) {
    BloomFilter filter = filterOf(keys);
    for (int i = 0; i < keys; i++) {
      assertThat(filter.mayContain(KeyHash.of(key(i)))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 20_000, 200_000})
  void fewOtherKeysAreLetThrough(int keys) {
    BloomFilter filter = filterOf(keys);
    int letThrough = 0;
    for (int i = keys; i < keys + 100_000; i++) {
      letThrough += filter.mayContain(KeyHash.of(key(i))) ? 1 : 0;
    }
    assertThat(letThrough).isBetween(500, 2_000);
  }

  @Test
  void aKeyTakesTenBits() {
    assertThat(filterOf(100_000).memoryBytes()).isBetween(125_000, 126_000);
  }

  @Test
  void whatIsEncodedIsDecoded(Seed seed) {
    RandomKeys keys = new RandomKeys(seed, 5_000);
    BloomFilter filter = filterOf(500);
    byte[] encoded = filter.encode();
    BloomFilter decoded = BloomFilter.decode("a test", encoded);
    assertThat(decoded.encode()).isEqualTo(encoded);
    for (int i = 0; i < 1_000; i++) {
      long hash = KeyHash.of(keys.get());
      assertThat(decoded.mayContain(hash)).isEqualTo(filter.mayContain(hash));
    }
  }

  @Test
  void whatIsNoFilterIsDamage() {
    byte[] encoded = filterOf(100).encode();
    byte[] otherProbes = encoded.clone();
    otherProbes[0] = 7;
    for (byte[] bytes :
        new byte[][] {
          {},
          {6},
          Arrays.copyOf(encoded, encoded.length - 1),
          Arrays.copyOf(encoded, encoded.length - Long.BYTES),
          Arrays.copyOf(encoded, encoded.length + 1),
          otherProbes
        }) {
      assertThatThrownBy(() -> BloomFilter.decode("a test", bytes))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("a test");
    }
  }

  /** Filters on disk depend on these. */
  @Test
  void hashesNeverChange() {
    assertThat(KeyHash.of(new byte[0])).isEqualTo(0L);
    assertThat(Long.toHexString(KeyHash.of(key(1)))).isEqualTo("140fd0e8bd8ee3e4");
    assertThat(
            Long.toHexString(
                KeyHash.of("a key of twenty-three b".getBytes(StandardCharsets.US_ASCII))))
        .isEqualTo("874a17de6ee24f0e");
  }

  @Test
  void theLengthOfAKeyCounts(Seed seed) {
    Set<Long> hashes = new HashSet<>();
    for (int length = 0; length < 100; length++) {
      hashes.add(KeyHash.of(new byte[length]));
      byte[] longer = Arrays.copyOf(new byte[length], length + 9);
      assertThat(KeyHash.of(longer, length)).isEqualTo(KeyHash.of(new byte[length]));
    }
    assertThat(hashes).hasSize(100);
    byte[] key = seed.bytes(40);
    for (int bit = 0; bit < 320; bit++) {
      byte[] flipped = key.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(hashes.add(KeyHash.of(flipped))).isTrue();
    }
  }
}
