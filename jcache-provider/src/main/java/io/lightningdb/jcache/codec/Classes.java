package io.lightningdb.jcache.codec;

import java.io.ObjectInputFilter;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * Which classes the objects of a cache may have, and where they are looked for. The class loader is
 * not kept from being collected.
 */
public final class Classes {

  private final WeakReference<ClassLoader> loader;
  private final ObjectInputFilter filter;

  public Classes(ClassLoader loader, ObjectInputFilter filter) {
    this.loader = new WeakReference<>(loader);
    this.filter = filter;
  }

  ObjectInputFilter filter() {
    return filter;
  }

  /** Returns the class loader. */
  public ClassLoader loader() {
    ClassLoader found = loader.get();
    if (found == null) {
      throw new ObjectFormatException(
          "the class loader of the cache manager is gone; close the manager", null);
    }
    return found;
  }

  /** Returns the class called {@code name}, not initialized. */
  Class<?> find(String name) throws ClassNotFoundException {
    return Class.forName(name, false, loader());
  }

  /** Returns whether the filter lets objects of {@code type} in. */
  boolean allows(Class<?> type) {
    return allows(new Question(type, -1, 1, 1, 0));
  }

  /** Returns whether the filter, and that of the whole process if it has one, let something in. */
  boolean allows(Question question) {
    ObjectInputFilter ofProcess = ObjectInputFilter.Config.getSerialFilter();
    return filter.checkInput(question) != ObjectInputFilter.Status.REJECTED
        && (ofProcess == null
            || ofProcess.checkInput(question) != ObjectInputFilter.Status.REJECTED);
  }

  /** What a filter is asked about; a null class if it is about the numbers alone. */
  record Question(
      @Nullable Class<?> serialClass,
      long arrayLength,
      long depth,
      long references,
      long streamBytes)
      implements ObjectInputFilter.FilterInfo {}
}
