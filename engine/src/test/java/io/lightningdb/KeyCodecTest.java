package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** That keys are read as they were written, order as the objects do, and nothing else is read. */
@ExtendWith(Seeds.class)
class KeyCodecTest {

  private static final int PAIRS = 20_000;

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  /** Checks pairs of random keys, and of those with each other that are given. */
  private static <K> void assertKeepsOrder(
      KeyCodec<K> codec, Comparator<? super K> order, Supplier<K> random, List<K> special) {
    for (K a : special) {
      for (K b : special) {
        assertSameOrder(codec, order, a, b);
      }
    }
    for (int i = 0; i < PAIRS; i++) {
      assertSameOrder(codec, order, random.get(), random.get());
    }
  }

  private static <K> void assertSameOrder(
      KeyCodec<K> codec, Comparator<? super K> order, K a, K b) {
    byte[] encoded = codec.encode(a);
    int ofObjects = Integer.signum(order.compare(a, b));
    int ofBytes = Integer.signum(Arrays.compareUnsigned(encoded, codec.encode(b)));
    if (ofObjects != ofBytes) {
      throw new AssertionError(
          "%s and %s compare as %d, their bytes as %d".formatted(a, b, ofObjects, ofBytes));
    }
    if (order.compare(codec.decode(encoded), a) != 0) {
      throw new AssertionError(a + " is read as " + codec.decode(encoded));
    }
    if (codec.fixedLength() >= 0 && encoded.length != codec.fixedLength()) {
      throw new AssertionError(a + " takes " + encoded.length + " bytes");
    }
  }

