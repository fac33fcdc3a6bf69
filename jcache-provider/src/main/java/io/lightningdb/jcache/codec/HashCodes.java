package io.lightningdb.jcache.codec;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/** Where classes have their hash codes from. */
public final class HashCodes {

  private enum Source {
    IDENTITY,
    GENERATED,
    WRITTEN
  }

  private static final ClassValue<Source> SOURCES =
      new ClassValue<>() {
        @Override
        protected Source computeValue(Class<?> type) {
          return find(type);
        }
      };

  private HashCodes() {}

  private static Source find(Class<?> type) {
    try {
      Method hashCode = type.getMethod("hashCode");
      Method equals = type.getMethod("equals", Object.class);
      if (hashCode.getDeclaringClass() == Object.class) {
        return Source.IDENTITY;
      }
      boolean isGenerated =
          type.isRecord()
              && Modifier.isFinal(hashCode.getModifiers())
              && Modifier.isFinal(equals.getModifiers());
      return isGenerated ? Source.GENERATED : Source.WRITTEN;
    } catch (NoSuchMethodException e) {
      throw new AssertionError("every class has hashCode and equals", e);
    }
  }

  /** Returns whether objects of {@code type} have the hash codes that {@link Object} gives. */
  public static boolean isIdentity(Class<?> type) {
    return SOURCES.get(type) == Source.IDENTITY;
  }

  /**
   * Returns whether {@code type} is a record with equals and hashCode as the compiler makes them.
   */
  static boolean isGenerated(Class<?> type) {
    return SOURCES.get(type) == Source.GENERATED;
  }
}
