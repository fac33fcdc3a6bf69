package io.lightningdb.jcache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(60)
@ExtendWith(Seeds.class)
@SuppressWarnings("JavaUtilDate") // it is one of the types
class ObjectCodecTest {

  private final ObjectCodec codec = codec(SerialFilters.DEFAULT);

  private static ObjectCodec codec(String filter) {
    return new ObjectCodec(
        new Classes(ObjectCodecTest.class.getClassLoader(), SerialFilters.of(filter)), null);
  }

  private static final List<Object> COMMON =
      List.of(
          true,
          (byte) -7,
          (short) 300,
          'ß',
          42,
          -1L,
          1.5f,
          -0.0,
          Double.NaN,
          BigInteger.ZERO,
          new BigInteger("-123456789012345678901234567890"),
          new BigDecimal("-12.3400"),
          new BigDecimal("0.000"),
          new BigDecimal(BigInteger.TEN, Integer.MIN_VALUE),
          new BigDecimal(BigInteger.TEN, Integer.MAX_VALUE),
          "",
          "text with ü, 漢 and \uD83D\uDE00",
          "replacement \uFFFD",
          "lone \uD83D surrogate",
          "\uDE00",
          new UUID(1, -2),
          DayOfWeek.FRIDAY,
          TimeUnit.SECONDS,
          Instant.MIN,
          Instant.MAX,
          LocalDate.MIN,
          LocalDate.of(2024, 2, 29),
          LocalTime.MAX,
          LocalDateTime.MAX,
          OffsetDateTime.MIN,
          OffsetDateTime.MAX,
          OffsetDateTime.of(2024, 1, 1, 0, 0, 0, 5, ZoneOffset.ofHoursMinutes(5, 30)),
          Duration.ofSeconds(-1, 5),
          YearMonth.of(-5, 12),
          new Date(-1));

  private Object copy(Object object) {
    byte[] bytes = codec.encodeValue(object, 3);
    assertThat(Arrays.copyOf(bytes, 3)).containsOnly(0);
    return codec.decode(bytes, 3);
  }

  @Test
  void commonTypesComeBackEqualAndOfTheirClass() {
    for (Object object : COMMON) {
      assertThat(copy(object)).isEqualTo(object).hasSameClassAs(object);
      ObjectCodec.KeyBytes key = codec.encodeKey(object);
      assertThat(key.mayDiffer()).as("%s", object).isFalse();
      assertThat(codec.decode(key.bytes(), 0)).isEqualTo(object);
    }
  }

  @Test
  void noTwoObjectsHaveTheSameBytes() {
    List<Object> all = new ArrayList<>(COMMON);
    all.addAll(
        List.of(
            1,
            1L,
            (short) 1,
            (byte) 1,
            1.0,
            1f,
            "1",
            '1',
            BigInteger.ONE,
            BigDecimal.ONE,
            new BigDecimal("1.0"),
            0.0,
            new Date(1),
            Instant.ofEpochMilli(1),
            TimeUnit.DAYS));
    for (int i = 0; i < all.size(); i++) {
      for (int j = 0; j < i; j++) {
        assertThat(codec.encodeKey(all.get(i)).bytes())
            .as("%s and %s", all.get(i), all.get(j))
            .isNotEqualTo(codec.encodeKey(all.get(j)).bytes());
      }
    }
  }

  @Test
  void arraysComeBackByContent() {
    for (Object array :
        List.of(
            new boolean[] {true, false},
            new byte[] {1, -1},
            new short[] {1, Short.MIN_VALUE},
            new char[] {'a', '\uFFFF'},
            new int[] {1, -1},
            new long[] {Long.MAX_VALUE},
            new float[] {Float.NaN, 1},
            new double[0])) {
      assertThat(copy(array)).isEqualTo(array).isNotSameAs(array);
      assertThat(codec.encodeKey(array).mayDiffer()).isFalse();
    }
  }

  private <T> void assertOrder(List<T> objects, Comparator<T> order) {
    for (T a : objects) {
      for (T b : objects) {
        int expected = Integer.signum(order.compare(a, b));
        int found =
            Integer.signum(
                Arrays.compareUnsigned(codec.encodeKey(a).bytes(), codec.encodeKey(b).bytes()));
        if (expected != 0) {
          assertThat(found).as("%s and %s", a, b).isEqualTo(expected);
        } else {
          assertThat(found == 0).as("%s and %s", a, b).isEqualTo(a.equals(b));
        }
      }
    }
  }

