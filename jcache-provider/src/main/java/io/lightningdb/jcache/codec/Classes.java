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
    return filter.checkInput(new JustAClass(type)) != ObjectInputFilter.Status.REJECTED;
  }

  private record JustAClass(Class<?> serialClass) implements ObjectInputFilter.FilterInfo {

    @Override
    public @Nullable Class<?> serialClass() {
      return serialClass;
    }

    @Override
    public long arrayLength() {
      return -1;
    }

    @Override
    public long depth() {
      return 1;
    }

    @Override
    public long references() {
      return 1;
    }

    @Override
    public long streamBytes() {
      return 0;
    }
  }
}