  private static void assertRefused(KeyCodec<?> codec, byte[] bytes) {
    assertThatThrownBy(() -> codec.decode(bytes))
        .as("%s", Arrays.toString(bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s).+");
  }

  private static void assertRefusesOtherLengths(KeyCodec<?> codec) {
    for (int length = 0; length < 20; length++) {
      if (length != codec.fixedLength()) {
        assertRefused(codec, new byte[length]);
      }
    }
  }

  @Test
  void bytesAreTheirOwnCopies(Seed seed) {
    assertKeepsOrder(
        KeyCodec.bytes(),
        Arrays::compareUnsigned,
        () -> seed.bytes(seed.between(0, 4)),
        List.of(bytes(), bytes(0), bytes(0x7F), bytes(0x80), bytes(0xFF), bytes(0xFF, 0)));
    byte[] key = {1};
    assertThat(KeyCodec.bytes().encode(key)).isEqualTo(key).isNotSameAs(key);
    assertThat(KeyCodec.bytes().decode(key)).isEqualTo(key).isNotSameAs(key);
    assertThat(KeyCodec.bytes().fixedLength()).isEqualTo(-1);
  }

  @Test
  void stringsOrderByCodePoints(Seed seed) {
    assertKeepsOrder(
        KeyCodec.utf8(),
        (a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray()),
        () -> randomString(seed),
        List.of(
            "",
            "\0",
            "a",
            "a\0",
            "aa",
            "b",
            "\u007f",
            "\u0080",
            "\u07ff",
            "\u0800",
            "\ud7ff",
            "\ue000",
            "\uffff",
            "\ud800\udc00",
            "\udbff\udfff"));
  }

  private static String randomString(Seed seed) {
    StringBuilder text = new StringBuilder();
    for (int i = seed.between(0, 4); i > 0; i--) {
      int codePoint = seed.between(0, seed.pick(List.of(3, 0x7F, 0x7FF, 0xFFFF, 0x10FFFF)));
      boolean surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
      text.appendCodePoint(surrogate ? 'x' : codePoint);
    }
    return text.toString();
  }

  @Test
  void whatIsNoUnicodeIsNoString() {
    KeyCodec<String> codec = KeyCodec.utf8();
    for (String lone : List.of("\ud800", "x\udc00y", "\udc00\ud800")) {
      assertThatThrownBy(() -> codec.encode(lone))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("lone surrogate");
    }
    assertRefused(codec, bytes(0xFF));
    assertRefused(codec, bytes(0xC3));
    assertRefused(codec, bytes(0xC0, 0x80)); // an overlong zero
    assertRefused(codec, bytes(0xED, 0xA0, 0x80)); // a surrogate
  }

  @Test
  void falseComesBeforeTrue() {
    KeyCodec<Boolean> codec = KeyCodec.bool();
    assertThat(codec.encode(false)).containsExactly(0);
    assertThat(codec.encode(true)).containsExactly(1);
    assertThat(codec.decode(bytes(1))).isTrue();
    assertThat(codec.decode(bytes(0))).isFalse();
    assertRefused(codec, bytes(2));
    assertRefused(codec, bytes(0xFF));
    assertRefusesOtherLengths(codec);
  }

  @Test
  void intsOrderAsNumbers(Seed seed) {
    assertKeepsOrder(
        KeyCodec.int32(),
        Comparator.naturalOrder(),
        () -> (int) seed.nextLong() >> seed.between(0, 31),
        List.of(Integer.MIN_VALUE, -256, -255, -1, 0, 1, 255, 256, Integer.MAX_VALUE));
    assertThat(KeyCodec.int32().encode(0)).containsExactly(0x80, 0, 0, 0);
    assertRefusesOtherLengths(KeyCodec.int32());
  }

  @Test
  void longsOrderAsNumbers(Seed seed) {
    assertKeepsOrder(
        KeyCodec.int64(),
        Comparator.naturalOrder(),
        () -> seed.nextLong() >> seed.between(0, 63),
        List.of(Long.MIN_VALUE, -(1L << 32), -1L, 0L, 1L, 1L << 32, Long.MAX_VALUE));
    assertThat(KeyCodec.int64().encode(-1L))
        .containsExactly(0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF);
    assertRefusesOtherLengths(KeyCodec.int64());
  }

  @Test
  void doublesOrderAsDoubleCompareDoes(Seed seed) {
    assertKeepsOrder(
        KeyCodec.float64(),
        Double::compare,
        () ->
            seed.oneIn(2)
                ? Double.longBitsToDouble(seed.nextLong())
                : seed.between(-1_000, 1_000) / 8.0,
        List.of(
            Double.NEGATIVE_INFINITY,
            -Double.MAX_VALUE,
            -1.0,
            -Double.MIN_NORMAL,
            -Double.MIN_VALUE,
            -0.0,
            0.0,
            Double.MIN_VALUE,
            Double.MIN_NORMAL,
            1.0,
            Double.MAX_VALUE,
            Double.POSITIVE_INFINITY,
            Double.NaN));
    assertRefusesOtherLengths(KeyCodec.float64());
  }

  @Test
  void thereIsOneNotANumber() {
    KeyCodec<Double> codec = KeyCodec.float64();
    byte[] nan = codec.encode(Double.NaN);
    assertThat(codec.encode(Double.longBitsToDouble(0x7FF8_0000_0000_0001L))).isEqualTo(nan);
    assertThat(codec.encode(Double.longBitsToDouble(0xFFF8_0000_0000_0000L))).isEqualTo(nan);
    // Bytes of another are those of no key: two keys would be one object.
    byte[] another = nan.clone();
    another[7]++;
    assertRefused(codec, another);
    assertRefused(codec, bytes(0, 0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void uuidsOrderAsTheirText(Seed seed) {
    assertKeepsOrder(
        KeyCodec.uuid(),
        Comparator.comparing(UUID::toString),
        () -> new UUID(seed.nextLong() >> seed.between(0, 63), seed.nextLong()),
        List.of(
            new UUID(0, 0),
            new UUID(0, -1),
            new UUID(-1, 0),
            new UUID(-1, -1),
            new UUID(Long.MAX_VALUE, Long.MIN_VALUE),
            new UUID(Long.MIN_VALUE, Long.MAX_VALUE)));
    assertRefusesOtherLengths(KeyCodec.uuid());
  }

  @Test
  void instantsOrderInTime(Seed seed) {
    assertKeepsOrder(
        KeyCodec.instant(),
        Comparator.naturalOrder(),
        () ->
            Instant.ofEpochSecond(
                seed.between(-2, 2) * (long) seed.between(0, 1_000_000_000),
                seed.between(0, 999_999_999)),
        List.of(
            Instant.MIN,
            Instant.EPOCH.minusNanos(1),
            Instant.EPOCH,
            Instant.EPOCH.plusNanos(1),
            Instant.MAX));
    assertRefusesOtherLengths(KeyCodec.instant());
    byte[] tooManyNanos = KeyCodec.instant().encode(Instant.EPOCH);
    tooManyNanos[8] = 0x7F;
    assertRefused(KeyCodec.instant(), tooManyNanos);
    tooManyNanos[8] = (byte) 0x80;
    assertRefused(KeyCodec.instant(), tooManyNanos);
    assertRefused(KeyCodec.instant(), new byte[12]); // long before the first instant
  }

  private static final KeyCodec<List<Object>> TUPLES =
      KeyCodec.tuple(KeyCodec.utf8(), KeyCodec.int32(), KeyCodec.bytes(), KeyCodec.bool());

  private static List<Object> randomTuple(Seed seed) {
    return List.of(
        "ab\0c".repeat(2).substring(0, seed.between(0, 8)),
        seed.between(-1, 1),
        randomBytes(seed),
        seed.oneIn(2));
  }

  /** Bytes of those kinds that are escaped, or that look as if they were. */
  private static byte[] randomBytes(Seed seed) {
    byte[] bytes = new byte[seed.between(0, 4)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = seed.pick(List.of((byte) 0, (byte) 0xFF, (byte) 1, (byte) 0x80));
    }
    return bytes;
  }

  private static int compareTuples(List<Object> a, List<Object> b) {
    int comparison = ((String) a.get(0)).compareTo((String) b.get(0));
    if (comparison == 0) {
      comparison = Integer.compare((Integer) a.get(1), (Integer) b.get(1));
    }
    if (comparison == 0) {
      comparison = Arrays.compareUnsigned((byte[]) a.get(2), (byte[]) b.get(2));
    }
    return comparison != 0 ? comparison : Boolean.compare((Boolean) a.get(3), (Boolean) b.get(3));
  }

  @Test
  void tuplesOrderByTheirElementsInTurn(Seed seed) {
    assertKeepsOrder(TUPLES, KeyCodecTest::compareTuples, () -> randomTuple(seed), List.of());
  }

  @Test
  void tuplesInTuplesOrderToo(Seed seed) {
    assertKeepsOrder(
        KeyCodec.tuple(TUPLES, KeyCodec.int64()),
        (a, b) -> {
          int comparison = compareTuples(inner(a), inner(b));
          return comparison != 0 ? comparison : Long.compare((Long) a.get(1), (Long) b.get(1));
        },
        () -> List.of(randomTuple(seed), (long) seed.between(-2, 2)),
        List.of());
  }

  @SuppressWarnings("unchecked")
  private static List<Object> inner(List<Object> tuple) {
    return (List<Object>) tuple.get(0);
  }

  @Test
  void aShorterTupleIsThePrefixOfThoseThatBeginWithIt(Seed seed) {
    for (int i = 0; i < 5_000; i++) {
      List<Object> one = randomTuple(seed);
      List<Object> other = randomTuple(seed);
      int length = seed.between(0, 4);
      byte[] prefix = TUPLES.encode(one.subList(0, length));
      boolean begins = true;
      for (int element = 0; element < length; element++) {
        begins &= new Same(one.get(element)).equals(new Same(other.get(element)));
      }
      assertThat(KeyRange.prefix(prefix).contains(TUPLES.encode(other))).isEqualTo(begins);
      assertThat(KeyRange.prefix(prefix).contains(TUPLES.encode(one))).isTrue();
    }
  }

  /** An element that is equal to another one, even if it is an array. */
  private record Same(Object element) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Same same
          && Arrays.deepEquals(new Object[] {element}, new Object[] {same.element});
    }

    @Override
    public int hashCode() {
      return 0;
    }
  }

  @Test
  void zeroBytesAreEscapedAndElementsEndWithTwo() {
    KeyCodec<List<Object>> codec = KeyCodec.tuple(KeyCodec.bytes(), KeyCodec.bytes());
    assertThat(codec.encode(List.of(bytes(), bytes()))).containsExactly(0, 0, 0, 0);
    assertThat(codec.encode(List.of(bytes(1, 0, 2), bytes(0))))
        .containsExactly(1, 0, 0xFF, 2, 0, 0, 0, 0xFF, 0, 0);
  }

  @Test
  void whatIsNoTupleIsRefused() {
    KeyCodec<List<Object>> codec = KeyCodec.tuple(KeyCodec.utf8(), KeyCodec.int32());
    byte[] whole = codec.encode(List.of("a\0b", 7));
    for (int length = 0; length < whole.length; length++) {
      assertRefused(codec, Arrays.copyOf(whole, length));
    }
    assertRefused(codec, Arrays.copyOf(whole, whole.length + 1));
    assertRefused(codec, bytes('a', 0, 1, 0, 0, 0, 0, 0, 0));
    assertRefused(codec, bytes(0xFF, 0, 0, 0, 0, 0, 0));
    assertThatThrownBy(() -> codec.encode(List.of("a", 1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 elements, not 3");
    assertThatThrownBy(() -> codec.encode(List.of("a", "b")))
        .isInstanceOf(ClassCastException.class);
    assertThatThrownBy(KeyCodec::tuple).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noBytesAreReadAsATupleButThoseThatWereWritten(Seed seed) {
    int accepted = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = TUPLES.encode(randomTuple(seed));
      bytes[seed.between(0, bytes.length - 1)] = (byte) seed.between(-2, 2);
      try {
        List<Object> tuple = TUPLES.decode(bytes);
        accepted++;
        if (!Arrays.equals(TUPLES.encode(tuple), bytes)) {
          throw new AssertionError(Arrays.toString(bytes) + " are read as " + tuple);
        }
      } catch (IllegalArgumentException e) {
        // Refused, as it should be.
      }
    }
    assertThat(accepted).isBetween(1, 49_999);
  }

  @Test
  void nullIsNoKey() {
    for (KeyCodec<?> codec :
        new ArrayList<KeyCodec<?>>(
            List.of(
                KeyCodec.bytes(),
                KeyCodec.utf8(),
                KeyCodec.bool(),
                KeyCodec.int32(),
                KeyCodec.int64(),
                KeyCodec.float64(),
                KeyCodec.uuid(),
                KeyCodec.instant(),
                TUPLES))) {
      assertThatThrownBy(() -> codec.encode(null)).isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> codec.decode(null)).isInstanceOf(NullPointerException.class);
    }
  }

  @Test
  void textOfAnyLengthIsEncoded() {
    String text = "ä€😀".repeat(10_000);
    assertThat(KeyCodec.utf8().encode(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    assertThat(KeyCodec.utf8().decode(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
  }
}
