package io.lightningdb;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/*
 * Elements follow each other. One of varying length is written with each zero byte followed by FF,
 * and ends with two zero bytes: so its end sorts before any further byte, as a shorter element sorts
 * before a longer one that it begins, and whatever the next element begins with, it is not taken
 * for an escape.
 */
final class TupleCodec implements KeyCodec<List<Object>> {

  private static final byte ZERO = 0;
  private static final byte ESCAPED_ZERO = (byte) 0xFF;
  private static final byte END = 0;

  private final List<KeyCodec<?>> elements;

  TupleCodec(List<KeyCodec<?>> elements) {
    if (elements.isEmpty()) {
      throw new IllegalArgumentException("a tuple has at least one element");
    }
    this.elements = List.copyOf(elements);
  }

  @Override
  public byte[] encode(List<Object> tuple) {
    if (tuple.size() > elements.size()) {
      throw new IllegalArgumentException(
          "the tuple has " + elements.size() + " elements, not " + tuple.size());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < tuple.size(); i++) {
      encodeElement(elements.get(i), tuple.get(i), bytes);
    }
    return bytes.toByteArray();
  }

  @SuppressWarnings("unchecked") // a wrong type surfaces as the codec's ClassCastException
  private static void encodeElement(
      KeyCodec<?> codec, Object element, ByteArrayOutputStream bytes) {
    byte[] encoded = ((KeyCodec<Object>) codec).encode(element);
    if (codec.fixedLength() >= 0) {
      bytes.writeBytes(encoded);
      return;
    }
    for (byte b : encoded) {
      bytes.write(b);
      if (b == ZERO) {
        bytes.write(ESCAPED_ZERO);
      }
    }
    bytes.write(ZERO);
    bytes.write(END);
  }

  @Override
  public List<Object> decode(byte[] bytes) {
    List<Object> tuple = new ArrayList<>(elements.size());
    int position = 0;
    for (KeyCodec<?> codec : elements) {
      int length = codec.fixedLength();
      if (length >= 0) {
        if (bytes.length - position < length) {
          throw noTuple(bytes);
        }
        tuple.add(codec.decode(Arrays.copyOfRange(bytes, position, position + length)));
        position += length;
      } else {
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        position = unescape(bytes, position, element);
        tuple.add(codec.decode(element.toByteArray()));
      }
    }
    if (position != bytes.length) {
      throw new IllegalArgumentException(
          "the tuple ends after " + position + " of " + bytes.length + " bytes");
    }
    return tuple;
  }

  /** Copies the element at {@code start} to {@code element} and returns where the next begins. */
  private static int unescape(byte[] bytes, int start, ByteArrayOutputStream element) {
    int position = start;
    while (position < bytes.length) {
      byte b = bytes[position++];
      if (b == ZERO) {
        byte mark = position < bytes.length ? bytes[position++] : 1;
        if (mark == END) {
          return position;
        }
        if (mark != ESCAPED_ZERO) {
          break;
        }
      }
      element.write(b);
    }
    throw noTuple(bytes);
  }

  private static IllegalArgumentException noTuple(byte[] bytes) {
    return new IllegalArgumentException(
        "the " + bytes.length + " bytes are no tuple of these elements");
  }
}
