package io.lightningdb.internal.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.RandomKeys;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class KeysTest {

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void keysOrderAsUnsignedBytesAndAfterWhatTheyBeginWith() {
    byte[][] sorted = {
      {}, bytes(0), bytes(0, 0), bytes(1), bytes(0x7F), bytes(0x80), bytes(0xFF), bytes(0xFF, 0)
    };
    for (int i = 0; i < sorted.length; i++) {
      for (int j = 0; j < sorted.length; j++) {
        assertThat(Integer.signum(Keys.compare(sorted[i], sorted[j])))
            .isEqualTo(Integer.compare(i, j));
      }
    }
  }

  @Test
  void theCommonPrefixEndsAtTheFirstDifferenceOrWithTheShorterKey() {
    assertThat(Keys.commonPrefix(bytes(), bytes(1))).isZero();
    assertThat(Keys.commonPrefix(bytes(1, 2), bytes(1, 3))).isOne();
    assertThat(Keys.commonPrefix(bytes(1, 2), bytes(1, 2, 3))).isEqualTo(2);
    assertThat(Keys.commonPrefix(bytes(1, 2), bytes(1, 2))).isEqualTo(2);
  }

  @Test
  void aSeparatorIsAfterOneKeyAndNotAfterTheOtherAndNoneIsShorter(Seed seed) {
    RandomKeys keys = new RandomKeys(seed, 2_000);
    for (int i = 0; i < 20_000; i++) {
      byte[] a = keys.get();
      byte[] b = keys.get();
      int comparison = Keys.compare(a, b);
      if (comparison == 0) {
        continue;
      }
      byte[] low = comparison < 0 ? a : b;
      byte[] high = comparison < 0 ? b : a;
      byte[] separator = Keys.separator(low, high);
      assertThat(Keys.compare(low, separator)).isNegative();
      assertThat(Keys.compare(separator, high)).isNotPositive();
      // Whatever is shorter begins both keys, and so is not after the lower one.
      byte[] shorter = Arrays.copyOf(separator, separator.length - 1);
      assertThat(Arrays.mismatch(shorter, low)).isIn(-1, shorter.length);
    }
  }

  @Test
  void keysAreShownAsTextWhereTheyAreText() {
    assertThat(Keys.show("user/7".getBytes(StandardCharsets.US_ASCII))).isEqualTo("'user/7'");
    assertThat(Keys.show(bytes(0, 0xFF))).isEqualTo("0x00ff");
    assertThat(Keys.show(bytes('a', 0))).isEqualTo("0x6100");
    assertThat(Keys.show(bytes())).isEqualTo("0x");
  }

  @Test
  void longKeysAreCutWhereTheyAreShown() {
    byte[] text = "x".repeat(100).getBytes(StandardCharsets.US_ASCII);
    assertThat(Keys.show(text)).isEqualTo("'" + "x".repeat(32) + "'... (100 bytes)");
    assertThat(Keys.show(new byte[40])).isEqualTo("0x" + "00".repeat(32) + "... (40 bytes)");
    assertThat(Keys.show(Arrays.copyOf(text, 32))).isEqualTo("'" + "x".repeat(32) + "'");
  }

  @Test
  void keyspaceIdsAreEqualByTheirNumbers() {
    assertThat(new KeyspaceId(7))
        .isEqualTo(new KeyspaceId(7))
        .hasSameHashCodeAs(new KeyspaceId(7))
        .isNotEqualTo(new KeyspaceId(8))
        .isNotEqualTo("7")
        .hasToString("7");
    assertThat(new KeyspaceId(7).value()).isEqualTo(7);
  }
}
