package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Database;
import io.lightningdb.Durability;
import io.lightningdb.Keyspace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Creating, finding, closing and destroying caches; their names, types and configurations. */
@Timeout(60)
class CachesOfAManagerTest {

  @TempDir private Path directory;

  @Test
  void createCacheAttachesToWhatAFormerRunLeft() {
    try (Caches caches = Caches.in(directory)) {
      Cache<String, Integer> cache = caches.create("c");
      cache.put("a", 1);
      caches.reopen();
      assertThat(caches.manager().getCacheNames()).isEmpty();
      assertThat(caches.manager().<String, Integer>getCache("c")).isNull();
      Cache<String, Integer> again =
          caches.create(
              "c", new MutableConfiguration<String, Integer>().setStatisticsEnabled(true));
      assertThat(again.get("a")).isEqualTo(1);
      assertThat(caches.configuration(again).isStatisticsEnabled()).isTrue();
    }
  }

  @Test
  void aClosedCacheLeavesTheNamesAndKeepsItsEntries() {
    try (Caches caches = Caches.inMemory()) {
      Cache<String, Integer> cache = caches.create("c");
      cache.put("a", 1);
      cache.close();
      assertThat(caches.manager().getCacheNames()).isEmpty();
      assertThat(caches.manager().<String, Integer>getCache("c")).isNull();
      Cache<String, Integer> again = caches.create("c");
      assertThat(again.get("a")).isEqualTo(1);
      assertThatThrownBy(() -> caches.create("c"))
          .isInstanceOf(CacheException.class)
          .hasMessageContaining("'c' already");
    }
  }

  @Test
  void destroyCacheDropsTheKeyspaceForAllManagers() {
    try (Caches one = Caches.in(directory);
        Caches other = Caches.in(directory)) {
      one.create("c").put("a", 1);
      Cache<Object, Object> same = other.create("c");
      one.manager().destroyCache("c");
      one.manager().destroyCache("c");
      one.manager().destroyCache("never there");
      assertThat(one.manager().unwrap(Database.class).keyspaceNames()).isEmpty();
      assertThat(same.isClosed()).isTrue();
      assertThat(other.manager().getCacheNames()).isEmpty();
      Cache<Object, Object> fresh = other.create("c");
      assertThat(fresh.containsKey("a")).isFalse();
      fresh.put("a", 2);
    }
  }

  @Test
  void anyStringIsAName() {
    List<String> names =
        List.of(
            "plain",
            "com.acme.User.roles",
            "Service.find(java.lang.String,int)",
            "a/b",
            "..",
            "../../etc/passwd",
            "case",
            "CASE",
            "javax.cache",
            "quote\"star*question?comma,colon:equals=new\nline",
            "ünïcödé \uD83D\uDE00",
            "x".repeat(200),
            "x".repeat(5_000),
            "",
            " ",
            "lone surrogate \uD800",
            "lone surrogate \uD801",
            "\0");
    try (Caches caches = Caches.in(directory)) {
      for (int i = 0; i < names.size(); i++) {
        Cache<String, Integer> cache =
            caches.create(
                names.get(i),
                new MutableConfiguration<String, Integer>()
                    .setStatisticsEnabled(true)
                    .setManagementEnabled(true));
        assertThat(cache.getName()).isEqualTo(names.get(i));
        cache.put("a", i);
      }
      assertThat(caches.manager().getCacheNames()).containsExactlyInAnyOrderElementsOf(names);
      caches.reopen();
      for (int i = 0; i < names.size(); i++) {
        assertThat(caches.<String, Integer>create(names.get(i)).get("a")).isEqualTo(i);
      }
    }
  }

  @Test
  void aKeyspaceThatIsNoCacheIsNotTakenOver() {
    try (Caches caches = Caches.inMemory()) {
      Database db = caches.manager().unwrap(Database.class);
      Keyspace keyspace = db.createKeyspace("mine");
      keyspace.put(new byte[] {1}, new byte[] {2});
      assertThatThrownBy(() -> caches.create("mine"))
          .isInstanceOf(CacheException.class)
          .hasMessageContaining("'mine' was not made by JCache");
      assertThat(keyspace.get(new byte[] {1})).containsExactly(2);
      caches.manager().destroyCache("mine");
      assertThat(db.findKeyspace("mine")).isPresent();
    }
  }

  @Test
  void aCacheOfANewerFormatIsRefused() {
    try (Caches caches = Caches.inMemory()) {
      caches
          .manager()
          .unwrap(Database.class)
          .createKeyspace(
              "newer",
              io.lightningdb.KeyspaceOptions.builder()
                  .attribute(CacheKeyspaces.FORMAT, "2")
                  .build());
      assertThatThrownBy(() -> caches.create("newer"))
          .isInstanceOf(CacheException.class)
          .hasMessageContaining("format 2");
    }
  }

