package io.lightningdb.jcache;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.integration.CacheWriter;

/** A writer that remembers what it was told, and can fail for all or for some keys. */
final class TestWriter<K, V> implements CacheWriter<K, V> {

  private final List<String> written = new ArrayList<>();
  volatile RuntimeException failure;
  volatile Set<K> failingKeys = Set.of();

  synchronized List<String> take() {
    List<String> taken = List.copyOf(written);
    written.clear();
    return taken;
  }

  private synchronized void note(Object key, String text) {
    RuntimeException e = failure;
    if (e != null && (failingKeys.isEmpty() || failingKeys.contains(key))) {
      throw e;
    }
    written.add(text);
  }

  @Override
  public void write(Cache.Entry<? extends K, ? extends V> entry) {
    note(entry.getKey(), "write " + entry.getKey() + "=" + entry.getValue());
  }

  @Override
  public void writeAll(Collection<Cache.Entry<? extends K, ? extends V>> entries) {
    RuntimeException first = null;
    for (Iterator<Cache.Entry<? extends K, ? extends V>> i = entries.iterator(); i.hasNext(); ) {
      try {
        write(i.next());
        i.remove();
      } catch (RuntimeException e) {
        first = e;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  @Override
  public void delete(Object key) {
    note(key, "delete " + key);
  }

  @Override
  public void deleteAll(Collection<?> keys) {
    RuntimeException first = null;
    for (Iterator<?> i = keys.iterator(); i.hasNext(); ) {
      try {
        delete(i.next());
        i.remove();
      } catch (RuntimeException e) {
        first = e;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
