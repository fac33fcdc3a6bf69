package io.lightningdb.jdbc.internal.row;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.jdbc.internal.schema.CacheTable;
import io.lightningdb.jdbc.internal.schema.Table;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a JCache cache as rows, which are only read; {@code docs/design/cache-entry.md}
 * has the format.
 *
 * <pre>
 *   0         1          5           13          21
 *   +---------+----------+-----------+-----------+-----+-----------+
 *   | version | checksum | creation  |  expiry   | tag | value ... |
 *   +---------+----------+-----------+-----------+-----+-----------+
 * </pre>
 */
final class CacheFormat implements RowFormat {

  private static final int VERSION = 1;
  private static final int CHECKED_FROM = 5;
  private static final long NEVER = Long.MAX_VALUE;

  /** Keys that begin with less than this are an index of the cache's own. */
  private static final int ENTRIES_FROM = 0x10;

  private final Table table;

  CacheFormat(Table table) {
    this.table = table;
  }

  /** Returns a format without columns: the key of a cache is not ordered as SQL orders it. */
  @Override
  public KeyFormat keys() {
    return new KeyFormat(List.of(), true);
  }

  @Override
  public byte[] encode(byte[] key, @Nullable Object[] row) {
    throw new UnsupportedOperationException("caches are only read");
  }

  @Override
  public RowView view() {
    return viewAt(System::currentTimeMillis);
  }

  @Override
  public RowView viewAt(LongSupplier millis) {
    return new View(table, millis.getAsLong());
  }

  private static final class View implements RowView {

    private final Table table;
    private final long nowMillis;
    private final CRC32C crc = new CRC32C();
    private final CacheObject keys;
    private final CacheObject values;
    private final Input record;
    private byte[] key = {};
    private byte[] value = {};
    private long created;
    private long expires;
    private int valueAt;

    View(Table table, long nowMillis) {
      this.table = table;
      this.nowMillis = nowMillis;
      this.record = new Input("an entry of cache " + table.name());
      this.keys = new CacheObject(table, CacheTable.KEY);
      this.values = new CacheObject(table, CacheTable.VALUE);
    }

    @Override
    public boolean load(byte[] newKey, byte[] newValue) {
      if (newKey.length == 0 || (newKey[0] & 0xFF) < ENTRIES_FROM) {
        return false;
      }
      key = newKey;
      value = newValue;
      record.reset(newValue);
      int version = record.readByte();
      int checksum = record.readLittleInt();
      created = record.readLittleLong();
      expires = record.readLittleLong();
      valueAt = record.position();
      if (record.remaining() == 0) {
        throw record.corrupt("there is no value");
      }
      if (checksum != checksum()) {
        throw new CorruptionException(
            "an entry of cache "
                + table.name()
                + " is damaged: its checksum is "
                + Integer.toHexString(checksum)
                + " where "
                + Integer.toHexString(checksum())
                + " is expected");
      }
      if (version != VERSION) {
        throw new FormatException(
            "an entry of cache "
                + table.name()
                + " has format version "
                + version
                + "; this version of Lightning reads version "
                + VERSION);
      }
      return expires > nowMillis;
    }

    private int checksum() {
      crc.reset();
      crc.update(key, 0, key.length);
      crc.update(value, 0, 1);
      crc.update(value, CHECKED_FROM, value.length - CHECKED_FROM);
      return (int) crc.getValue();
    }

    /** Some entries have expired, and some are an index. */
    @Override
    public boolean showsAll() {
      return false;
    }

    @Override
    public @Nullable Object get(int ordinal) {
      return switch (ordinal) {
        case CacheTable.KEY -> keys.read(key, 0);
        case CacheTable.VALUE -> values.read(value, valueAt);
        case CacheTable.CREATED -> moment(created);
        default -> expires == NEVER ? null : moment(expires);
      };
    }

    private static OffsetDateTime moment(long millis) {
      return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }
  }
}
