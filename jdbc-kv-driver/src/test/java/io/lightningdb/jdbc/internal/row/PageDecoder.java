package io.lightningdb.jdbc.internal.row;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Decodes keys and rows by what docs/design/row.md says, and by nothing else: it uses no code of
 * the driver. Types are named as the page names them.
 */
final class PageDecoder {

  private final byte[] bytes;
  private int at;
  private int mask;

  private PageDecoder(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A column of a key. */
  record KeyPart(String type, boolean descending, boolean nullable) {}

  /**
   * Decodes a primary key, or the columns of an index.
   *
   * @param rest takes what follows the columns; null if nothing may follow
   */
  static List<Object> key(byte[] key, List<KeyPart> parts, List<byte[]> rest) {
    PageDecoder in = new PageDecoder(key);
    List<Object> values = new ArrayList<>();
    for (KeyPart part : parts) {
      in.mask = part.descending ? 0xFF : 0;
      boolean framed = parts.size() > 1 || part.descending || rest != null;
      boolean present = !part.nullable || in.nextByte() == 1;
      values.add(present ? in.keyColumn(part.type, framed) : null);
    }
    if (rest != null) {
      rest.add(Arrays.copyOfRange(key, in.at, key.length));
    } else if (in.at != key.length) {
      throw new AssertionError("bytes behind the key");
    }
    return values;
  }

  /** Decodes a row: the columns that are not in the key. */
  static List<Object> row(byte[] key, byte[] row, List<String> types) {
    CRC32C crc = new CRC32C();
    crc.update(key);
    crc.update(row, 4, row.length - 4);
    PageDecoder in = new PageDecoder(row);
    if (in.little(4) != crc.getValue() || in.nextByte() != 1) {
      throw new AssertionError("checksum or version");
    }
    int count = (int) in.varint();
    int nulls = in.at;
    in.at += (count + 7) / 8;
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean isNull = (row[nulls + i / 8] >> (i % 8) & 1) == 1;
      values.add(isNull ? null : in.column(types.get(i)));
    }
    if (in.at != row.length) {
      throw new AssertionError("bytes behind the row");
    }
    return values;
  }

  private int nextByte() {
    return (bytes[at++] ^ mask) & 0xFF;
  }

  private byte[] next(int count) {
    byte[] next = new byte[count];
    for (int i = 0; i < count; i++) {
      next[i] = (byte) nextByte();
    }
    return next;
  }

  private long big(int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | nextByte();
    }
    return value;
  }

  private long little(int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (long) nextByte() << (8 * i);
    }
    return value;
  }

  /** A number in two's complement whose sign bit is inverted. */
  private long ordered(int count) {
    int unused = Long.SIZE - 8 * count;
    return (big(count) << unused ^ Long.MIN_VALUE) >> unused;
  }

  // ---- Keys

  private Object keyColumn(String type, boolean framed) {
    return switch (type) {
      case "BOOLEAN" -> nextByte() == 1;
      case "SMALLINT" -> ordered(2);
      case "INTEGER" -> ordered(4);
      case "BIGINT" -> ordered(8);
      case "REAL" -> {
        int bits = (int) big(4);
        yield (double) Float.intBitsToFloat(bits < 0 ? bits ^ Integer.MIN_VALUE : ~bits);
      }
      case "DOUBLE" -> {
        long bits = big(8);
        yield Double.longBitsToDouble(bits < 0 ? bits ^ Long.MIN_VALUE : ~bits);
      }
      case "DECIMAL" -> decimalKey();
      case "CHAR", "VARCHAR", "CLOB" -> utf8(keyBytes(framed));
      case "BINARY", "VARBINARY", "BLOB" -> keyBytes(framed);
      case "DATE" -> LocalDate.ofEpochDay(ordered(4));
      case "TIME" -> LocalTime.ofNanoOfDay(big(8));
      case "TIMESTAMP" -> {
        long second = ordered(8);
        yield LocalDateTime.ofEpochSecond(second, (int) big(4), ZoneOffset.UTC);
      }
      case "TIMESTAMP WITH TIME ZONE" -> {
        long second = ordered(8);
        yield Instant.ofEpochSecond(second, big(4)).atOffset(ZoneOffset.UTC);
      }
      case "UUID" -> new UUID(big(8), big(8));
      default -> throw new AssertionError(type);
    };
  }

  private byte[] keyBytes(boolean framed) {
    if (!framed) {
      return next(bytes.length - at);
    }
    ByteBuffer unescaped = ByteBuffer.allocate(bytes.length);
    while (true) {
      int next = nextByte();
      if (next == 0 && nextByte() == 0) {
        return Arrays.copyOf(unescaped.array(), unescaped.position());
      }
      unescaped.put((byte) next);
    }
  }

  private BigDecimal decimalKey() {
    int sign = nextByte();
    if (sign == 1) {
      return BigDecimal.ZERO;
    }
    int outer = mask;
    mask ^= sign == 0 ? 0xFF : 0;
    int exponent = (int) ordered(2);
    StringBuilder digits = new StringBuilder();
    for (int pair = nextByte(); pair != 0; pair = nextByte()) {
      digits.append((pair - 1) / 10).append((pair - 1) % 10);
    }
    mask = outer;
    BigDecimal number =
        new BigDecimal(new BigInteger(digits.toString()), digits.length() - exponent);
    return sign == 0 ? number.negate() : number;
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  // ---- Rows

  private long varint() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int next = nextByte();
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
  }

  private long signed() {
    long value = varint();
    return (value & 1) == 0 ? value >>> 1 : ~(value >>> 1);
  }

  private byte[] blob() {
    return next((int) varint());
  }

  private Object column(String type) {
    return switch (type) {
      case "BOOLEAN" -> nextByte() == 1;
      case "SMALLINT", "INTEGER", "BIGINT" -> signed();
      case "REAL" -> (double) Float.intBitsToFloat((int) little(4));
      case "DOUBLE" -> Double.longBitsToDouble(little(8));
      case "DECIMAL" -> {
        int scale = (int) signed();
        yield new BigDecimal(new BigInteger(blob()), scale);
      }
      case "CHAR", "VARCHAR", "CLOB" -> utf8(blob());
      case "BINARY", "VARBINARY", "BLOB" -> blob();
      case "DATE" -> LocalDate.ofEpochDay(signed());
      case "TIME" -> LocalTime.ofNanoOfDay(varint());
      case "TIMESTAMP" -> timestamp();
      case "TIMESTAMP WITH TIME ZONE" -> {
        LocalDateTime local = timestamp();
        yield OffsetDateTime.of(local, ZoneOffset.ofTotalSeconds((int) signed()));
      }
      case "UUID" -> new UUID(big(8), big(8));
      default -> throw new AssertionError(type);
    };
  }

  private LocalDateTime timestamp() {
    long second = signed();
    return LocalDateTime.ofEpochSecond(second, (int) varint(), ZoneOffset.UTC);
  }
}