  @RepeatedTest(20)
  void keysOrderAsTheObjectsDo(Seed seed) {
    List<Integer> ints = new ArrayList<>(List.of(0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE));
    List<Long> longs = new ArrayList<>(List.of(0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE));
    List<Double> doubles =
        new ArrayList<>(
            List.of(0.0, -0.0, Double.NaN, Double.MIN_VALUE, Double.NEGATIVE_INFINITY, 1e300));
    List<BigInteger> integers = new ArrayList<>(List.of(BigInteger.ZERO, BigInteger.ONE));
    List<BigDecimal> decimals =
        new ArrayList<>(
            List.of(
                new BigDecimal("1"),
                new BigDecimal("1.0"),
                new BigDecimal("1.00"),
                new BigDecimal("1.001"),
                new BigDecimal("0"),
                new BigDecimal("0.0"),
                new BigDecimal("-1"),
                new BigDecimal("-1.0"),
                new BigDecimal("10"),
                new BigDecimal("1E1"),
                new BigDecimal("99.9")));
    List<String> strings = new ArrayList<>(List.of("", "a", "a\0", "aa", "ü", "\uFFFF", "z"));
    List<Instant> instants = new ArrayList<>(List.of(Instant.EPOCH, Instant.MIN, Instant.MAX));
    List<OffsetDateTime> offsets = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      ints.add((int) seed.nextLong());
      longs.add(seed.nextLong());
      doubles.add(Double.longBitsToDouble(seed.nextLong()));
      BigInteger integer = new BigInteger(seed.bytes(seed.between(1, 20)));
      integers.add(integer);
      decimals.add(new BigDecimal(integer, seed.between(-30, 30)));
      strings.add(text(seed));
      Instant instant = Instant.ofEpochSecond(seed.between(-9, 9), seed.between(0, 999_999_999));
      instants.add(instant);
      offsets.add(instant.atOffset(ZoneOffset.ofHours(seed.between(-18, 18))));
    }
    assertOrder(ints, Comparator.naturalOrder());
    assertOrder(longs, Comparator.naturalOrder());
    assertOrder(doubles, Comparator.naturalOrder());
    assertOrder(integers, Comparator.naturalOrder());
    assertOrder(decimals, Comparator.naturalOrder());
    assertOrder(
        strings, Comparator.comparing(String::toString, ObjectCodecTest::compareCodePoints));
    assertOrder(instants, Comparator.naturalOrder());
    assertOrder(offsets, Comparator.comparing(OffsetDateTime::toInstant));
    for (List<?> each : List.of(ints, longs, doubles, integers, decimals, strings, offsets)) {
      each.forEach(object -> assertThat(copy(object)).isEqualTo(object));
    }
  }

  private static int compareCodePoints(String a, String b) {
    return Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
  }

  private static String text(Seed seed) {
    StringBuilder text = new StringBuilder();
    for (int i = seed.between(0, 6); i > 0; i--) {
      // Halves of surrogate pairs, whole ones and replacement characters more often than by chance.
      text.appendCodePoint(
          switch (seed.between(0, 4)) {
            case 0 -> seed.between(0xD7F0, 0xE010);
            case 1 -> seed.between(0x10000, 0x10FFFF);
            case 2 -> 0xFFFD;
            default -> seed.between(0, 0x2000);
          });
    }
    return text.toString();
  }

  @Test
  void everythingSerializableComesBack() {
    for (Object object :
        List.of(
            new ArrayList<>(List.of("a", 1)),
            new HashMap<>(Map.of("a", List.of(1))),
            ZonedDateTime.now(ZoneOffset.UTC),
            new Point(1, "x"),
            int.class,
            String[].class,
            List.of(int.class, void.class),
            new Object[] {1, "a"}[1])) {
      assertThat(copy(object)).isEqualTo(object);
      assertThat(codec.decode(codec.encodeKey(object).bytes(), 0)).isEqualTo(object);
    }
    Object proxy =
        Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {Named.class}, new Handler());
    assertThat(((Named) copy(proxy)).name()).isEqualTo("handled");
  }

  /** Something of the application's. */
  public interface Named extends Serializable {
    String name();
  }

  private static final class Handler implements java.lang.reflect.InvocationHandler, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
      return "handled";
    }
  }

  record Point(int x, String label) implements Serializable {}

  @Test
  void whatIsNotSerializableIsNamed() {
    assertThatThrownBy(() -> codec.encodeValue(new Object(), 0))
        .isInstanceOf(ObjectFormatException.class)
        .hasMessageContaining("java.lang.Object")
        .hasCauseInstanceOf(NotSerializableException.class);
    assertThatThrownBy(() -> codec.encodeKey(List.of(new Thread())))
        .isInstanceOf(ObjectFormatException.class)
        .hasMessageContaining("java.lang.Thread");
    Object[] deep = new Object[1];
    Object[] inner = deep;
    for (int i = 0; i < 100_000; i++) {
      Object[] next = new Object[1];
      inner[0] = next;
      inner = next;
    }
    assertThatThrownBy(() -> codec.encodeValue(deep, 0))
        .isInstanceOf(ObjectFormatException.class)
        .hasMessageContaining("nested too deeply");
  }

  @Test
  void theFilterKeepsClassesOut() {
    byte[] point = codec.encodeValue(new Point(1, "x"), 0);
    byte[] day = codec.encodeValue(DayOfWeek.FRIDAY, 0);
    ObjectCodec strict = codec("java.util.*;!*");
    assertThatThrownBy(() -> strict.decode(point, 0))
        .isInstanceOf(ObjectFormatException.class)
        .hasMessageContaining(Point.class.getName() + " is not let in by the filter");
    assertThatThrownBy(() -> strict.decode(day, 0))
        .isInstanceOf(ObjectFormatException.class)
        .hasMessageContaining("java.time.DayOfWeek is not let in");
    assertThat(codec("java.base/*;" + Point.class.getName() + ";!*").decode(point, 0))
        .isEqualTo(new Point(1, "x"));
    byte[] bad = codec.encodeValue(new javax.management.BadAttributeValueExpException("tool"), 0);
    assertThatThrownBy(() -> codec.decode(bad, 0))
        .isInstanceOf(ObjectFormatException.class)
        .hasMessageContaining("BadAttributeValueExpException is not let in");
  }

  @Test
  void aClassThatIsGoneIsNamed() {
    byte[] bytes = codec.encodeValue(new Point(1, "x"), 0);
    byte[] enumBytes = codec.encodeValue(Color.RED, 0);
    ObjectCodec other =
        new ObjectCodec(
            new Classes(ClassLoader.getPlatformClassLoader(), SerialFilters.of(null)), null);
    for (byte[] each : List.of(bytes, enumBytes)) {
      assertThatThrownBy(() -> other.decode(each, 0))
          .isInstanceOf(ObjectFormatException.class)
          .hasMessageContaining(ObjectCodecTest.class.getName())
          .hasMessageContaining("class loader");
    }
    byte[] noConstant = codec.encodeValue(Color.RED, 0);
    noConstant[noConstant.length - 1] = 'X';
    assertThatThrownBy(() -> codec.decode(noConstant, 0))
        .isInstanceOf(ObjectFormatException.class)
        .hasMessageContaining("Color.REX");
  }

  enum Color {
    RED {
      @Override
      public String toString() {
        return "a constant with a class of its own";
      }
    }
  }

  /** Whatever happens to the bytes, there is an object or one of three exceptions. */
  @RepeatedTest(5)
  void damagedBytesNeverThrowAnythingElse(Seed seed) {
    List<Object> objects = new ArrayList<>(COMMON);
    objects.add(new Point(1, "x"));
    objects.add(new int[] {1, 2});
    objects.add(new HashMap<>(Map.of("a", List.of(1), "b", List.of(2))));
    for (Object object : objects) {
      byte[] bytes = codec.encodeValue(object, 0);
      for (int i = 0; i < 60; i++) {
        byte[] damaged =
            Arrays.copyOf(bytes, seed.oneIn(3) ? seed.between(0, bytes.length) : bytes.length);
        if (damaged.length > 0) {
          damaged[seed.between(0, damaged.length - 1)] ^= (byte) (1 << seed.between(0, 7));
        }
        Throwable thrown = catchThrowable(() -> codec.decode(damaged, 0));
        if (thrown != null) {
          assertThat(thrown)
              .as("%s", object)
              .isInstanceOfAny(
                  CorruptionException.class, FormatException.class, ObjectFormatException.class);
        }
      }
    }
  }

  @Test
  void whatWasWrittenByANewerVersionIsNoDamage() {
    assertThatThrownBy(() -> codec.decode(new byte[] {0x7F, 1}, 0))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("7f");
    assertThatThrownBy(() -> codec.decode(new byte[0], 0)).isInstanceOf(CorruptionException.class);
  }
}
