package io.lightningdb.jcache.codec;

import java.nio.charset.StandardCharsets;

/*
 * The name of the class, a zero byte, and the name of the constant: neither name can have a zero
 * byte. Ordinals change when a constant is added, so they never reach the disk.
 */
/** Enum constants by name. */
final class Enums {

  static final byte TAG = 0x22;

  private Enums() {}

  static byte[] encode(Enum<?> constant, int headroom) {
    byte[] type = utf8(constant.getDeclaringClass().getName());
    byte[] name = utf8(constant.name());
    byte[] bytes = TypeCodec.allocate(TAG, headroom, type.length + 1 + name.length);
    System.arraycopy(type, 0, bytes, headroom + 1, type.length);
    System.arraycopy(name, 0, bytes, headroom + 1 + type.length + 1, name.length);
    return bytes;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Object decode(byte[] bytes, int from, int to, Classes classes) {
    int end = from;
    while (end < to && bytes[end] != 0) {
      end++;
    }
    if (end == to) {
      throw TypeCodec.malformed(Enum.class, "no end of the class's name");
    }
    String type = new String(bytes, from, end - from, StandardCharsets.UTF_8);
    String name = new String(bytes, end + 1, to - end - 1, StandardCharsets.UTF_8);
    return constant(type, name, classes);
  }

  private static Object constant(String typeName, String name, Classes classes) {
    Class<?> type;
    try {
      type = classes.find(typeName);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new ObjectFormatException(
          "its class " + typeName + " is not found by the cache manager's class loader", e);
    }
    if (!classes.allows(type)) {
      throw new ObjectFormatException(typeName + " is not let in by the filter", null);
    }
    Object[] constants = type.getEnumConstants();
    if (constants != null) {
      for (Object constant : constants) {
        if (((Enum<?>) constant).name().equals(name)) {
          return constant;
        }
      }
    }
    throw new ObjectFormatException("there is no enum constant " + typeName + "." + name, null);
  }
}
