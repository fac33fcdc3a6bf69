package io.lightningdb.jcache.codec;

import io.lightningdb.CorruptionException;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * How the objects of one class lie in keys and values. The bytes order as the objects do, and two
 * objects have the same bytes exactly if they are equal, arrays by content.
 *
 * @param <T> the class; an object of a subclass is not meant
 */
interface TypeCodec<T> {

  /** Returns the class. */
  Class<T> type();

  /** Returns the byte in front of the encoding, which belongs to this class alone. */
  byte tag();

  /** Returns {@code headroom} zero bytes, the tag and the encoding of {@code object}. */
  byte[] encode(T object, int headroom);

  /** Returns whether {@code object} comes back as it is; if not, it is not to be encoded. */
  default boolean takes(T object) {
    return true;
  }

  /**
   * Returns the object whose encoding goes from {@code from}, behind the tag, up to {@code to}.
   *
   * @throws CorruptionException if it is no such encoding
   */
  T decode(byte[] bytes, int from, int to);

  /** Returns an array with the tag behind {@code headroom}, and {@code length} bytes to be set. */
  static byte[] allocate(byte tag, int headroom, int length) {
    byte[] bytes = new byte[Math.addExact(headroom + 1, length)];
    bytes[headroom] = tag;
    return bytes;
  }

  /** Returns the codec of a class whose encoding always has {@code length} bytes. */
  static <T> TypeCodec<T> fixed(
      Class<T> type,
      int tag,
      int length,
      BiConsumer<ByteBuffer, T> writer,
      Function<ByteBuffer, T> reader) {
    return new Fixed<>(type, (byte) tag, length, writer, reader);
  }

  /** A codec made of two functions, for encodings of one length. */
  record Fixed<T>(
      Class<T> type,
      byte tag,
      int length,
      BiConsumer<ByteBuffer, T> writer,
      Function<ByteBuffer, T> reader)
      implements TypeCodec<T> {

    @Override
    public byte[] encode(T object, int headroom) {
      byte[] bytes = allocate(tag, headroom, length);
      encodeAt(object, bytes, headroom + 1);
      return bytes;
    }

    /** Writes the encoding of {@code object}, without the tag. */
    void encodeAt(T object, byte[] bytes, int at) {
      writer.accept(ByteBuffer.wrap(bytes, at, length), object);
    }

    @Override
    public T decode(byte[] bytes, int from, int to) {
      if (to - from != length) {
        throw malformed(type, to - from + " bytes instead of " + length);
      }
      return reader.apply(ByteBuffer.wrap(bytes, from, length));
    }
  }

  /** Returns what to throw about bytes that are no encoding. */
  static CorruptionException malformed(Class<?> type, String problem) {
    return new CorruptionException("the bytes are no " + type.getSimpleName() + ": " + problem);
  }
}
