package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.LocalDatabase;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import javax.cache.Cache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IteratorTest {

  private final Caches caches = Caches.inMemory();
  private final Cache<Integer, String> cache = caches.create("c");

  @AfterEach
  void close() {
    caches.close();
  }

  @Test
  void entriesComeOnceEachInTheOrderOfTheirKeys() {
    List<Integer> expected = new ArrayList<>();
    for (int i = -500; i < 500; i++) {
      cache.put(i, "v" + i);
      expected.add(i);
    }
    List<Integer> keys = new ArrayList<>();
    for (Cache.Entry<Integer, String> entry : cache) {
      assertThat(entry.getValue()).isEqualTo("v" + entry.getKey());
      keys.add(entry.getKey());
    }
    assertThat(keys).isEqualTo(expected);
  }

  @Test
  void removeRemovesTheLastOneOnce() {
    for (int i = 0; i < 300; i++) {
      cache.put(i, "v");
    }
    Iterator<Cache.Entry<Integer, String>> iterator = cache.iterator();
    assertThatThrownBy(iterator::remove).isInstanceOf(IllegalStateException.class);
    while (iterator.hasNext()) {
      Cache.Entry<Integer, String> entry = iterator.next();
      // Looking ahead does not change what is removed.
      assertThat(iterator.hasNext()).isEqualTo(entry.getKey() < 299);
      if (entry.getKey() % 3 == 0) {
        iterator.remove();
        assertThatThrownBy(iterator::remove).isInstanceOf(IllegalStateException.class);
      }
    }
    assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
    for (int i = 0; i < 300; i++) {
      assertThat(cache.containsKey(i)).isEqualTo(i % 3 != 0);
    }
  }

  @Test
  void anIteratorThatIsAbandonedKeepsNothingOpen() {
    for (int i = 0; i < 1_000; i++) {
      cache.put(i, "v");
    }
    for (int i = 0; i < 10; i++) {
      cache.iterator().next();
    }
    assertThat(cache.unwrap(LocalDatabase.class).statistics().snapshots()).isZero();
  }

  @Test
  void entriesAreCopiesAndUnwrapToThemselves() {
    Cache<String, int[]> arrays = caches.create("arrays");
    arrays.put("a", new int[] {1});
    Cache.Entry<String, int[]> entry = arrays.iterator().next();
    entry.getValue()[0] = 2;
    assertThat(arrays.get("a")).containsExactly(1);
    assertThat(entry.unwrap(Cache.Entry.class)).isSameAs(entry);
    assertThatThrownBy(() -> entry.unwrap(String.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.String");
  }

  @Test
  void aClosedCacheEndsItsIterators() {
    for (int i = 0; i < 1_000; i++) {
      cache.put(i, "v");
    }
    Iterator<Cache.Entry<Integer, String>> iterator = cache.iterator();
    iterator.next();
    cache.close();
    assertThatThrownBy(() -> iterator.forEachRemaining(entry -> {}))
        .isInstanceOf(IllegalStateException.class);
  }
}
