package io.lightningdb.jdbc.internal.schema;

import io.lightningdb.FormatException;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.SqlType;
import java.util.List;
import java.util.Map;

/** The keyspace of a JCache cache as a table; {@code docs/design/cache-entry.md} has its format. */
public final class CacheTable {

  /** The ordinals of the columns. */
  public static final int KEY = 0;

  public static final int VALUE = 1;
  public static final int CREATED = 2;
  public static final int EXPIRES = 3;

  private static final String FORMAT = "lightning.cache.format";
  private static final String KEY_TYPE = "lightning.cache.keyType";
  private static final String VALUE_TYPE = "lightning.cache.valueType";
  private static final String CURRENT_FORMAT = "1";

  private CacheTable() {}

  /** Returns whether a keyspace with these options is a cache. */
  static boolean isCache(KeyspaceOptions options) {
    return options.attributes().containsKey(FORMAT);
  }

  /** Returns the table that a cache is. */
  static Table of(String name, KeyspaceOptions options) {
    Map<String, String> attributes = options.attributes();
    String format = attributes.get(FORMAT);
    if (!CURRENT_FORMAT.equals(format)) {
      throw new FormatException(
          "cache " + name + " has format " + format + "; this version of Lightning reads format 1");
    }
    ColumnType moment = ColumnType.of(SqlType.TIMESTAMP_WITH_TIME_ZONE);
    Table.Builder builder = new Table.Builder(name);
    builder.shape = Table.Shape.CACHE;
    String keyClass = attributes.getOrDefault(KEY_TYPE, "");
    String valueClass = attributes.getOrDefault(VALUE_TYPE, "");
    builder.javaClasses.addAll(List.of(keyClass, valueClass));
    builder.columns.add(column("key", keyClass));
    builder.columns.add(column("value", valueClass));
    builder.columns.add(new Column("created", moment, false, null));
    builder.columns.add(new Column("expires", moment, true, null));
    return builder.build();
  }

  private static Column column(String name, String javaClass) {
    ColumnType type =
        switch (javaClass) {
          case "java.lang.Boolean" -> ColumnType.BOOLEAN;
          case "java.lang.Byte", "java.lang.Short" -> ColumnType.SMALLINT;
          case "java.lang.Integer" -> ColumnType.INTEGER;
          case "java.lang.Long" -> ColumnType.BIGINT;
          case "java.lang.Float" -> ColumnType.of(SqlType.REAL);
          case "java.lang.Double" -> ColumnType.DOUBLE;
          case "java.lang.String" -> ColumnType.VARCHAR;
          case "java.util.UUID" -> ColumnType.of(SqlType.UUID);
          case "java.time.LocalDate" -> ColumnType.of(SqlType.DATE);
          case "java.time.LocalDateTime" -> ColumnType.of(SqlType.TIMESTAMP);
          case "java.time.Instant" -> ColumnType.of(SqlType.TIMESTAMP_WITH_TIME_ZONE);
          default -> ColumnType.VARBINARY;
        };
    return new Column(name, type, false, null);
  }
}
