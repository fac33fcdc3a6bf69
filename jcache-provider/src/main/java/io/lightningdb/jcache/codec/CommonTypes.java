package io.lightningdb.jcache.codec;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The codecs of the types that need no class loader, by class and by tag. Some are for values
 * alone: their bytes do not order as the objects do, or not every object can be encoded.
 */
final class CommonTypes {

  private static final TypeCodec<?> STRINGS = new Strings();
  private static final Map<Class<?>, TypeCodec<?>> BY_CLASS = new HashMap<>();
  private static final Map<Class<?>, TypeCodec<?>> BY_CLASS_OF_VALUE = new HashMap<>();
  private static final @Nullable TypeCodec<?>[] BY_TAG = new TypeCodec<?>[256];

  static {
    Stream.of(
            Stream.of(STRINGS),
            Numbers.CODECS.stream(),
            Times.CODECS.stream(),
            PrimitiveArrays.CODECS.stream())
        .flatMap(codecs -> codecs)
        .forEach(codec -> add(codec, BY_CLASS));
    BY_CLASS_OF_VALUE.putAll(BY_CLASS);
    Zones.CODECS.forEach(codec -> add(codec, BY_CLASS_OF_VALUE));
  }

  private CommonTypes() {}

  private static void add(TypeCodec<?> codec, Map<Class<?>, TypeCodec<?>> byClass) {
    int tag = Byte.toUnsignedInt(codec.tag());
    if (byClass.put(codec.type(), codec) != null || BY_TAG[tag] != null) {
      throw new AssertionError("two codecs for " + codec.type() + " or tag " + tag);
    }
    BY_TAG[tag] = codec;
  }

  /** Returns the codec of {@code object} as a key, or null if it is of no common type of keys. */
  @SuppressWarnings("unchecked") // found by the object's class
  static @Nullable TypeCodec<Object> of(Object object) {
    // Most keys are strings.
    return (TypeCodec<Object>)
        (object instanceof String ? STRINGS : BY_CLASS.get(object.getClass()));
  }

  /** Returns the codec of {@code object} as a value, or null if it is of no common type. */
  @SuppressWarnings("unchecked") // found by the object's class
  static @Nullable TypeCodec<Object> ofValue(Object object) {
    TypeCodec<Object> codec = (TypeCodec<Object>) BY_CLASS_OF_VALUE.get(object.getClass());
    return codec == null || !codec.takes(object) ? null : codec;
  }

  /** Returns the codec whose tag is {@code tag}, or null if it is that of no common type. */
  static @Nullable TypeCodec<?> ofTag(byte tag) {
    return BY_TAG[Byte.toUnsignedInt(tag)];
  }
}