  @Test
  void theTypesOfAFormerRunAreChecked() {
    try (Caches caches = Caches.in(directory)) {
      MutableConfiguration<String, Integer> typed =
          new MutableConfiguration<String, Integer>().setTypes(String.class, Integer.class);
      Cache<String, Integer> cache = caches.create("c", typed);
      cache.put("a", 1);
      caches.reopen();
      MutableConfiguration<String, Long> others =
          new MutableConfiguration<String, Long>().setTypes(String.class, Long.class);
      assertThatThrownBy(() -> caches.create("c", others))
          .isInstanceOf(CacheException.class)
          .hasMessageContainingAll("'c'", "java.lang.Integer", "java.lang.Long");
      // Without types, and with the same ones, there is nothing to check.
      caches.create("c").close();
      caches.create("c", typed).clear();
      caches.reopen();
      // An empty cache takes other types.
      Cache<String, Long> changed = caches.create("c", others);
      changed.put("a", 2L);
      assertThat(changed.get("a")).isEqualTo(2L);
    }
  }

  @Test
  void typesAreCheckedWhenACacheIsFoundAndUsed() {
    try (Caches caches = Caches.inMemory()) {
      CacheManager manager = caches.manager();
      caches.create(
          "typed",
          new MutableConfiguration<String, Integer>().setTypes(String.class, Integer.class));
      caches.create("untyped");
      assertThat(manager.getCache("typed", String.class, Integer.class)).isNotNull();
      assertThat(manager.<Object, Object>getCache("typed")).isNotNull();
      assertThat(manager.getCache("none", String.class, Integer.class)).isNull();
      assertThatThrownBy(() -> manager.getCache("typed", String.class, Long.class))
          .isInstanceOf(ClassCastException.class)
          .hasMessageContainingAll("java.lang.Integer", "java.lang.Long");
      assertThatThrownBy(() -> manager.getCache("untyped", String.class, Long.class))
          .isInstanceOf(ClassCastException.class);
      assertThatThrownBy(() -> manager.getCache("typed", null, Integer.class))
          .isInstanceOf(NullPointerException.class);
      Cache<Object, Object> raw = manager.getCache("typed");
      assertThatThrownBy(() -> raw.put(1, 1))
          .isInstanceOf(ClassCastException.class)
          .hasMessageContainingAll("keys of cache 'typed'", "java.lang.Integer");
      assertThatThrownBy(() -> raw.put("a", "b")).isInstanceOf(ClassCastException.class);
      assertThatThrownBy(() -> raw.putAll(Map.of("a", 1, 2, 2)))
          .isInstanceOf(ClassCastException.class);
      assertThatThrownBy(() -> raw.get(1)).isInstanceOf(ClassCastException.class);
      assertThatThrownBy(() -> raw.getAll(Set.of(1))).isInstanceOf(ClassCastException.class);
      assertThat(raw.iterator().hasNext()).isFalse();
    }
  }

  @Test
  void nullsAreRefusedEverywhereAndNothingIsDone() {
    try (Caches caches = Caches.inMemory()) {
      Cache<String, String> cache = caches.create("c");
      java.util.HashMap<String, String> nullValue = new java.util.HashMap<>();
      nullValue.put("a", "1");
      nullValue.put("b", null);
      java.util.HashMap<String, String> nullKey = new java.util.HashMap<>();
      nullKey.put("a", "1");
      nullKey.put(null, "1");
      for (Runnable operation :
          new Runnable[] {
            () -> cache.get(null),
            () -> cache.getAll(null),
            () -> cache.getAll(nullKey.keySet()),
            () -> cache.containsKey(null),
            () -> cache.put(null, "1"),
            () -> cache.put("a", null),
            () -> cache.getAndPut("a", null),
            () -> cache.putAll(null),
            () -> cache.putAll(nullValue),
            () -> cache.putAll(nullKey),
            () -> cache.putIfAbsent("a", null),
            () -> cache.remove(null),
            () -> cache.remove("a", null),
            () -> cache.replace("a", null),
            () -> cache.replace("a", null, "1"),
            () -> cache.replace("a", "1", null),
            () -> cache.getAndReplace("a", null),
            () -> cache.getAndRemove(null),
            () -> cache.removeAll(null),
            () -> cache.removeAll(nullKey.keySet()),
            () -> caches.manager().createCache(null, new MutableConfiguration<>()),
            () -> caches.manager().createCache("d", null)
          }) {
        assertThatThrownBy(operation::run).isInstanceOf(NullPointerException.class);
      }
      assertThat(cache.iterator().hasNext()).isFalse();
    }
  }

