package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class KeyRangeTest {

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  /** Keys of up to three bytes of the sort that matters at the ends of ranges. */
  private static byte[] key(Seed seed) {
    byte[] key = new byte[seed.between(0, 3)];
    for (int i = 0; i < key.length; i++) {
      key[i] = seed.pick(List.of((byte) 0, (byte) 1, (byte) 0x7F, (byte) 0x80, (byte) 0xFF));
    }
    return key;
  }

  private static void assertContains(KeyRange range, Predicate<byte[]> expected, Seed seed) {
    boolean any = false;
    for (int i = 0; i < 40; i++) {
      byte[] key = key(seed);
      any |= expected.test(key);
      assertThat(range.contains(key))
          .as("%s contains %s", range, Arrays.toString(key))
          .isEqualTo(expected.test(key));
    }
    if (any) {
      assertThat(range.isEmpty()).isFalse();
    }
  }

  @Test
  void everyRangeHasTheKeysThatItsNameTells(Seed seed) {
    for (int i = 0; i < 300; i++) {
      byte[] a = key(seed);
      byte[] b = key(seed);
      assertContains(KeyRange.all(), key -> true, seed);
      assertContains(KeyRange.atLeast(a), key -> Arrays.compareUnsigned(key, a) >= 0, seed);
      assertContains(KeyRange.greaterThan(a), key -> Arrays.compareUnsigned(key, a) > 0, seed);
      assertContains(KeyRange.lessThan(a), key -> Arrays.compareUnsigned(key, a) < 0, seed);
      assertContains(KeyRange.atMost(a), key -> Arrays.compareUnsigned(key, a) <= 0, seed);
      assertContains(KeyRange.only(a), key -> Arrays.equals(key, a), seed);
      assertContains(
          KeyRange.between(a, b),
          key -> Arrays.compareUnsigned(key, a) >= 0 && Arrays.compareUnsigned(key, b) < 0,
          seed);
      assertContains(
          KeyRange.prefix(a),
          key -> key.length >= a.length && Arrays.equals(Arrays.copyOf(key, a.length), a),
          seed);
    }
  }

  @Test
  void anIntersectionHasTheKeysOfBoth(Seed seed) {
    for (int i = 0; i < 1_000; i++) {
      KeyRange one = randomRange(seed);
      KeyRange other = randomRange(seed);
      assertContains(one.intersect(other), key -> one.contains(key) && other.contains(key), seed);
      assertThat(one.intersect(other)).isEqualTo(other.intersect(one));
      assertThat(one.intersect(one)).isEqualTo(one);
      assertThat(one.intersect(KeyRange.all())).isEqualTo(one);
    }
  }

  private static KeyRange randomRange(Seed seed) {
    byte[] key = key(seed);
    return switch (seed.between(0, 6)) {
      case 0 -> KeyRange.atLeast(key);
      case 1 -> KeyRange.greaterThan(key);
      case 2 -> KeyRange.lessThan(key);
      case 3 -> KeyRange.atMost(key);
      case 4 -> KeyRange.only(key);
      case 5 -> KeyRange.prefix(key);
      default -> KeyRange.between(key, key(seed));
    };
  }

  @Test
  void thePrefixOfTheLastKeysHasNoUpperEnd() {
    assertThat(KeyRange.prefix(bytes(0xFF)).to()).isNull();
    assertThat(KeyRange.prefix(bytes(0xFF, 0xFF)).to()).isNull();
    assertThat(KeyRange.prefix(bytes(0xFF, 0xFF)).from()).containsExactly(0xFF, 0xFF);
    assertThat(KeyRange.prefix(bytes(1, 0xFF, 0xFF)).to()).containsExactly(2);
    assertThat(KeyRange.prefix(bytes(0x7F)).to()).containsExactly(0x80);
    assertThat(KeyRange.prefix(bytes()).to()).isNull();
    assertThat(KeyRange.prefix(bytes()).from()).isEmpty();
  }

  @Test
  void theKeyAfterAnotherHasAZeroByteMore() {
    assertThat(KeyRange.greaterThan(bytes(1, 2)).from()).containsExactly(1, 2, 0);
    assertThat(KeyRange.atMost(bytes()).to()).containsExactly(0);
    assertThat(KeyRange.only(bytes(7)).from()).containsExactly(7);
    assertThat(KeyRange.only(bytes(7)).to()).containsExactly(7, 0);
  }

  @Test
  void aRangeWithoutRoomForAKeyIsEmpty() {
    assertThat(KeyRange.lessThan(bytes()).isEmpty()).isTrue();
    assertThat(KeyRange.between(bytes(2), bytes(2)).isEmpty()).isTrue();
    assertThat(KeyRange.between(bytes(2), bytes(1)).isEmpty()).isTrue();
    assertThat(KeyRange.between(bytes(0x80), bytes(0x7F)).isEmpty()).isTrue();
    assertThat(KeyRange.between(bytes(1), bytes(1, 0)).isEmpty()).isFalse();
    assertThat(KeyRange.only(bytes()).isEmpty()).isFalse();
    assertThat(KeyRange.all().isEmpty()).isFalse();
    assertThat(KeyRange.only(bytes(1)).intersect(KeyRange.only(bytes(2))).isEmpty()).isTrue();
  }

  @Test
  void arraysAreCopiedInAndOut() {
    byte[] key = {1};
    for (KeyRange range :
        List.of(KeyRange.atLeast(key), KeyRange.only(key), KeyRange.prefix(key))) {
      key[0] = 9;
      assertThat(range.from()).containsExactly(1);
      range.from()[0] = 9;
      assertThat(range.from()).containsExactly(1);
      key[0] = 1;
    }
    KeyRange range = KeyRange.lessThan(key);
    key[0] = 9;
    range.to()[0] = 9;
    assertThat(range.to()).containsExactly(1);
  }

  @Test
  void rangesAreEqualByTheirEnds() {
    KeyRange range = KeyRange.between(bytes(1), bytes(2));
    assertThat(range)
        .isEqualTo(KeyRange.prefix(bytes(1)))
        .hasSameHashCodeAs(KeyRange.prefix(bytes(1)))
        .isNotEqualTo(KeyRange.atLeast(bytes(1)))
        .isNotEqualTo(KeyRange.lessThan(bytes(2)))
        .isNotEqualTo("range");
    assertThat(KeyRange.all()).isEqualTo(KeyRange.all()).isNotEqualTo(KeyRange.atLeast(bytes()));
  }

  @Test
  void rangesShowTheirEndsInHex() {
    assertThat(KeyRange.all()).hasToString("[first, last]");
    assertThat(KeyRange.between(bytes(1, 0xAB), bytes(2))).hasToString("[01ab, 02)");
    assertThat(KeyRange.atLeast(bytes())).hasToString("[, last]");
  }

  @Test
  void nullIsNoEnd() {
    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            () -> KeyRange.atLeast(null),
            () -> KeyRange.greaterThan(null),
            () -> KeyRange.lessThan(null),
            () -> KeyRange.atMost(null),
            () -> KeyRange.between(null, bytes()),
            () -> KeyRange.between(bytes(), null),
            () -> KeyRange.only(null),
            () -> KeyRange.prefix(null),
            () -> KeyRange.all().intersect(null),
            () -> KeyRange.all().contains(null))) {
      assertThatThrownBy(use).isInstanceOf(NullPointerException.class);
    }
  }
}
