package io.lightningdb.jcache.codec;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The codecs of the types that need no class loader, by class and by tag. */
final class CommonTypes {

  private static final Map<Class<?>, TypeCodec<?>> BY_CLASS = new HashMap<>();
  private static final @Nullable TypeCodec<?>[] BY_TAG = new TypeCodec<?>[256];

  static {
    Stream.of(
            Stream.of(new Strings()),
            Numbers.CODECS.stream(),
            Times.CODECS.stream(),
            PrimitiveArrays.CODECS.stream())
        .flatMap(codecs -> codecs)
        .forEach(CommonTypes::add);
  }

  private CommonTypes() {}

  private static void add(TypeCodec<?> codec) {
    int tag = Byte.toUnsignedInt(codec.tag());
    if (BY_CLASS.put(codec.type(), codec) != null || BY_TAG[tag] != null) {
      throw new AssertionError("two codecs for " + codec.type() + " or tag " + tag);
    }
    BY_TAG[tag] = codec;
  }

  /** Returns the codec of the class of {@code object}, or null if it is no common type. */
  @SuppressWarnings("unchecked") // found by the object's class
  static @Nullable TypeCodec<Object> of(Object object) {
    return (TypeCodec<Object>) BY_CLASS.get(object.getClass());
  }

  /** Returns the codec whose tag is {@code tag}, or null if it is that of no common type. */
  static @Nullable TypeCodec<?> ofTag(byte tag) {
    return BY_TAG[Byte.toUnsignedInt(tag)];
  }
}
