package io.lightningdb.jcache.codec;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * An object that occurs a second time in a stream is written as a reference to the first. Whether
 * two fields have the same string or equal ones is no part of a key, so equal strings, numbers and
 * the like are made the same before they are written.
 *
 * An enum constant, a Class and an object without a hashCode of its own have another hash code in
 * each process, and so has mostly what holds one of them. This matters for finding a key by its hash
 * code, which in turn is needed only for keys that are equal and yet differ in bytes. Records whose
 * equals and hashCode the compiler wrote, which it makes final, are no such keys, if all that they
 * hold are again such records, strings and the like.
 */
/** Writes a key, and finds out meanwhile whether its hash code can be relied on. */
final class KeyStream extends ObjectOutputStream {

  private final Map<Object, Object> leaves = new HashMap<>();
  private final Set<Class<?>> expected = new HashSet<>();
  private boolean identitySeen;
  private boolean onlyPlain = true;

  KeyStream(OutputStream out) throws IOException {
    super(out);
    enableReplaceObject(true);
  }

  /** Returns whether what was written may have another hash code in another process. */
  boolean hashMayChange() {
    return identitySeen;
  }

  /**
   * Returns whether a key that is equal to what was written may have other bytes. Where its hash
   * code lasts that is assumed always: a record may have an equals that was written by hand and is
   * final all the same.
   */
  boolean bytesMayDiffer() {
    return !identitySeen || !onlyPlain;
  }

  @Override
  protected @Nullable Object replaceObject(@Nullable Object object) {
    if (object == null) {
      return null;
    }
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      expected.add(type);
    }
    if (isLeaf(object)) {
      return leaves.computeIfAbsent(object, leaf -> leaf);
    }
    if (object instanceof Enum<?>) {
      identitySeen = true;
      return object;
    }
    identitySeen |= !object.getClass().isArray() && HashCodes.isIdentity(object.getClass());
    onlyPlain &= object instanceof Record && HashCodes.isGenerated(object.getClass());
    return object;
  }

  private static boolean isLeaf(Object object) {
    Class<?> type = object.getClass();
    return type == String.class
        || type == BigInteger.class
        || type == BigDecimal.class
        || (object instanceof Comparable<?>
            && CommonTypes.of(object) != null
            && type != Date.class);
  }

  /** Called with each class that a description is written of, also on behalf of a Class object. */
  @Override
  protected void annotateClass(Class<?> type) {
    identitySeen |= !expected.contains(type);
  }
}
