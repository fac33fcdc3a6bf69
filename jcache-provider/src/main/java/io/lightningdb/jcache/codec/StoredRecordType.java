package io.lightningdb.jcache.codec;

import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A class of records as it was when one was stored, and what has become of it: its components are
 * found again by their names.
 */
final class StoredRecordType {

  private final String[] names;
  private final @Nullable Class<?> type;
  private final @Nullable RecordShape shape;
  private final @Nullable ObjectFormatException problem;
  private final int[] indexes;
  private final Class<?>[] boxes;
  private final @Nullable Object[] defaults;

  private StoredRecordType(
      String[] names,
      @Nullable Class<?> type,
      @Nullable RecordShape shape,
      @Nullable ObjectFormatException problem) {
    this.names = names;
    this.type = type;
    this.shape = shape;
    this.problem = problem;
    this.indexes = new int[names.length];
    for (int i = 0; i < names.length; i++) {
      indexes[i] = shape == null ? -1 : shape.indexOf(names[i], i);
    }
    int size = shape == null ? 0 : shape.size();
    this.boxes = new Class<?>[size];
    this.defaults = new @Nullable Object[size];
    for (int i = 0; i < size; i++) {
      Class<?> component = Objects.requireNonNull(shape).type(i);
      boxes[i] = MethodType.methodType(component).wrap().returnType();
      if (component.isPrimitive()) {
        defaults[i] = Array.get(Array.newInstance(component, 1), 0);
      }
    }
  }

  /** Looks for the class called {@code className}; never fails for the lack of it. */
  static StoredRecordType of(String className, String[] names, Classes classes) {
    Class<?> type = null;
    RecordShape shape = null;
    ObjectFormatException problem = null;
    try {
      type = classes.find(className);
      shape = RecordShape.toRead(type);
    } catch (ObjectFormatException e) {
      problem = e;
    } catch (ClassNotFoundException | LinkageError | RuntimeException e) {
      // A class loader may throw anything when it is asked for a name that no class can have.
      problem =
          new ObjectFormatException(
              "its class " + className + " is not found by the cache manager's class loader", e);
    }
    return new StoredRecordType(names, type, shape, problem);
  }

  /** Returns the class, or null if it was not found. */
  @Nullable Class<?> type() {
    return type;
  }

  /** Returns why no record can be made, or null if one can. */
  @Nullable ObjectFormatException problem() {
    return problem;
  }

  /** Returns the shape of the class, which is there if there is no problem. */
  RecordShape shape() {
    return Objects.requireNonNull(shape);
  }

  /** Returns the number of stored components. */
  int size() {
    return names.length;
  }

  /** Returns whether the class still has the stored component of this index. */
  boolean isWanted(int index) {
    return indexes[index] >= 0;
  }

  /** Returns the arguments of the constructor as they are if nothing was stored. */
  @Nullable Object[] defaults() {
    return defaults.clone();
  }

  /** Sets the argument that a stored component is; returns what is wrong if it does not fit. */
  @Nullable ObjectFormatException set(
      @Nullable Object[] arguments, int index, @Nullable Object value) {
    int target = indexes[index];
    Class<?> component = shape().type(target);
    if (value == null ? component.isPrimitive() : !boxes[target].isInstance(value)) {
      return new ObjectFormatException(
          "the component '"
              + names[index]
              + "' of "
              + shape().constructor().getDeclaringClass().getName()
              + " is of type "
              + component.getTypeName()
              + ", but what was stored is "
              + (value == null ? "null" : "of type " + value.getClass().getTypeName()),
          null);
    }
    arguments[target] = value;
    return null;
  }
}