  @Test
  void theConfigurationIsACopyThatCannotBeChanged() {
    try (Caches caches = Caches.inMemory()) {
      MutableLightningConfiguration<String, String> configuration =
          new MutableLightningConfiguration<String, String>()
              .setDurability(Durability.ASYNC)
              .setSerialFilter("java.base/*;!*")
              .setLockTimeout(Duration.ofSeconds(1));
      configuration.setTypes(String.class, String.class);
      Cache<String, String> cache = caches.create("c", configuration);
      configuration.setDurability(Durability.SYNC).setStatisticsEnabled(true);
      LightningConfiguration<String, String> given = caches.configuration(cache);
      assertThat(given.getDurability()).isEqualTo(Durability.ASYNC);
      assertThat(given.getSerialFilter()).isEqualTo("java.base/*;!*");
      assertThat(given.getLockTimeout()).hasSeconds(1);
      assertThat(given.isStatisticsEnabled()).isFalse();
      assertThat(given.isStoreByValue()).isTrue();
      assertThat(given.getKeyType()).isEqualTo(String.class);
      assertThat(given).isNotInstanceOf(MutableConfiguration.class);
      assertThat(given).isEqualTo(caches.configuration(cache));
      assertThat(given).hasSameHashCodeAs(caches.configuration(cache));
      assertThatThrownBy(() -> given.getCacheEntryListenerConfigurations().iterator().remove())
          .isInstanceOf(RuntimeException.class);
      caches.manager().enableStatistics("c", true);
      caches.manager().enableManagement("c", true);
      assertThat(caches.configuration(cache).isStatisticsEnabled()).isTrue();
      assertThat(caches.configuration(cache).isManagementEnabled()).isTrue();
      for (Class<?> type : List.of(Configuration.class, CompleteConfiguration.class)) {
        assertThat(configuration(cache, type)).isEqualTo(caches.configuration(cache));
      }
      assertThatThrownBy(() -> configuration(cache, MutableConfiguration.class))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("MutableConfiguration");
      MutableLightningConfiguration<String, String> copy =
          new MutableLightningConfiguration<>(given);
      assertThat(copy.getDurability()).isEqualTo(Durability.ASYNC);
      assertThat(copy).isEqualTo(new MutableLightningConfiguration<>(given));
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // a class has no type arguments
  private static Object configuration(Cache<String, String> cache, Class<?> type) {
    return cache.getConfiguration((Class) type);
  }

  @Test
  void aPlainConfigurationWillDo() {
    try (Caches caches = Caches.inMemory()) {
      Configuration<String, Integer> plain =
          new Configuration<>() {
            @Override
            public Class<String> getKeyType() {
              return String.class;
            }

            @Override
            public Class<Integer> getValueType() {
              return Integer.class;
            }

            @Override
            public boolean isStoreByValue() {
              return true;
            }
          };
      caches.create("c", plain).put("a", 1);
      assertThat(caches.manager().getCache("c", String.class, Integer.class).get("a")).isEqualTo(1);
    }
  }

  @Test
  void storingByReferenceIsRefused() {
    try (Caches caches = Caches.inMemory()) {
      assertThatThrownBy(
              () -> caches.create("c", new MutableConfiguration<>().setStoreByValue(false)))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThat(caches.manager().unwrap(Database.class).keyspaceNames()).isEmpty();
    }
  }

  @Test
  void aFactoryThatFailsLeavesNoCacheBehind() {
    try (Caches caches = Caches.inMemory()) {
      assertThatThrownBy(
              () ->
                  caches.create(
                      "c",
                      new MutableConfiguration<String, String>()
                          .setExpiryPolicyFactory(
                              () -> {
                                throw new IllegalStateException("factory");
                              })))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("factory");
      assertThat(caches.manager().getCacheNames()).isEmpty();
      caches.create("c").put("a", 1);
    }
  }

  @Test
  void cachesAndManagersUnwrapToWhatIsBeneath() {
    try (Caches caches = Caches.inMemory()) {
      Cache<String, Integer> cache = caches.create("c");
      assertThat(cache.unwrap(Keyspace.class).name()).isEqualTo("c");
      assertThat(cache.unwrap(Database.class)).isSameAs(caches.manager().unwrap(Database.class));
      assertThat((Object) cache.unwrap(Cache.class)).isSameAs(cache);
      assertThat(caches.manager().unwrap(CacheManager.class)).isSameAs(caches.manager());
      assertThatThrownBy(() -> cache.unwrap(String.class))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("java.lang.String");
      assertThatThrownBy(() -> caches.manager().unwrap(String.class))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
