package io.lightningdb.internal.codec;

import io.lightningdb.Compression;
import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LimitException;
import io.lightningdb.StorageEngine;
import java.util.Map;

/** Keyspace options as bytes, the same in the log and in the manifest. */
public final class KeyspaceOptionsCodec {

  private static final int ENGINE_BTREE = 1;
  private static final int ENGINE_LSM = 2;
  private static final int ENGINE_MASK = 0x0F;

  private static final int COMPRESSION_SHIFT = 4;
  private static final int COMPRESSION_ADAPTIVE = 0;
  private static final int COMPRESSION_NONE = 1;
  private static final int COMPRESSION_LZ4 = 2;
  private static final int COMPRESSION_SNAPPY = 3;

  private KeyspaceOptionsCodec() {}

  public static void encode(KeyspaceOptions options, ByteWriter out) {
    int engine =
        switch (options.engine()) {
          case BTREE -> ENGINE_BTREE;
          case LSM -> ENGINE_LSM;
        };
    int compression =
        switch (options.compression()) {
          case ADAPTIVE -> COMPRESSION_ADAPTIVE;
          case NONE -> COMPRESSION_NONE;
          case LZ4 -> COMPRESSION_LZ4;
          case SNAPPY -> COMPRESSION_SNAPPY;
        };
    out.writeByte(engine | compression << COMPRESSION_SHIFT).writeVarint(options.pageBytes());
    encodeAttributes(options, out);
  }

  /** Writes the attributes alone. */
  public static void encodeAttributes(KeyspaceOptions options, ByteWriter out) {
    out.writeVarint(options.attributes().size());
    for (Map.Entry<String, String> attribute : options.attributes().entrySet()) {
      out.writeText(attribute.getKey()).writeText(attribute.getValue());
    }
  }

  public static KeyspaceOptions decode(ByteReader in) {
    int kinds = in.readByte();
    KeyspaceOptions.Builder options =
        KeyspaceOptions.builder()
            .engine(engine(kinds & ENGINE_MASK))
            .compression(compression(kinds >>> COMPRESSION_SHIFT));
    try {
      options.pageBytes(in.readVarint(Integer.MAX_VALUE));
      readAttributes(in, options);
      return options.build();
    } catch (IllegalArgumentException | LimitException e) {
      throw damaged(e);
    }
  }

  /** Reads attributes alone, and returns {@code options} with them in place of its own. */
  public static KeyspaceOptions decodeAttributes(ByteReader in, KeyspaceOptions options) {
    KeyspaceOptions.Builder altered = options.toBuilder().attributes(Map.of());
    try {
      readAttributes(in, altered);
      return altered.build();
    } catch (IllegalArgumentException | LimitException e) {
      throw damaged(e);
    }
  }

  private static void readAttributes(ByteReader in, KeyspaceOptions.Builder options) {
    int attributes = in.readVarint(in.remaining());
    for (int i = 0; i < attributes; i++) {
      options.attribute(in.readText(), in.readText());
    }
  }

  private static CorruptionException damaged(RuntimeException e) {
    return new CorruptionException("the options of a keyspace are damaged: " + e.getMessage(), e);
  }

  private static StorageEngine engine(int code) {
    return switch (code) {
      case ENGINE_BTREE -> StorageEngine.BTREE;
      case ENGINE_LSM -> StorageEngine.LSM;
      default ->
          throw new FormatException(
              "a keyspace uses storage engine " + code + ", which this version of Lightning lacks");
    };
  }

  private static Compression compression(int code) {
    return switch (code) {
      case COMPRESSION_ADAPTIVE -> Compression.ADAPTIVE;
      case COMPRESSION_NONE -> Compression.NONE;
      case COMPRESSION_LZ4 -> Compression.LZ4;
      case COMPRESSION_SNAPPY -> Compression.SNAPPY;
      default ->
          throw new FormatException(
              "a keyspace uses compression " + code + ", which this version of Lightning lacks");
    };
  }
}
