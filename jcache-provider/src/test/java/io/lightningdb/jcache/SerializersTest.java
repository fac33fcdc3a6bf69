package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.jcache.spi.Serializer;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How values become bytes and come back: by value, with the manager's class loader, filtered. */
@Timeout(60)
class SerializersTest {

  @TempDir private Path directory;

  record City(String name, List<String> streets) implements Serializable {}

  /** Not serializable for Java, but for the serializer below. */
  static final class Text {
    final String text;

    Text(String text) {
      this.text = text;
    }
  }

  /** Writes texts in capitals. */
  public static final class TextSerializer implements Serializer<Text>, Closeable {
    static final AtomicInteger CLOSED = new AtomicInteger();

    @Override
    public byte[] serialize(Text value) throws IOException {
      if (value.text.isEmpty()) {
        throw new IOException("an empty text");
      }
      return value.text.toUpperCase(java.util.Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Text deserialize(byte[] bytes, ClassLoader classLoader) throws IOException {
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (text.equals("BAD")) {
        throw new IOException("a bad text");
      }
      return new Text(text);
    }

    @Override
    public void close() {
      CLOSED.incrementAndGet();
    }
  }

  @Test
  void valuesAreStoredByValue() {
    try (Caches caches = Caches.inMemory()) {
      Cache<String, ArrayList<String>> cache = caches.create("c");
      ArrayList<String> list = new ArrayList<>(List.of("a"));
      cache.put("k", list);
      list.add("after");
      assertThat(cache.get("k")).containsExactly("a").isNotSameAs(cache.get("k"));
      cache.get("k").add("to a copy");
      assertThat(cache.get("k")).containsExactly("a");
      assertThat(cache.getAll(java.util.Set.of("k"))).isEqualTo(Map.of("k", List.of("a")));
    }
  }

  @Test
  void aValueThatIsNotSerializableIsNamedAndChangesNothing() {
    try (Caches caches = Caches.inMemory()) {
      Cache<String, Object> cache = caches.create("c");
      cache.put("k", "old");
      for (Runnable use :
          new Runnable[] {
            () -> cache.put("k", new Text("x")),
            () -> cache.putAll(Map.of("k", new Text("x"))),
            () -> cache.replace("k", "old", new Text("x")),
          }) {
        assertThatThrownBy(use::run)
            .isInstanceOf(CacheException.class)
            .hasMessageContainingAll("cache 'c'", "'k'", Text.class.getName(), "not Serializable");
      }
      assertThat(cache.get("k")).isEqualTo("old");
    }
  }

  @Test
  void equalValuesAreComparedByEqualsOrByTheirBytes() {
    class NoEquals implements Serializable {
      private static final long serialVersionUID = 1;
    }
    try (Caches caches = Caches.inMemory()) {
      Cache<String, Object> cache = caches.create("c");
      cache.put("k", new TreeMapValue());
      assertThat(cache.replace("k", new TreeMapValue(), new byte[] {1})).isTrue();
      assertThat(cache.replace("k", new byte[] {2}, "no")).isFalse();
      assertThat(cache.replace("k", new byte[] {1}, new ArrayList<>(List.of(1)))).isTrue();
      // Equal, though of other bytes.
      assertThat(cache.remove("k", List.of(1))).isTrue();
      assertThatThrownBy(() -> cache.put("k", new NoEquals())).isInstanceOf(CacheException.class);
    }
  }

  /** A class without equals. */
  static final class TreeMapValue implements Serializable {
    private static final long serialVersionUID = 1;
  }

  @Test
  void aSerializerOfTheApplicationServesTheValues() {
    int closedBefore = TextSerializer.CLOSED.get();
    try (Caches caches = Caches.in(directory)) {
      Cache<String, Text> cache =
          caches.create(
              "c",
              new MutableLightningConfiguration<String, Text>()
                  .setSerializerFactory(TextSerializer::new));
      cache.put("k", new Text("text"));
      cache.put("bad", new Text("bad"));
      assertThat(cache.get("k").text).isEqualTo("TEXT");
      assertThatThrownBy(() -> cache.put("k", new Text("")))
          .isInstanceOf(CacheException.class)
          .hasMessageContainingAll("cache 'c'", "serializer", "an empty text");
      assertThatThrownBy(() -> cache.get("bad"))
          .isInstanceOf(CacheException.class)
          .hasMessageContainingAll("cache 'c'", "'bad'", "a bad text");
      // What cannot be read can be replaced and removed.
      cache.put("bad", new Text("good"));
      assertThat(cache.get("bad").text).isEqualTo("GOOD");
      caches.reopen();
      assertThat(TextSerializer.CLOSED.get()).isEqualTo(closedBefore + 1);
      Cache<String, Text> without = caches.create("c");
      assertThatThrownBy(() -> without.get("k"))
          .isInstanceOf(CacheException.class)
          .hasMessageContaining("serializer of its own");
    }
    Properties properties = new Properties();
    properties.setProperty("cache.c.serializer", TextSerializer.class.getName());
    try (LightningCachingProvider provider = new LightningCachingProvider()) {
      CacheManager manager =
          provider.getCacheManager(URI.create("lightning:" + directory), null, properties);
      Cache<String, Text> cache =
          manager.createCache("c", new MutableConfiguration<String, Text>());
      assertThat(cache.get("k").text).isEqualTo("TEXT");
    }
  }

  @Test
  void theFilterOfACacheKeepsClassesOut() {
    try (Caches caches = Caches.in(directory)) {
      caches.create("c").put("k", new City("Ulm", List.of("Hirschstraße")));
      caches.reopen();
      Cache<String, City> strict =
          caches.create(
              "c",
              new MutableLightningConfiguration<String, City>().setSerialFilter("java.base/*;!*"));
      assertThatThrownBy(() -> strict.get("k"))
          .isInstanceOf(CacheException.class)
          .hasMessageContainingAll("cache 'c'", City.class.getName(), "not let in by the filter");
      assertThatThrownBy(
              () -> new MutableLightningConfiguration<String, City>().setSerialFilter("maxdepth=x"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("maxdepth=x");
    }
  }

  /** Loads this test's own classes once more, instead of asking its parent. */
  static final class Reloading extends URLClassLoader {

    Reloading() {
      super(new URL[0], SerializersTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(SerializersTest.class.getName() + "$City")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? define(name) : loaded;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in =
          getParent().getResourceAsStream(name.replace('.', '/').concat(".class"))) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @Test
  void valuesAreReadWithTheManagersClassLoader() throws Exception {
    try (Caches caches = Caches.in(directory);
        Reloading loader = new Reloading()) {
      caches.create("c").put("k", new City("Ulm", List.of()));
      CacheManager other = caches.provider.getCacheManager(caches.uri, loader);
      Object read = other.createCache("c", new MutableConfiguration<>()).get("k");
      assertThat(read.getClass().getName()).isEqualTo(City.class.getName());
      assertThat(read.getClass()).isNotSameAs(City.class);
      assertThat(read.getClass().getClassLoader()).isSameAs(loader);
    }
  }

  @Test
  void aClassThatIsGoneIsNamedAndTheEntryCanBeReplaced() {
    try (Caches caches = Caches.in(directory)) {
      caches.create("c").put("k", new City("Ulm", List.of()));
      CacheManager other =
          caches.provider.getCacheManager(caches.uri, ClassLoader.getPlatformClassLoader());
      Cache<Object, Object> cache = other.createCache("c", new MutableConfiguration<>());
      assertThatThrownBy(() -> cache.get("k"))
          .isInstanceOf(CacheException.class)
          .hasMessageContainingAll("cache 'c'", "'k'", City.class.getName(), "class loader");
      assertThat(cache.containsKey("k")).isTrue();
      cache.put("k", "new");
      assertThat(cache.get("k")).isEqualTo("new");
    }
  }
}
