package io.lightningdb.jcache.codec;

import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The codecs of times, of {@link Date}, and of {@link UUID}. */
@SuppressWarnings("JavaUtilDate") // the applications' choice
final class Times {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  static final List<TypeCodec<?>> CODECS =
      List.of(
          TypeCodec.fixed(
              UUID.class,
              0x21,
              2 * Long.BYTES,
              (out, v) ->
                  out.putLong(v.getMostSignificantBits()).putLong(v.getLeastSignificantBits()),
              in -> new UUID(in.getLong(), in.getLong())),
          time(
              Instant.class,
              0x28,
              Long.BYTES + Integer.BYTES,
              (out, v) -> putSeconds(out, v.getEpochSecond(), v.getNano()),
              in -> Instant.ofEpochSecond(Numbers.getLong(in), getNanos(in))),
          time(LocalDate.class, 0x29, Long.BYTES, Times::putDate, Times::getDate),
          time(LocalTime.class, 0x2A, Long.BYTES, Times::putTime, Times::getTime),
          time(
              LocalDateTime.class,
              0x2B,
              2 * Long.BYTES,
              Times::putDateTime,
              in -> LocalDateTime.of(getDate(in), getTime(in))),
          time(
              OffsetDateTime.class,
              0x2C,
              2 * Long.BYTES + Integer.BYTES,
              Times::putOffsetDateTime,
              Times::getOffsetDateTime),
          time(
              Duration.class,
              0x2D,
              Long.BYTES + Integer.BYTES,
              (out, v) -> putSeconds(out, v.getSeconds(), v.getNano()),
              in -> Duration.ofSeconds(Numbers.getLong(in), getNanos(in))),
          time(
              YearMonth.class,
              0x2E,
              Integer.BYTES + 1,
              (out, v) -> {
                Numbers.putInt(out, v.getYear());
                out.put((byte) v.getMonthValue());
              },
              in -> YearMonth.of(Numbers.getInt(in), in.get())),
          time(
              Year.class,
              0x24,
              Integer.BYTES,
              (out, v) -> Numbers.putInt(out, v.getValue()),
              in -> Year.of(Numbers.getInt(in))),
          time(
              MonthDay.class,
              0x25,
              2,
              (out, v) -> out.put((byte) v.getMonthValue()).put((byte) v.getDayOfMonth()),
              in -> MonthDay.of(in.get(), in.get())),
          time(OffsetTime.class, 0x26, 2 * Long.BYTES, Times::putOffsetTime, Times::getOffsetTime),
          TypeCodec.fixed(
              Date.class,
              0x2F,
              Long.BYTES,
              (out, v) -> Numbers.putLong(out, v.getTime()),
              in -> new Date(Numbers.getLong(in))));

  private Times() {}

  /** Returns the codec of a class that says itself which of its values there are not. */
  static <T> TypeCodec<T> time(
      Class<T> type,
      int tag,
      int length,
      BiConsumer<ByteBuffer, T> writer,
      Function<ByteBuffer, T> reader) {
    return TypeCodec.fixed(
        type,
        tag,
        length,
        writer,
        in -> {
          try {
            return reader.apply(in);
          } catch (DateTimeException | ArithmeticException e) {
            throw TypeCodec.malformed(type, String.valueOf(e.getMessage()));
          }
        });
  }

  private static void putSeconds(ByteBuffer out, long seconds, int nanos) {
    Numbers.putLong(out, seconds);
    out.putInt(nanos);
  }

  private static int getNanos(ByteBuffer in) {
    int nanos = in.getInt();
    if (nanos < 0 || nanos > 999_999_999) {
      throw new DateTimeException(nanos + " nanoseconds in a second");
    }
    return nanos;
  }

  private static void putDate(ByteBuffer out, LocalDate date) {
    Numbers.putLong(out, date.toEpochDay());
  }

  private static LocalDate getDate(ByteBuffer in) {
    return LocalDate.ofEpochDay(Numbers.getLong(in));
  }

  private static void putTime(ByteBuffer out, LocalTime time) {
    out.putLong(time.toNanoOfDay());
  }

  private static LocalTime getTime(ByteBuffer in) {
    return LocalTime.ofNanoOfDay(in.getLong());
  }

  private static void putDateTime(ByteBuffer out, LocalDateTime time) {
    putDate(out, time.toLocalDate());
    putTime(out, time.toLocalTime());
  }

  /** The time in UTC first, which may be before or after the day, as they are ordered. */
  private static void putOffsetTime(ByteBuffer out, OffsetTime time) {
    long local = time.toLocalTime().toNanoOfDay();
    Numbers.putLong(out, local - time.getOffset().getTotalSeconds() * NANOS_PER_SECOND);
    out.putLong(local);
  }

  private static OffsetTime getOffsetTime(ByteBuffer in) {
    long utc = Numbers.getLong(in);
    LocalTime local = getTime(in);
    long offsetNanos = Math.subtractExact(local.toNanoOfDay(), utc);
    if (offsetNanos % NANOS_PER_SECOND != 0) {
      throw new DateTimeException("an offset of " + offsetNanos + " nanoseconds");
    }
    int offsetSeconds = Math.toIntExact(offsetNanos / NANOS_PER_SECOND);
    return OffsetTime.of(local, ZoneOffset.ofTotalSeconds(offsetSeconds));
  }

  /** The moment first, as they are ordered, then the offset. */
  static void putOffsetDateTime(ByteBuffer out, OffsetDateTime time) {
    // In UTC, which may be outside the range of LocalDateTime by a day: hence seconds, not dates.
    Numbers.putLong(out, time.toEpochSecond());
    out.putLong(time.getNano());
    Numbers.putInt(out, time.getOffset().getTotalSeconds());
  }

  static OffsetDateTime getOffsetDateTime(ByteBuffer in) {
    long second = Numbers.getLong(in);
    int nanos = Math.toIntExact(in.getLong());
    ZoneOffset offset = ZoneOffset.ofTotalSeconds(Numbers.getInt(in));
    return OffsetDateTime.of(LocalDateTime.ofEpochSecond(second, nanos, offset), offset);
  }
}
