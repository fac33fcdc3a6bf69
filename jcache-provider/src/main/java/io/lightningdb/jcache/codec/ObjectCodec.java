package io.lightningdb.jcache.codec;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.jcache.spi.Serializer;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one cache as bytes: a tag, and an encoding that the tag tells. {@code
 * docs/design/cache-entry.md} has the tags. Any number of threads may use one codec.
 */
public final class ObjectCodec {

  /** The smallest tag; smaller bytes are left for what is no object. */
  public static final byte TAG_MIN = 0x10;

  private static final byte SERIALIZED = 0x40;
  private static final byte CUSTOM = 0x41;

  private final Classes classes;
  private final @Nullable Serializer<Object> serializer;

  /**
   * @param serializer what serves the values, or null for the built-in ways
   */
  public ObjectCodec(Classes classes, @Nullable Serializer<Object> serializer) {
    this.classes = classes;
    this.serializer = serializer;
  }

  /**
   * A key as bytes.
   *
   * @param bytes the bytes, the tag first
   * @param mayDiffer whether an equal key may have other bytes
   * @param hashMayChange whether the key's hash code may be another in another process
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record KeyBytes(byte[] bytes, boolean mayDiffer, boolean hashMayChange) {}

  /**
   * Encodes a key.
   *
   * @throws ObjectFormatException if it cannot be serialized
   */
  public KeyBytes encodeKey(Object key) {
    TypeCodec<Object> common = CommonTypes.of(key);
    if (common != null) {
      return new KeyBytes(common.encode(key, 0), false, false);
    }
    if (key instanceof Enum<?> constant) {
      return new KeyBytes(Enums.encode(constant, 0), false, false);
    }
    KeyStream[] stream = new KeyStream[1];
    byte[] bytes =
        JavaSerialization.write(key, SERIALIZED, 0, out -> stream[0] = new KeyStream(out));
    return new KeyBytes(bytes, stream[0].bytesMayDiffer(), stream[0].hashMayChange());
  }

  /**
   * Encodes a value.
   *
   * @param headroom how many zero bytes are to be in front
   * @throws ObjectFormatException if it cannot be serialized
   */
  public byte[] encodeValue(Object value, int headroom) {
    if (serializer != null) {
      return encodeCustom(serializer, value, headroom);
    }
    TypeCodec<Object> common = CommonTypes.ofValue(value);
    if (common != null) {
      return common.encode(value, headroom);
    }
    if (value instanceof Enum<?> constant) {
      return Enums.encode(constant, headroom);
    }
    byte[] structure = StructureWriter.write(value, headroom);
    if (structure != null) {
      return structure;
    }
    return JavaSerialization.write(value, SERIALIZED, headroom, ObjectOutputStream::new);
  }

  private static byte[] encodeCustom(Serializer<Object> serializer, Object value, int headroom) {
    try {
      byte[] custom = Objects.requireNonNull(serializer.serialize(value), "a serializer's result");
      byte[] bytes = TypeCodec.allocate(CUSTOM, headroom, custom.length);
      System.arraycopy(custom, 0, bytes, headroom + 1, custom.length);
      return bytes;
    } catch (IOException | RuntimeException e) {
      throw new ObjectFormatException(
          value.getClass().getName() + " cannot be stored by the cache's serializer: " + e, e);
    }
  }

  /** Returns whether the key whose bytes these are may be equal to one with others. */
  public static boolean isSerialized(byte[] key) {
    return key.length > 0 && key[0] == SERIALIZED;
  }

  /**
   * Returns the object whose bytes, the tag first, go from {@code from} to the end.
   *
   * @throws ObjectFormatException if its class cannot be had
   * @throws CorruptionException if the bytes are malformed
   * @throws FormatException if a newer version wrote them
   */
  public Object decode(byte[] bytes, int from) {
    if (from >= bytes.length) {
      throw new CorruptionException("the bytes of an object are missing");
    }
    byte tag = bytes[from];
    TypeCodec<?> common = CommonTypes.ofTag(tag);
    if (common != null) {
      return Objects.requireNonNull(common.decode(bytes, from + 1, bytes.length));
    }
    if (StructureReader.isStructure(tag)) {
      return StructureReader.read(bytes, from, classes);
    }
    return switch (tag) {
      case Enums.TAG -> Enums.decode(bytes, from + 1, bytes.length, classes);
      case SERIALIZED -> JavaSerialization.read(bytes, from + 1, classes);
      case CUSTOM -> decodeCustom(Arrays.copyOfRange(bytes, from + 1, bytes.length));
      default ->
          throw new FormatException(
              "an object has the tag "
                  + HexFormat.of().toHexDigits(tag)
                  + ", which this version of Lightning does not know");
    };
  }

  private Object decodeCustom(byte[] bytes) {
    if (serializer == null) {
      throw new ObjectFormatException(
          "it was written by a serializer of its own; configure the cache with that", null);
    }
    try {
      return Objects.requireNonNull(
          serializer.deserialize(bytes, classes.loader()), "a deserialized object");
    } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError e) {
      throw new ObjectFormatException("the cache's serializer cannot read it: " + e, e);
    }
  }
}
