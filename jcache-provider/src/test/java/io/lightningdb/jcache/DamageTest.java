package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.CorruptionException;
import io.lightningdb.Cursor;
import io.lightningdb.Keyspace;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Damages what lies in the keyspace, and uses the cache: an exception, never a wrong value. */
@Timeout(60)
@ExtendWith(Seeds.class)
class DamageTest {

  private final Caches caches = Caches.inMemory();
  private final Cache<Object, Object> cache = caches.create("broken");
  private final Keyspace keyspace = cache.unwrap(Keyspace.class);

  record Key(String name, List<Integer> numbers) implements Serializable {}

  @AfterEach
  void close() {
    caches.close();
  }

  private static byte[] damage(byte[] bytes, Seed seed) {
    if (seed.oneIn(4)) {
      return Arrays.copyOf(bytes, seed.between(0, bytes.length - 1));
    }
    byte[] damaged = bytes.clone();
    damaged[seed.between(0, bytes.length - 1)] ^= (byte) (1 << seed.between(0, 7));
    return damaged;
  }

  @RepeatedTest(100)
  void damageIsFoundWhateverIsDone(Seed seed) {
    Object key = seed.oneIn(2) ? "the key" : new Key("the key", List.of(1, 2));
    Object value = seed.pick(List.<Object>of("value", 5, List.of("a", "b"), new byte[] {1}));
    cache.put(key, value);
    byte[] storedKey;
    byte[] record;
    try (Cursor cursor = keyspace.cursor()) {
      cursor.previous();
      storedKey = cursor.key();
      record = cursor.value();
    }
    boolean damagesKey = seed.oneIn(2);
    byte[] damagedKey = damagesKey ? damage(storedKey, seed) : storedKey;
    keyspace.delete(storedKey);
    keyspace.put(damagedKey, damagesKey ? record : damage(record, seed));
    if (damagesKey) {
      // What is asked for is not there, which nobody can tell from a key that never was.
      assertThat(cache.get(key)).isNull();
    } else {
      List<Runnable> uses = new ArrayList<>();
      uses.add(() -> cache.get(key));
      uses.add(() -> cache.getAll(Set.of(key)));
      uses.add(() -> cache.containsKey(key));
      uses.add(() -> cache.put(key, "new"));
      uses.add(() -> cache.putAll(Map.of(key, "new")));
      uses.add(() -> cache.remove(key));
      uses.add(() -> cache.replace(key, "new"));
      uses.add(() -> cache.invoke(key, (entry, arguments) -> entry.getValue()));
      for (Runnable use : uses) {
        assertThatThrownBy(use::run)
            .isExactlyInstanceOf(CacheException.class)
            .hasCauseInstanceOf(CorruptionException.class)
            .hasMessageContaining("'broken'");
      }
    }
    // A shortened or changed first byte of the key may put it among the index entries, which are
    // passed over.
    if (damagedKey.length > 0 && Byte.toUnsignedInt(damagedKey[0]) >= 0x10) {
      assertThatThrownBy(() -> cache.iterator().next())
          .isInstanceOf(CacheException.class)
          .hasCauseInstanceOf(CorruptionException.class)
          .hasMessageContaining("'broken'");
    }
    cache.clear();
    assertThat(cache.iterator().hasNext()).isFalse();
    cache.put(key, value);
    assertThat(cache.get(key)).isEqualTo(value);
  }

  @RepeatedTest(30)
  void aDamagedIndexLosesNoEntryThatIsFoundByItsBytes(Seed seed) {
    Key key = new Key("the key", new ArrayList<>(List.of(1, 2)));
    cache.put(key, "value");
    byte[] indexEntry;
    try (Cursor cursor = keyspace.cursor()) {
      cursor.next();
      indexEntry = cursor.key();
    }
    keyspace.delete(indexEntry);
    byte[] damaged = damage(indexEntry, seed);
    keyspace.put(damaged, damage(new byte[] {1}, seed));
    assertThat(cache.get(key)).isEqualTo("value");
    assertThat(cache.get(new Key("other", List.of()))).isNull();
    cache.put(key, "value 2");
    assertThat(cache.get(key)).isEqualTo("value 2");
    assertThat(cache.remove(key)).isTrue();
    assertThat(cache.get(key)).isNull();
    cache.clear();
  }
}
