package io.lightningdb.jdbc.internal.sort;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/*
 * The sizes are those of a 64-bit JVM with compressed pointers, but for the pointers themselves.
 * Where that is not known, such as for a text, whose characters take one or two bytes, they are too
 * large rather than too small. Values that several rows share are counted for each.
 */
/** Estimates how much heap rows take. */
final class RowBytes {

  private static final int POINTER_BYTES = 8;
  private static final int ARRAY_BYTES = 16;

  /** Up to so many digits a decimal number needs no BigInteger. */
  private static final int COMPACT_DIGITS = 18;

  private RowBytes() {}

  static long of(@Nullable Object[] row) {
    return ofFirst(row, row.length);
  }

  /** Returns what a row of the first {@code columns} values of {@code row} takes. */
  static long ofFirst(@Nullable Object[] row, int columns) {
    long bytes = ARRAY_BYTES + (long) POINTER_BYTES * columns;
    for (int i = 0; i < columns; i++) {
      bytes += of(row[i]);
    }
    return bytes;
  }

  private static long of(@Nullable Object value) {
    if (value == null || value instanceof Boolean) {
      return 0;
    }
    if (value instanceof Long || value instanceof Double) {
      return 16;
    }
    if (value instanceof String || value instanceof byte[]) {
      return ofVariable(value);
    }
    if (value instanceof BigDecimal number) {
      int digits = number.precision();
      return digits <= COMPACT_DIGITS ? 40 : 112 + digits / 2;
    }
    if (value instanceof LocalDate || value instanceof LocalTime) {
      return 24;
    }
    if (value instanceof UUID) {
      return 32;
    }
    if (value instanceof LocalDateTime) {
      return 72;
    }
    if (value instanceof OffsetDateTime) {
      return 96;
    }
    throw new IllegalArgumentException("no value of SQL: " + value.getClass());
  }

  /** Returns what a value takes if it is a text or bytes, and else 0: those can be large. */
  static long ofVariable(@Nullable Object value) {
    if (value instanceof String text) {
      return 24 + ARRAY_BYTES + 2L * text.length();
    }
    return value instanceof byte[] bytes ? ARRAY_BYTES + bytes.length : 0;
  }
}
