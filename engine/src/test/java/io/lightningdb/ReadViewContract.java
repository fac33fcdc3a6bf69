package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link ReadView} does, wherever it comes from. */
abstract class ReadViewContract extends Contract {

  private Source.Opened open(Source source, NavigableMap<byte[], byte[]> content) {
    return source.open(db, this::settle, content);
  }

  private static NavigableMap<byte[], byte[]> numbers(int count) {
    NavigableMap<byte[], byte[]> content = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = 0; i < count; i++) {
      content.put(bytes("key%05d".formatted(i)), bytes("value" + i));
    }
    return content;
  }

  private static NavigableMap<byte[], byte[]> special() {
    NavigableMap<byte[], byte[]> content = new TreeMap<>(Arrays::compareUnsigned);
    content.put(EMPTY, bytes("of the empty key"));
    content.put(new byte[] {0}, EMPTY);
    content.put(new byte[] {0, 0}, new byte[] {0});
    content.put(new byte[] {-1, -1, -1}, new byte[100_000]);
    return content;
  }

  @ParameterizedTest
  @EnumSource
  void whatIsThereIsFoundAndNothingElse(Source source) {
    NavigableMap<byte[], byte[]> content = numbers(500);
    content.putAll(special());
    try (Source.Opened opened = open(source, content)) {
      ReadView view = opened.view();
      content.forEach(
          (key, value) -> {
            assertThat(view.get(key)).isEqualTo(value);
            assertThat(view.contains(key)).isTrue();
            byte[] longer = Arrays.copyOf(key, key.length + 3);
            assertThat(view.get(longer)).isNull();
            assertThat(view.contains(longer)).isFalse();
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsFoundWhereThereIsNothing(Source source) {
    try (Source.Opened opened = open(source, numbers(0))) {
      assertThat(opened.view().get(KEY)).isNull();
      assertThat(opened.view().contains(EMPTY)).isFalse();
      assertThat(opened.view().getAll(List.of(KEY, EMPTY))).containsExactly(null, null);
      try (Cursor cursor = opened.view().cursor()) {
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.previous()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void severalKeysAreReadInTheOrderInWhichTheyAreGiven(Source source) {
    try (Source.Opened opened = open(source, numbers(20))) {
      ReadView view = opened.view();
      List<byte[]> found =
          view.getAll(
              List.of(bytes("key00007"), bytes("nobody"), bytes("key00003"), bytes("key00007")));
      assertThat(found).hasSize(4);
      assertThat(found.get(0)).isEqualTo(bytes("value7"));
      assertThat(found.get(1)).isNull();
      assertThat(found.get(2)).isEqualTo(bytes("value3"));
      assertThat(found.get(3)).isEqualTo(bytes("value7"));
      assertThat(view.getAll(List.of())).isEmpty();
      assertThat(view.getAll(new ArrayList<>(numbers(20).keySet()))).hasSize(20);
    }
  }

  @ParameterizedTest
  @EnumSource
  void severalKeysAreReadAsOneByOne(Source source) {
    NavigableMap<byte[], byte[]> content = numbers(500);
    content.putAll(special());
    List<byte[]> candidates = new ArrayList<>(content.keySet());
    for (byte[] key : content.keySet()) {
      candidates.add(Arrays.copyOf(key, key.length + 3));
    }
    Random random = new Random(7);
    try (Source.Opened opened = open(source, content)) {
      for (int round = 0; round < 50; round++) {
        List<byte[]> keys = new ArrayList<>();
        for (int i = random.nextInt(round % 2 == 0 ? 5 : 600); i > 0; i--) {
          keys.add(candidates.get(random.nextInt(candidates.size())));
        }
        List<byte[]> found = opened.view().getAll(keys);
        assertThat(found).hasSameSizeAs(keys);
        for (int i = 0; i < keys.size(); i++) {
          assertThat(found.get(i)).isEqualTo(content.get(keys.get(i)));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsReturnedIsTheCallers(Source source) {
    try (Source.Opened opened = open(source, numbers(3))) {
      byte[] key = bytes("key00001");
      opened.view().get(key)[0] = 'X';
      opened.view().getAll(List.of(key, key)).get(0)[0] = 'X';
      List<byte[]> twice = opened.view().getAll(List.of(key, key));
      twice.get(0)[0] = 'X';
      assertThat(twice.get(1)).isEqualTo(bytes("value1"));
      try (Cursor cursor = opened.view().cursor(KeyRange.only(key))) {
        assertThat(cursor.next()).isTrue();
        cursor.key()[0] = 'X';
        cursor.value()[0] = 'X';
        assertThat(cursor.key()).isEqualTo(key);
        assertThat(cursor.value()).isEqualTo(bytes("value1"));
      }
      assertThat(opened.view().get(key)).isEqualTo(bytes("value1"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCursorShowsTheRangeInOrder(Source source) {
    NavigableMap<byte[], byte[]> content = numbers(300);
    try (Source.Opened opened = open(source, content)) {
      byte[] from = bytes("key00050");
      byte[] to = bytes("key00250");
      assertShows(opened.view(), KeyRange.all(), content);
      assertShows(opened.view(), KeyRange.between(from, to), content.subMap(from, to));
      assertShows(opened.view(), KeyRange.atLeast(from), content.tailMap(from, true));
      assertShows(opened.view(), KeyRange.greaterThan(from), content.tailMap(from, false));
      assertShows(opened.view(), KeyRange.lessThan(to), content.headMap(to, false));
      assertShows(opened.view(), KeyRange.atMost(to), content.headMap(to, true));
      assertShows(opened.view(), KeyRange.only(from), content.subMap(from, true, from, true));
      assertShows(
          opened.view(),
          KeyRange.prefix(bytes("key001")),
          content.subMap(bytes("key001"), bytes("key002")));
      assertShows(opened.view(), KeyRange.prefix(bytes("nobody")), numbers(0));
      assertShows(opened.view(), KeyRange.between(to, from), numbers(0));
    }
  }

  private static void assertShows(
      ReadView view, KeyRange range, SortedMap<byte[], byte[]> expected) {
    List<String> found = new ArrayList<>();
    List<String> foundBackwards = new ArrayList<>();
    try (Cursor cursor = view.cursor(range)) {
      while (cursor.next()) {
        found.add(text(cursor.key()) + "=" + text(cursor.value()));
      }
      while (cursor.previous()) {
        foundBackwards.add(0, text(cursor.key()) + "=" + text(cursor.value()));
      }
    }
    List<String> all = new ArrayList<>();
    expected.forEach((key, value) -> all.add(text(key) + "=" + text(value)));
    assertThat(found).as("%s", range).isEqualTo(all);
    assertThat(foundBackwards).as("%s backwards", range).isEqualTo(all);
  }

  @ParameterizedTest
  @EnumSource
  void keysThatAreNoneAreRefused(Source source) {
    try (Source.Opened opened = open(source, numbers(3))) {
      ReadView view = opened.view();
      assertRefusesNull(
          List.of(
              () -> view.get(null),
              () -> view.contains(null),
              () -> view.getAll(null),
              () -> view.getAll(Arrays.asList(KEY, null)),
              () -> view.cursor(null)));
      byte[] tooLong = tooLongKey();
      assertThatThrownBy(() -> view.get(tooLong)).isInstanceOf(LimitException.class);
      assertThatThrownBy(() -> view.contains(tooLong)).isInstanceOf(LimitException.class);
      assertThatThrownBy(() -> view.getAll(List.of(KEY, tooLong)))
          .isInstanceOf(LimitException.class);
      byte[] longest = new byte[db.capabilities().keyBytesMax()];
      assertThat(view.get(longest)).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOW")
  void nothingIsReadAfterWhatTheViewComesFromIsOver(Source source) {
    Source.Opened opened = open(source, numbers(3));
    Cursor cursor = opened.view().cursor();
    assertThat(cursor.next()).isTrue();
    opened.close();
    opened.close();
    assertRefused(source == Source.SNAPSHOT ? "closed" : "over", uses(opened.view()));
    assertRefused("closed", List.of(cursor::next, cursor::key, cursor::value));
    cursor.close();
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsReadAfterTheDatabaseIsClosed(Source source) {
    Source.Opened opened = open(source, numbers(3));
    Cursor cursor = opened.view().cursor();
    assertThat(cursor.next()).isTrue();
    db.close();
    assertRefused("closed", uses(opened.view()));
    assertRefused("closed", List.of(cursor::next, cursor::key, cursor::value));
    cursor.close();
    opened.close();
  }

  private static List<ThrowingCallable> uses(ReadView view) {
    return List.of(
        () -> view.get(KEY),
        () -> view.contains(KEY),
        () -> view.getAll(List.of(KEY)),
        () -> view.getAll(List.of()),
        () -> view.cursor(),
        () -> view.cursor(KeyRange.only(KEY)));
  }
}
