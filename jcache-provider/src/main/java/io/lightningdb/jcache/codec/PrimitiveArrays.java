package io.lightningdb.jcache.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;

/** The codecs of arrays of primitive types; a key that is an array is its content. */
final class PrimitiveArrays {

  static final List<TypeCodec<?>> CODECS =
      List.of(
          new Bytes(),
          new Array<>(
              boolean[].class,
              (byte) 0x31,
              1,
              array -> array.length,
              PrimitiveArrays::putBooleans,
              PrimitiveArrays::getBooleans),
          new Array<>(
              short[].class,
              (byte) 0x32,
              Short.BYTES,
              array -> array.length,
              (out, array) -> out.asShortBuffer().put(array),
              (in, length) -> {
                short[] array = new short[length];
                in.asShortBuffer().get(array);
                return array;
              }),
          new Array<>(
              char[].class,
              (byte) 0x33,
              Character.BYTES,
              array -> array.length,
              (out, array) -> out.asCharBuffer().put(array),
              (in, length) -> {
                char[] array = new char[length];
                in.asCharBuffer().get(array);
                return array;
              }),
          new Array<>(
              int[].class,
              (byte) 0x34,
              Integer.BYTES,
              array -> array.length,
              (out, array) -> out.asIntBuffer().put(array),
              (in, length) -> {
                int[] array = new int[length];
                in.asIntBuffer().get(array);
                return array;
              }),
          new Array<>(
              long[].class,
              (byte) 0x35,
              Long.BYTES,
              array -> array.length,
              (out, array) -> out.asLongBuffer().put(array),
              (in, length) -> {
                long[] array = new long[length];
                in.asLongBuffer().get(array);
                return array;
              }),
          new Array<>(
              float[].class,
              (byte) 0x36,
              Float.BYTES,
              array -> array.length,
              (out, array) -> out.asFloatBuffer().put(array),
              (in, length) -> {
                float[] array = new float[length];
                in.asFloatBuffer().get(array);
                return array;
              }),
          new Array<>(
              double[].class,
              (byte) 0x37,
              Double.BYTES,
              array -> array.length,
              (out, array) -> out.asDoubleBuffer().put(array),
              (in, length) -> {
                double[] array = new double[length];
                in.asDoubleBuffer().get(array);
                return array;
              }));

  private PrimitiveArrays() {}

  private static void putBooleans(ByteBuffer out, boolean[] array) {
    for (boolean each : array) {
      out.put((byte) (each ? 1 : 0));
    }
  }

  private static boolean[] getBooleans(ByteBuffer in, int length) {
    boolean[] array = new boolean[length];
    for (int i = 0; i < length; i++) {
      byte value = in.get();
      if (value != 0 && value != 1) {
        throw TypeCodec.malformed(boolean[].class, "a " + value);
      }
      array[i] = value == 1;
    }
    return array;
  }

  private record Bytes() implements TypeCodec<byte[]> {

    @Override
    public Class<byte[]> type() {
      return byte[].class;
    }

    @Override
    public byte tag() {
      return 0x30;
    }

    @Override
    public byte[] encode(byte[] array, int headroom) {
      byte[] bytes = TypeCodec.allocate(tag(), headroom, array.length);
      System.arraycopy(array, 0, bytes, headroom + 1, array.length);
      return bytes;
    }

    @Override
    public byte[] decode(byte[] bytes, int from, int to) {
      return Arrays.copyOfRange(bytes, from, to);
    }
  }

  private record Array<T>(
      Class<T> type,
      byte tag,
      int elementBytes,
      ToIntFunction<T> length,
      BiConsumer<ByteBuffer, T> writer,
      BiFunction<ByteBuffer, Integer, T> reader)
      implements TypeCodec<T> {

    @Override
    public byte[] encode(T array, int headroom) {
      int bodyBytes = Math.multiplyExact(length.applyAsInt(array), elementBytes);
      byte[] bytes = TypeCodec.allocate(tag, headroom, bodyBytes);
      writer.accept(ByteBuffer.wrap(bytes, headroom + 1, bodyBytes).slice(), array);
      return bytes;
    }

    @Override
    public T decode(byte[] bytes, int from, int to) {
      int bodyBytes = to - from;
      if (bodyBytes % elementBytes != 0) {
        throw TypeCodec.malformed(type, bodyBytes + " bytes, no multiple of " + elementBytes);
      }
      return reader.apply(
          ByteBuffer.wrap(bytes, from, bodyBytes).slice(), bodyBytes / elementBytes);
    }
  }
}
