package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Compression;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.StorageEngine;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.sql.Statement.StorageOption;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reads what stands behind WITH: how a keyspace is stored. */
final class StorageOptions {

  private StorageOptions() {}

  static KeyspaceOptions of(List<StorageOption> options) throws SQLException {
    KeyspaceOptions.Builder builder = KeyspaceOptions.builder();
    for (StorageOption option : options) {
      String name = option.name().text().toLowerCase(Locale.ROOT);
      try {
        switch (name) {
          case "engine" ->
              builder.engine(constant(StorageEngine.class, StorageEngine.values(), option));
          case "compression" ->
              builder.compression(constant(Compression.class, Compression.values(), option));
          case "page_bytes" -> builder.pageBytes(Integer.parseInt(option.value()));
          default ->
              throw SqlErrors.noSuchObject(
                  "there is no option "
                      + option.name().text()
                      + "; there are engine, compression and page_bytes");
        }
      } catch (IllegalArgumentException e) {
        throw SqlErrors.invalidDefinition(
            "the option " + name + " cannot be '" + option.value() + "': " + e.getMessage());
      }
    }
    return builder.build();
  }

  private static <E extends Enum<E>> E constant(Class<E> type, E[] values, StorageOption option)
      throws SQLException {
    for (E value : values) {
      if (value.name().equalsIgnoreCase(option.value())) {
        return type.cast(value);
      }
    }
    throw SqlErrors.invalidDefinition(
        "the option "
            + option.name().text()
            + " cannot be '"
            + option.value()
            + "'; it is one of "
            + Arrays.toString(values));
  }
}
