package io.lightningdb.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.CorruptionException;
import io.lightningdb.internal.testing.Damage;
import io.lightningdb.internal.testing.ParserFuzz;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever two states are, the difference between them leads from one to the other. */
@ExtendWith(Seeds.class)
class DifferenceTest {

  private static final int PAIRS = 20_000;

  private static byte[] apply(byte[] from, byte[] difference) {
    return Difference.apply("a test", from, new ByteReader("a test", difference));
  }

  private static int lengthBetween(byte[] from, byte[] to) {
    byte[] difference = Difference.between(from, to);
    assertThat(apply(from, difference)).isEqualTo(to);
    return difference.length;
  }

  @Test
  void itLeadsFromAnyBytesToAnyOthers(Seed seed) {
    for (int i = 0; i < PAIRS; i++) {
      // Few different values make for repetitions, in which finds are plenty and wrong.
      byte[] from = seed.bytes(seed.between(0, 300));
      int values = seed.pick(List.of(1, 2, 3, 256));
      for (int at = 0; at < from.length; at++) {
        from[at] = (byte) Math.floorMod(from[at], values);
      }
      byte[] to = from;
      for (int changes = seed.between(0, 4); changes > 0; changes--) {
        to = Damage.of(to, seed);
      }
      assertThat(lengthBetween(from, to)).isLessThanOrEqualTo(to.length + 4);
    }
  }

  @Test
  void whatEndsInTheMiddleOfABlockIsFound() {
    byte[] bytes = new Seed(1).bytes(100);
    for (int length = 0; length <= bytes.length; length++) {
      byte[] shorter = Arrays.copyOf(bytes, length);
      assertThat(lengthBetween(bytes, shorter)).isLessThan(24);
      assertThat(lengthBetween(shorter, bytes)).isLessThan(100 - length + 24);
      assertThat(lengthBetween(shorter, shorter)).isLessThan(20);
    }
  }

  private static byte[] joined(List<byte[]> parts) {
    ByteWriter out = new ByteWriter(1_024);
    parts.forEach(out::writeBytes);
    return out.toByteArray();
  }

  @Test
  void whatIsAddedTakenOutOrMovedCostsWhatIsNewAndALittle(Seed seed) {
    List<byte[]> parts = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      parts.add(seed.bytes(seed.between(40, 100)));
    }
    byte[] before = joined(parts);
    assertThat(lengthBetween(before, before)).isLessThan(10);
    for (int round = 0; round < 20; round++) {
      List<byte[]> changed = new ArrayList<>(parts);
      int added = seed.between(40, 100);
      changed.set(seed.between(0, 999), seed.bytes(added));
      changed.remove(seed.between(0, 999));
      Collections.swap(changed, seed.between(0, 998), seed.between(0, 998));
      assertThat(lengthBetween(before, joined(changed))).isLessThan(added + 100);
    }
  }

  @Test
  void theStepsAreThoseThatTheFormatSays() {
    byte[] from = "the quick brown fox jumps".getBytes(StandardCharsets.US_ASCII);
    byte[] to = "the quick brown cat jumps".getBytes(StandardCharsets.US_ASCII);
    assertThat(Difference.between(from, to))
        .isEqualTo(
            new ByteWriter(64)
                .writeByte(1)
                .writeVarint(0)
                .writeVarint(16)
                .writeByte(2)
                .writeVarint(9)
                .writeBytes("cat jumps".getBytes(StandardCharsets.US_ASCII))
                .writeByte(3)
                .toByteArray());
  }

  private static void assertDamage(byte[] difference, String message) {
    assertThatThrownBy(() -> apply(new byte[10], difference))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("a test is damaged")
        .hasMessageContaining(message);
  }

  @Test
  void whatIsNoDifferenceIsDamage() {
    assertDamage(new byte[0], "it ends where a byte should follow");
    assertDamage(new byte[] {0}, "a step of kind 0");
    assertDamage(new byte[] {4}, "a step of kind 4");
    assertDamage(new byte[] {1, 11, 0, 3}, "the number 11 where at most 10 is possible");
    assertDamage(new byte[] {1, 8, 3, 3}, "the number 3 where at most 2 is possible");
    assertDamage(new byte[] {2, 2, 3}, "it ends where 2 bytes should follow");
    assertDamage(new byte[] {1, 0, 1}, "it ends where a byte should follow");
    assertDamage(new byte[] {3, 3}, "1 bytes after the end");
  }

  @Test
  void noBytesMakeItFailOtherwise(Seed seed) {
    byte[] from = seed.bytes(300);
    byte[] to = Damage.of(Damage.of(from, seed), seed);
    ParserFuzz fuzz =
        ParserFuzz.feed(
            seed, List.of(Difference.between(from, to), new byte[] {3}), d -> apply(from, d));
    assertThat(fuzz.accepted()).isPositive();
    assertThat(fuzz.refused()).isPositive();
  }
}
