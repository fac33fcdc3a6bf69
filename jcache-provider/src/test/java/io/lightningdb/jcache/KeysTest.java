package io.lightningdb.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Keyspace;
import io.lightningdb.internal.testing.ChildJvm;
import io.lightningdb.internal.testing.Threads;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which keys are the same key: those that are equal, whatever their bytes. */
@Timeout(120)
@SuppressWarnings({"JavaUtilDate", "JdkObsolete"}) // they may be keys
class KeysTest {

  @TempDir private Path directory;

  /** A key with a field that equals does not look at. */
  record Person(String name, int timesSeen) implements Serializable {
    @Override
    public boolean equals(Object other) {
      return other instanceof Person person && name.equalsIgnoreCase(person.name);
    }

    @Override
    public int hashCode() {
      return name.toLowerCase(java.util.Locale.ROOT).hashCode();
    }
  }

  record Pair(Object a, Object b) implements Serializable {}

  /** A key without equals: two of the same content are one key, as an array is. */
  static final class Plain implements Serializable {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("UnusedVariable") // it is serialized
    private final int content;

    Plain(int content) {
      this.content = content;
    }
  }

  /** A query as an application may cache it: its sets hold enums, whose hash codes change. */
  static final class Query implements Serializable {
    private static final long serialVersionUID = 1;
    private final Set<Object> filters;
    private final String user;

    Query(String user, Object... filters) {
      this.user = user;
      this.filters = new LinkedHashSet<>(Arrays.asList(filters));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Query query
          && filters.equals(query.filters)
          && user.equals(query.user);
    }

    @Override
    public int hashCode() {
      return Objects.hash(filters, user);
    }
  }

  private static String string(String text) {
    return new String(text.toCharArray());
  }

  private static void assertSameKey(Object one, Object other) {
    try (Caches caches = Caches.inMemory()) {
      Cache<Object, String> cache = caches.create("c");
      cache.put(one, "1");
      assertThat(cache.get(other)).isEqualTo("1");
      assertThat(cache.containsKey(other)).isTrue();
      assertThat(cache.getAll(Set.of(other)).values()).containsExactly("1");
      cache.put(other, "2");
      assertThat(cache.get(one)).isEqualTo("2");
      assertThat(cache.putIfAbsent(other, "3")).isFalse();
      int entries = 0;
      for (Cache.Entry<Object, String> entry : cache) {
        assertThat(entry.getValue()).isEqualTo("2");
        entries++;
      }
      assertThat(entries).isEqualTo(1);
      assertThat(cache.remove(other)).isTrue();
      assertThat(cache.get(one)).isNull();
      // Nothing is left of it, neither entry nor index.
      try (var cursor = cache.unwrap(Keyspace.class).cursor()) {
        assertThat(cursor.next()).isFalse();
      }
      cache.putAll(Map.of(other, "4"));
      assertThat(cache.getAndPut(one, "5")).isEqualTo("4");
      cache.removeAll(Set.of(other));
      assertThat(cache.iterator().hasNext()).isFalse();
      cache.put(one, "6");
      cache.clear();
      assertThat(cache.get(other)).isNull();
      cache.put(other, "7");
      cache.removeAll();
      try (var cursor = cache.unwrap(Keyspace.class).cursor()) {
        assertThat(cursor.next()).isFalse();
      }
    }
  }

  @Test
  void equalKeysAreOneEntryWhateverTheirBytes() {
    assertSameKey(new Person("Anna", 1), new Person("ANNA", 2));
    assertSameKey(new ArrayList<>(List.of("a")), new LinkedList<>(List.of("a")));
    assertSameKey(new HashSet<>(List.of(1, 17, 33)), new LinkedHashSet<>(List.of(33, 17, 1)));
    assertSameKey(
        new TreeMap<>(Map.of("a", 1, "b", 2)), new LinkedHashMap<>(Map.of("b", 2, "a", 1)));
    String shared = string("x");
    assertSameKey(new Pair(shared, shared), new Pair(string("x"), string("x")));
    Person sharedPerson = new Person("x", 1);
    assertSameKey(
        new Pair(sharedPerson, sharedPerson), new Pair(new Person("x", 1), new Person("X", 2)));
    assertSameKey(new Query("u", DayOfWeek.MONDAY, 1), new Query("u", 1, DayOfWeek.MONDAY));
    assertSameKey(
        new Pair(String.class, DayOfWeek.MONDAY), new Pair(String.class, DayOfWeek.MONDAY));
  }

