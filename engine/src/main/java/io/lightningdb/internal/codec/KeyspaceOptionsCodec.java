package io.lightningdb.internal.codec;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LimitException;
import java.util.Map;

/** Keyspace options as bytes, the same in the log and in the manifest. */
public final class KeyspaceOptionsCodec {

  /** The storage engine of the keyspace; this version has one. */
  private static final int ENGINE_BTREE = 1;

  private KeyspaceOptionsCodec() {}

  public static void encode(KeyspaceOptions options, ByteWriter out) {
    out.writeByte(ENGINE_BTREE).writeVarint(options.pageBytes());
    out.writeVarint(options.attributes().size());
    for (Map.Entry<String, String> attribute : options.attributes().entrySet()) {
      out.writeText(attribute.getKey()).writeText(attribute.getValue());
    }
  }

  public static KeyspaceOptions decode(ByteReader in) {
    int engine = in.readByte();
    if (engine != ENGINE_BTREE) {
      throw new FormatException(
          "a keyspace uses storage engine " + engine + ", which this version of Lightning lacks");
    }
    KeyspaceOptions.Builder options = KeyspaceOptions.builder();
    try {
      options.pageBytes(in.readVarint(Integer.MAX_VALUE));
      int attributes = in.readVarint(in.remaining());
      for (int i = 0; i < attributes; i++) {
        options.attribute(in.readText(), in.readText());
      }
      return options.build();
    } catch (IllegalArgumentException | LimitException e) {
      throw new CorruptionException("the options of a keyspace are damaged: " + e.getMessage(), e);
    }
  }
}
