package io.lightningdb.jdbc.internal.sort;

import io.lightningdb.jdbc.internal.type.Temporals;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/*
 * Values that compare as equal must have the same hash, whatever their classes. Numbers therefore
 * hash by what they stand for. A whole one that a long can hold hashes as that long. Every other
 * one hashes as the double that is nearest to it, which for a double is itself.
 *
 * Texts often come from outside, and who knows the hash can choose texts that collide until each
 * lookup passes through all of them. So a random number goes into it, chosen when the class is
 * loaded. Nothing that a statement returns depends on it: tables keep the order of arrival.
 */
/** Hashes values so that those which compare as equal have equal hashes. */
final class ValueHash {

  private static final VarHandle LITTLE_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long SEED = new SplittableRandom().nextLong();

  /** An odd number whose bits look random: 2 to the power of 64, divided by the golden ratio. */
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  /** The first double beyond what a long can hold. */
  private static final double LONG_END = 0x1p63;

  private static final int LONG_DIGITS_MAX = 19;

  private ValueHash() {}

  /** Returns the hash of the first {@code columns} values of a row. */
  static int ofFirst(@Nullable Object[] row, int columns) {
    long hash = SEED;
    for (int i = 0; i < columns; i++) {
      hash = mix(hash, of(row[i]));
    }
    // The last product's upper half depends on all bits, the lower one not.
    return (int) ((hash * FACTOR) >>> 32);
  }

  private static long mix(long hash, long value) {
    long product = (hash ^ value) * FACTOR;
    return product ^ (product >>> 32);
  }

  private static long of(@Nullable Object value) {
    if (value == null) {
      return 1;
    }
    if (value instanceof Long whole) {
      return whole;
    }
    if (value instanceof String text) {
      return of(text);
    }
    if (value instanceof Double number) {
      return of((double) number);
    }
    if (value instanceof BigDecimal number) {
      return of(number);
    }
    if (value instanceof byte[] bytes) {
      return of(bytes);
    }
    // A date equals the timestamp of its first moment.
    if (value instanceof LocalDate date) {
      return date.toEpochDay();
    }
    if (value instanceof LocalDateTime timestamp) {
      return timestamp.toLocalDate().toEpochDay() + timestamp.toLocalTime().toNanoOfDay() * FACTOR;
    }
    if (value instanceof OffsetDateTime timestamp) {
      return timestamp.toEpochSecond() + Temporals.nano(timestamp.toLocalDateTime()) * FACTOR;
    }
    if (value instanceof UUID uuid) {
      return mix(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }
    if (value instanceof LocalTime || value instanceof Boolean) {
      return value.hashCode();
    }
    throw new IllegalArgumentException("no value of SQL: " + value.getClass());
  }

  private static long of(double number) {
    long whole = (long) number;
    if (whole == number && number < LONG_END) {
      return whole;
    }
    // All NaNs are equal.
    return Double.doubleToLongBits(number);
  }

  private static long of(BigDecimal number) {
    if (number.precision() - (long) number.scale() <= LONG_DIGITS_MAX) {
      long whole = number.longValue();
      if (number.scale() == 0 ? isLong(number) : number.compareTo(BigDecimal.valueOf(whole)) == 0) {
        return whole;
      }
    }
    return Double.doubleToLongBits(number.doubleValue());
  }

  private static boolean isLong(BigDecimal whole) {
    return whole.precision() < LONG_DIGITS_MAX || whole.unscaledValue().bitLength() < Long.SIZE;
  }

  private static long of(String text) {
    long hash = mix(SEED, text.length());
    int i = 0;
    for (; i + 4 <= text.length(); i += 4) {
      long characters =
          text.charAt(i)
              | ((long) text.charAt(i + 1) << 16)
              | ((long) text.charAt(i + 2) << 32)
              | ((long) text.charAt(i + 3) << 48);
      hash = mix(hash, characters);
    }
    for (; i < text.length(); i++) {
      hash = mix(hash, text.charAt(i));
    }
    return hash;
  }

  private static long of(byte[] bytes) {
    long hash = mix(SEED, bytes.length);
    int i = 0;
    for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
      hash = mix(hash, (long) LITTLE_LONG.get(bytes, i));
    }
    for (; i < bytes.length; i++) {
      hash = mix(hash, bytes[i]);
    }
    return hash;
  }
}