  @Test
  void keysWithoutEqualsAreTheirContent() {
    assertSameKey(new byte[] {1, 2}, new byte[] {1, 2});
    assertSameKey(new int[] {1, 2}, new int[] {1, 2});
    assertSameKey(new Plain(1), new Plain(1));
    assertSameKey(new Object[] {"a", 1}, new Object[] {"a", 1});
  }

  @Test
  void theCommonTypesAreTheirOwnKeys() {
    assertSameKey(string("text"), string("text"));
    assertSameKey(1_000_000, Integer.parseInt("1000000"));
    assertSameKey(new BigDecimal("1.0"), new BigDecimal("1.0"));
    assertSameKey(new Date(5), new Date(5));
    assertSameKey(DayOfWeek.MONDAY, DayOfWeek.of(1));
    try (Caches caches = Caches.inMemory()) {
      Cache<Object, Integer> cache = caches.create("c");
      List<Object> different =
          List.of(1, 1L, (short) 1, 1.0, "1", new BigDecimal("1"), new BigDecimal("1.0"), true);
      for (int i = 0; i < different.size(); i++) {
        cache.put(different.get(i), i);
      }
      for (int i = 0; i < different.size(); i++) {
        assertThat(cache.get(different.get(i))).isEqualTo(i);
      }
    }
  }

  @Test
  void keysWithTheSameHashCodeStayApart() {
    try (Caches caches = Caches.inMemory()) {
      Cache<Object, String> cache = caches.create("c");
      // "Aa" and "BB" have the same hash code, and so have lists of them.
      List<List<String>> keys = new ArrayList<>();
      for (String a : List.of("Aa", "BB")) {
        for (String b : List.of("Aa", "BB")) {
          for (String c : List.of("Aa", "BB")) {
            keys.add(new ArrayList<>(List.of(a, b, c)));
          }
        }
      }
      keys.forEach(key -> cache.put(key, key.toString()));
      keys.forEach(key -> assertThat(cache.get(new LinkedList<>(key))).isEqualTo(key.toString()));
      // A processor of one may work on the other.
      cache.invoke(
          keys.get(0),
          (entry, arguments) -> {
            cache.put(new LinkedList<>(keys.get(1)), "from inside");
            return null;
          });
      assertThat(cache.get(keys.get(1))).isEqualTo("from inside");
      cache.removeAll(new HashSet<>(keys));
      assertThat(cache.iterator().hasNext()).isFalse();
    }
  }

  @Test
  void equalKeysOfDifferentBytesExcludeEachOther() {
    try (Caches caches = Caches.inMemory()) {
      Cache<Person, Integer> cache = caches.create("c");
      AtomicInteger created = new AtomicInteger();
      Threads.run(
          8,
          number -> {
            for (int i = 0; i < 200; i++) {
              Person key = new Person(number % 2 == 0 ? "anna" : "ANNA", number * 1_000 + i);
              cache.<Integer>invoke(
                  key,
                  (entry, arguments) -> {
                    if (!entry.exists()) {
                      created.incrementAndGet();
                    }
                    entry.setValue(entry.exists() ? entry.getValue() + 1 : 1);
                    return null;
                  });
            }
          });
      assertThat(cache.get(new Person("Anna", 0))).isEqualTo(1_600);
      assertThat(created).hasValue(1);
    }
  }

