package io.lightningdb.jcache.codec;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/*
 * What is remembered of a class lives as long as the class does. It is a Boolean, of the JDK's own
 * classes, so that it does not keep this class and its loader alive after the application is gone.
 */
/** Where classes have their hash codes from. */
public final class HashCodes {

  private static final ClassValue<Boolean> IDENTITY =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return method(type, "hashCode").getDeclaringClass() == Object.class;
        }
      };

  private static final ClassValue<Boolean> GENERATED =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return type.isRecord()
              && Modifier.isFinal(method(type, "hashCode").getModifiers())
              && Modifier.isFinal(method(type, "equals", Object.class).getModifiers());
        }
      };

  private HashCodes() {}

  private static Method method(Class<?> type, String name, Class<?>... parameters) {
    try {
      return type.getMethod(name, parameters);
    } catch (NoSuchMethodException e) {
      throw new AssertionError("every class has " + name, e);
    }
  }

  /** Returns whether objects of {@code type} have the hash codes that {@link Object} gives. */
  public static boolean isIdentity(Class<?> type) {
    return IDENTITY.get(type);
  }

  /**
   * Returns whether {@code type} is a record with equals and hashCode as the compiler makes them.
   */
  static boolean isGenerated(Class<?> type) {
    return GENERATED.get(type);
  }
}
