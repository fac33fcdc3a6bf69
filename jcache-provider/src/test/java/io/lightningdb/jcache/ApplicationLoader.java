package io.lightningdb.jcache;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;

/** Loads some classes of the tests once more, so that they are this loader's own. */
final class ApplicationLoader extends URLClassLoader {

  private final String prefix;

  /**
   * @param prefix what the names of its own classes begin with
   */
  ApplicationLoader(Class<?> prefix) {
    super(new URL[0], ApplicationLoader.class.getClassLoader());
    this.prefix = prefix.getName();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.equals(prefix) && !name.startsWith(prefix + "$")) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/').concat(".class"))) {
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