  @Test
  void aNewKeyExcludesEqualOnesOfDifferentBytesWhileItIsMade() throws InterruptedException {
    try (Caches caches = Caches.inMemory()) {
      Cache<Person, Integer> cache = caches.create("c");
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch mayEnd = new CountDownLatch(1);
      AtomicInteger secondRuns = new AtomicInteger();
      Thread first =
          Threads.start(
              () ->
                  cache.<Integer>invoke(
                      new Person("anna", 1),
                      (entry, arguments) -> {
                        inside.countDown();
                        try {
                          mayEnd.await();
                        } catch (InterruptedException e) {
                          throw new IllegalStateException(e);
                        }
                        entry.setValue(1);
                        return null;
                      }));
      inside.await();
      Thread second =
          Threads.start(
              () ->
                  cache.<Integer>invoke(
                      new Person("ANNA", 2),
                      (entry, arguments) -> {
                        secondRuns.incrementAndGet();
                        entry.setValue(entry.getValue() + 1);
                        return null;
                      }));
      Thread.sleep(100);
      assertThat(secondRuns).hasValue(0);
      mayEnd.countDown();
      Threads.join(first);
      Threads.join(second);
      assertThat(cache.get(new Person("Anna", 3))).isEqualTo(2);
    }
  }

  @Test
  void equalKeysOfDifferentBytesAreOneHoweverOftenTheyComeAndGo() {
    try (Caches caches = Caches.inMemory()) {
      Cache<Person, Integer> cache = caches.create("c");
      AtomicInteger balance = new AtomicInteger();
      Threads.run(
          6,
          number -> {
            for (int i = 0; i < 200; i++) {
              Person key = new Person(number % 2 == 0 ? "anna" : "ANNA", number * 1_000 + i);
              switch (number % 3) {
                case 0 -> balance.addAndGet(cache.putIfAbsent(key, i) ? 1 : 0);
                case 1 -> balance.addAndGet(cache.remove(key) ? -1 : 0);
                default -> balance.addAndGet(cache.getAndRemove(key) == null ? 0 : -1);
              }
            }
          });
      int entries = 0;
      for (Cache.Entry<Person, Integer> entry : cache) {
        assertThat(entry.getKey().name()).isEqualToIgnoringCase("anna");
        entries++;
      }
      assertThat(entries).isEqualTo(balance.get()).isBetween(0, 1);
    }
  }

  @Test
  void aBatchMayHoldTheSameKeyTwice() {
    try (Caches caches = Caches.inMemory()) {
      Cache<Object, String> cache = caches.create("c");
      Map<Object, String> batch = new LinkedHashMap<>();
      batch.put(new byte[] {1}, "1");
      batch.put(new byte[] {1}, "2");
      batch.put(new Plain(1), "3");
      batch.put(new Plain(1), "4");
      cache.putAll(batch);
      assertThat(cache.get(new byte[] {1})).isEqualTo("2");
      assertThat(cache.get(new Plain(1))).isEqualTo("4");
      cache.removeAll(batch.keySet());
      assertThat(cache.iterator().hasNext()).isFalse();
    }
  }

  private static List<Object> keysThatChangeTheirHashCodes() {
    List<Object> keys = new ArrayList<>();
    for (DayOfWeek day : DayOfWeek.values()) {
      keys.add(day);
      keys.add(new Pair(day, "x"));
      keys.add(new Pair(day, DayOfWeek.class));
      keys.add(List.of(day, TimeUnit.DAYS));
      keys.add(new Query("user", day, TimeUnit.DAYS, "z"));
      keys.add(new HashMap<>(Map.of(day, 1, TimeUnit.HOURS, 2)));
    }
    return keys;
  }

