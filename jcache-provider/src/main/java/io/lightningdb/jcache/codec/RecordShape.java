package io.lightningdb.jcache.codec;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/*
 * As Java serialization does, the fields are read, not the accessors, which may return copies, and
 * the canonical constructor makes the record.
 *
 * What is remembered of a class lives as long as the class does. It is an array of objects of the
 * JDK's own classes, so that it does not keep this class and its loader alive after the application
 * is gone.
 */
/** How the records of one class are taken apart and made. */
final class RecordShape {

  private static final ClassValue<Object[]> PARTS =
      new ClassValue<>() {
        @Override
        protected Object[] computeValue(Class<?> type) {
          try {
            return parts(type);
          } catch (ReflectiveOperationException
              | InaccessibleObjectException
              | SecurityException
              | LinkageError e) {
            return new Object[] {type.getName() + " cannot be used as a record: " + e};
          }
        }
      };

  private final Constructor<?> constructor;
  private final Field[] fields;
  private final boolean isSerializedItsOwnWay;

  private RecordShape(Object[] parts) {
    this.constructor = (Constructor<?>) parts[0];
    this.fields = (Field[]) parts[1];
    this.isSerializedItsOwnWay = (Boolean) parts[2];
  }

  private static Object[] parts(Class<?> type) throws ReflectiveOperationException {
    RecordComponent[] components = type.getRecordComponents();
    if (components == null) {
      return new Object[] {type.getName() + " is no record"};
    }
    Field[] fields = new Field[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      fields[i] = open(type.getDeclaredField(components[i].getName()));
      types[i] = components[i].getType();
    }
    Constructor<?> constructor = open(type.getDeclaredConstructor(types));
    return new Object[] {constructor, fields, type.isHidden() || hasReplacement(type)};
  }

  @SuppressWarnings("AvoidAccessibleObject") // a record may be private, and so are its fields
  private static <T extends AccessibleObject> T open(T member) {
    member.setAccessible(true);
    return member;
  }

  private static boolean hasReplacement(Class<?> type) {
    for (Method method : type.getDeclaredMethods()) {
      if (method.getParameterCount() == 0
          && (method.getName().equals("writeReplace") || method.getName().equals("readResolve"))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the shape of a class of records, or null if its objects have to go by Java
   * serialization: methods of the class for that say how, or nobody could find the class by its
   * name, or it is not open to this module.
   */
  static @Nullable RecordShape toWrite(Class<?> type) {
    Object[] parts = PARTS.get(type);
    if (parts.length == 1) {
      return null;
    }
    RecordShape shape = new RecordShape(parts);
    return shape.isSerializedItsOwnWay ? null : shape;
  }

  /**
   * Returns the shape of a class.
   *
   * @throws ObjectFormatException if it is no record, or not open to this module
   */
  static RecordShape toRead(Class<?> type) {
    Object[] parts = PARTS.get(type);
    if (parts.length == 1) {
      throw new ObjectFormatException((String) parts[0], null);
    }
    return new RecordShape(parts);
  }

  /** Returns the number of components. */
  int size() {
    return fields.length;
  }

  /** Returns the name of a component. */
  String name(int index) {
    return fields[index].getName();
  }

  /** Returns the type of a component. */
  Class<?> type(int index) {
    return fields[index].getType();
  }

  /** Returns the index of the component called {@code name}, which may be {@code guess}, or -1. */
  int indexOf(String name, int guess) {
    if (guess < fields.length && fields[guess].getName().equals(name)) {
      return guess;
    }
    for (int i = 0; i < fields.length; i++) {
      if (fields[i].getName().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** Returns the value of a component of {@code object}. */
  @Nullable Object get(Object object, int index) {
    try {
      return fields[index].get(object);
    } catch (IllegalAccessException e) {
      throw new AssertionError("the field was made accessible", e);
    }
  }

  /** Returns the constructor whose parameters are the components. */
  Constructor<?> constructor() {
    return constructor;
  }
}
