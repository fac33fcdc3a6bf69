package io.lightningdb.jcache.codec;

import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneRulesException;
import java.util.Arrays;
import java.util.List;

/*
 * Periods have no order. What has a time zone is no key because the rules of time zones change: if
 * an offset is not valid any more when it is read, the moment is kept and the local time changes, so
 * that the key would not be the same. Java serialization can make objects of zones that do not
 * exist, and of offsets that a zone does not have; these are left to it.
 */
/** The codecs of times that are values and no keys. */
final class Zones {

  static final List<TypeCodec<?>> CODECS =
      List.of(
          new Zoned(),
          Times.time(
              Period.class,
              0x49,
              3 * Integer.BYTES,
              (out, v) -> out.putInt(v.getYears()).putInt(v.getMonths()).putInt(v.getDays()),
              in -> Period.of(in.getInt(), in.getInt(), in.getInt())),
          Times.time(
              ZoneOffset.class,
              0x4A,
              Integer.BYTES,
              (out, v) -> out.putInt(v.getTotalSeconds()),
              in -> ZoneOffset.ofTotalSeconds(in.getInt())),
          new Region<>(ZoneId.of("UTC").getClass()));

  private Zones() {}

  private static boolean exists(ZoneId zone) {
    try {
      return ZoneId.of(zone.getId()).equals(zone);
    } catch (DateTimeException e) {
      return false; // left to Java serialization
    }
  }

  private static ZoneId zone(byte[] bytes, int from, int to) {
    String id = Strings.text(bytes, from, to);
    try {
      return ZoneId.of(id);
    } catch (ZoneRulesException e) {
      throw new ObjectFormatException("the time zone '" + id + "' is not known here", e);
    } catch (DateTimeException e) {
      throw TypeCodec.malformed(ZoneId.class, String.valueOf(e.getMessage()));
    }
  }

  /** The class of zones that are no offsets, which is not public. */
  private record Region<T extends ZoneId>(Class<T> type) implements TypeCodec<T> {

    @Override
    public byte tag() {
      return 0x4B;
    }

    @Override
    public boolean takes(T zone) {
      return exists(zone);
    }

    @Override
    public byte[] encode(T zone, int headroom) {
      byte[] id = Strings.bytes(zone.getId());
      byte[] bytes = TypeCodec.allocate(tag(), headroom, id.length);
      System.arraycopy(id, 0, bytes, headroom + 1, id.length);
      return bytes;
    }

    @Override
    public T decode(byte[] bytes, int from, int to) {
      ZoneId zone = zone(bytes, from, to);
      if (zone.getClass() != type) {
        throw TypeCodec.malformed(ZoneId.class, zone + " is an offset");
      }
      return type.cast(zone);
    }
  }

  /** The encoding of an OffsetDateTime, and the name of the zone. */
  private record Zoned() implements TypeCodec<ZonedDateTime> {

    private static final int TIME_BYTES = 2 * Long.BYTES + Integer.BYTES;

    @Override
    public Class<ZonedDateTime> type() {
      return ZonedDateTime.class;
    }

    @Override
    public byte tag() {
      return 0x48;
    }

    @Override
    public boolean takes(ZonedDateTime time) {
      return exists(time.getZone())
          && time.getZone().getRules().isValidOffset(time.toLocalDateTime(), time.getOffset());
    }

    @Override
    public byte[] encode(ZonedDateTime time, int headroom) {
      byte[] id = Strings.bytes(time.getZone().getId());
      byte[] bytes = TypeCodec.allocate(tag(), headroom, TIME_BYTES + id.length);
      ByteBuffer out = ByteBuffer.wrap(bytes);
      out.position(headroom + 1);
      Times.putOffsetDateTime(out, time.toOffsetDateTime());
      out.put(id);
      return bytes;
    }

    @Override
    public ZonedDateTime decode(byte[] bytes, int from, int to) {
      if (to - from < TIME_BYTES) {
        throw TypeCodec.malformed(type(), "too short");
      }
      ZoneId zone = zone(bytes, from + TIME_BYTES, to);
      try {
        ByteBuffer in = ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, from + TIME_BYTES));
        return decode(in, zone);
      } catch (DateTimeException | ArithmeticException e) {
        throw TypeCodec.malformed(type(), String.valueOf(e.getMessage()));
      }
    }

    private static ZonedDateTime decode(ByteBuffer in, ZoneId zone) {
      var time = Times.getOffsetDateTime(in);
      return ZonedDateTime.ofInstant(time.toLocalDateTime(), time.getOffset(), zone);
    }
  }
}