  /** The same keys once more, with other bytes where that is possible. */
  private static List<Object> keysAgain() {
    List<Object> keys = new ArrayList<>();
    for (DayOfWeek day : DayOfWeek.values()) {
      keys.add(day);
      keys.add(new Pair(day, string("x")));
      keys.add(new Pair(day, DayOfWeek.class));
      keys.add(new LinkedList<>(List.of(day, TimeUnit.DAYS)));
      keys.add(new Query("user", "z", TimeUnit.DAYS, day));
      Map<Object, Integer> map = new LinkedHashMap<>();
      map.put(TimeUnit.HOURS, 2);
      map.put(day, 1);
      keys.add(map);
    }
    return keys;
  }

  @Test
  void keysWhoseHashCodesChangeAreFoundByTheNextProcess() {
    try (ChildJvm child = ChildJvm.start(List.of(), Writer.class, directory.toString())) {
      assertThat(child.readAll()).isEqualTo("done\n");
      assertThat(child.waitFor()).isZero();
    }
    List<Object> again = keysAgain();
    try (Caches caches = Caches.in(directory)) {
      Cache<Object, Integer> cache = caches.create("c");
      for (int i = 0; i < again.size(); i++) {
        assertThat(cache.get(again.get(i))).as("%s", again.get(i)).isEqualTo(i);
      }
      for (int i = 0; i < again.size(); i++) {
        cache.put(again.get(i), -i);
      }
      int entries = 0;
      for (Cache.Entry<Object, Integer> ignored : cache) {
        entries++;
      }
      assertThat(entries).isEqualTo(again.size());
      for (Object key : again) {
        assertThat(cache.remove(key)).isTrue();
      }
      // The index is clean, too.
      try (var cursor = cache.unwrap(Keyspace.class).cursor()) {
        assertThat(cursor.next()).isFalse();
      }
    }
  }

  /** Puts keys and ends. */
  static final class Writer {

    private Writer() {}

    public static void main(String[] arguments) {
      try (Caches caches = Caches.in(Path.of(arguments[0]))) {
        Cache<Object, Integer> cache = caches.create("c");
        List<Object> keys = keysThatChangeTheirHashCodes();
        for (int i = 0; i < keys.size(); i++) {
          cache.put(keys.get(i), i);
        }
      }
      System.out.println("done");
    }
  }

  @Test
  void aKeyThatCannotBeStoredIsNamed() {
    try (Caches caches = Caches.inMemory()) {
      Cache<Object, String> cache = caches.create("c");
      Object thread = Collections.singletonList(new Thread());
      assertThatThrownBy(() -> cache.put(thread, "1"))
          .isInstanceOf(CacheException.class)
          .hasMessageContainingAll("cache 'c'", "SingletonList", "java.lang.Thread");
      assertThatThrownBy(() -> cache.get(thread)).isInstanceOf(CacheException.class);
      String tooLong = "x".repeat(70_000);
      assertThatThrownBy(() -> cache.put(tooLong, "1"))
          .isInstanceOf(CacheException.class)
          .hasMessageContainingAll("cache 'c'", "65536", "xxx...");
      assertThatThrownBy(() -> cache.get(tooLong)).isInstanceOf(CacheException.class);
      assertThat(cache.iterator().hasNext()).isFalse();
    }
  }

  @Test
  void aKeysTextIsForMessagesAndMayFail() {
    class Rude implements Serializable {
      private static final long serialVersionUID = 1;

      @Override
      public String toString() {
        throw new IllegalStateException("no text");
      }
    }
    assertThat(io.lightningdb.jcache.store.EntryKeyTexts.show(new Rude())).contains("Rude");
  }

  @Test
  void theOrderOfIterationIsThatOfTheKeys() {
    try (Caches caches = Caches.inMemory()) {
      Cache<String, Integer> cache =
          caches.create(
              "c",
              new MutableConfiguration<String, Integer>().setTypes(String.class, Integer.class));
      for (String key : List.of("b", "ab", "a", "", "ä")) {
        cache.put(key, 0);
      }
      List<String> keys = new ArrayList<>();
      cache.forEach(entry -> keys.add(entry.getKey()));
      assertThat(keys).containsExactly("", "a", "ab", "b", "ä");
    }
  }
}
