package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link Cursor} does, wherever it comes from. */
@ExtendWith(Seeds.class)
abstract class CursorContract extends Contract {

  /** Opens a view of the keys of one character that {@code keys} consists of. */
  private Source.Opened open(Source source, String keys) {
    NavigableMap<byte[], byte[]> content = new TreeMap<>(Arrays::compareUnsigned);
    keys.chars()
        .mapToObj(Character::toString)
        .forEach(key -> content.put(bytes(key), bytes("value of " + key)));
    return source.open(db, this::settle, content);
  }

  private static void assertOn(Cursor cursor, String key) {
    assertThat(text(cursor.key())).isEqualTo(key);
    assertThat(text(cursor.value())).isEqualTo("value of " + key);
    assertThat(text(cursor.key())).isEqualTo(key);
    assertCopies(cursor::key, bytes(key));
    assertCopies(cursor::value, bytes("value of " + key));
  }

  /**
   * Asserts that a copy changes nothing behind what is copied, and fits into less as far as it can.
   */
  private static void assertCopies(ToIntFunction<byte[]> copying, byte[] expected) {
    for (int room = 0; room <= expected.length + 1; room++) {
      byte[] into = filled(room);
      byte[] copied = into.clone();
      System.arraycopy(expected, 0, copied, 0, Math.min(room, expected.length));
      assertThat(copying.applyAsInt(into)).isEqualTo(expected.length);
      assertThat(into).isEqualTo(copied);
    }
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) '?');
    return bytes;
  }

  private static void assertOnNone(Cursor cursor) {
    assertThatThrownBy(cursor::key)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("on no entry");
    assertThatThrownBy(cursor::value).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> cursor.key(EMPTY)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> cursor.value(EMPTY)).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @EnumSource
  void aNewCursorStandsBeforeTheFirstAndAfterTheLastEntry(Source source) {
    try (Source.Opened opened = open(source, "bdf")) {
      try (Cursor cursor = opened.view().cursor()) {
        assertOnNone(cursor);
        assertThat(cursor.next()).isTrue();
        assertOn(cursor, "b");
      }
      try (Cursor cursor = opened.view().cursor()) {
        assertThat(cursor.previous()).isTrue();
        assertOn(cursor, "f");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCursorComesBackFromBeyondEitherEnd(Source source) {
    try (Source.Opened opened = open(source, "bd");
        Cursor cursor = opened.view().cursor()) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.next()).isTrue();
      assertOn(cursor, "d");
      assertThat(cursor.next()).isFalse();
      assertOnNone(cursor);
      assertThat(cursor.next()).isFalse();
      assertThat(cursor.previous()).isTrue();
      assertOn(cursor, "d");
      assertThat(cursor.previous()).isTrue();
      assertOn(cursor, "b");
      assertThat(cursor.previous()).isFalse();
      assertOnNone(cursor);
      assertThat(cursor.previous()).isFalse();
      assertThat(cursor.next()).isTrue();
      assertOn(cursor, "b");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSeekGoesToTheKeyOrTheOneAfterIt(Source source) {
    try (Source.Opened opened = open(source, "bdf");
        Cursor cursor = opened.view().cursor()) {
      assertThat(cursor.seek(bytes("d"))).isTrue();
      assertOn(cursor, "d");
      assertThat(cursor.seek(bytes("c"))).isTrue();
      assertOn(cursor, "d");
      assertThat(cursor.next()).isTrue();
      assertOn(cursor, "f");
      assertThat(cursor.seek(EMPTY)).isTrue();
      assertOn(cursor, "b");
      assertThat(cursor.previous()).isFalse();
      assertThat(cursor.seek(bytes("g"))).isFalse();
      assertOnNone(cursor);
      assertThat(cursor.next()).isFalse();
      assertThat(cursor.previous()).isTrue();
      assertOn(cursor, "f");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSeekForTheFloorGoesToTheKeyOrTheOneBeforeIt(Source source) {
    try (Source.Opened opened = open(source, "bdf");
        Cursor cursor = opened.view().cursor()) {
      assertThat(cursor.seekFloor(bytes("d"))).isTrue();
      assertOn(cursor, "d");
      assertThat(cursor.seekFloor(bytes("e"))).isTrue();
      assertOn(cursor, "d");
      assertThat(cursor.previous()).isTrue();
      assertOn(cursor, "b");
      assertThat(cursor.seekFloor(bytes("z"))).isTrue();
      assertOn(cursor, "f");
      assertThat(cursor.next()).isFalse();
      assertThat(cursor.seekFloor(bytes("a"))).isFalse();
      assertOnNone(cursor);
      assertThat(cursor.previous()).isFalse();
      assertThat(cursor.next()).isTrue();
      assertOn(cursor, "b");
      assertThat(cursor.seekFloor(EMPTY)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void seeksStayInTheRange(Source source) {
    try (Source.Opened opened = open(source, "abcdefg");
        Cursor cursor = opened.view().cursor(KeyRange.between(bytes("c"), bytes("f")))) {
      assertThat(cursor.seek(bytes("a"))).isTrue();
      assertOn(cursor, "c");
      assertThat(cursor.seek(bytes("e"))).isTrue();
      assertOn(cursor, "e");
      assertThat(cursor.seek(bytes("f"))).isFalse();
      assertThat(cursor.previous()).isTrue();
      assertOn(cursor, "e");
      assertThat(cursor.seekFloor(bytes("g"))).isTrue();
      assertOn(cursor, "e");
      assertThat(cursor.seekFloor(bytes("f"))).isTrue();
      assertOn(cursor, "e");
      assertThat(cursor.seekFloor(bytes("b"))).isFalse();
      assertThat(cursor.next()).isTrue();
      assertOn(cursor, "c");
      assertThat(cursor.previous()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyRangeHasNoEntries(Source source) {
    try (Source.Opened opened = open(source, "abc")) {
      for (KeyRange range :
          List.of(
              KeyRange.between(bytes("b"), bytes("b")),
              KeyRange.between(bytes("c"), bytes("a")),
              KeyRange.lessThan(EMPTY),
              KeyRange.prefix(bytes("bb")))) {
        try (Cursor cursor = opened.view().cursor(range)) {
          assertThat(cursor.next()).isFalse();
          assertThat(cursor.previous()).isFalse();
          assertThat(cursor.seek(bytes("a"))).isFalse();
          assertThat(cursor.seekFloor(bytes("c"))).isFalse();
          assertOnNone(cursor);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anyMovesShowWhatTheMapHas(Source source, Seed seed) {
    NavigableMap<byte[], byte[]> content = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = 0; i < 400; i++) {
      content.put(randomKey(seed), bytes(i % 50 == 0 ? "long value ".repeat(600) : "value" + i));
    }
    try (Source.Opened opened = source.open(db, this::settle, content)) {
      for (int round = 0; round < 20; round++) {
        byte[] a = randomKey(seed);
        byte[] b = randomKey(seed);
        boolean ordered = Arrays.compareUnsigned(a, b) <= 0;
        byte[] from = ordered ? a : b;
        byte[] to = ordered ? b : a;
        try (Cursor cursor = opened.view().cursor(KeyRange.between(from, to))) {
          wander(cursor, content.subMap(from, true, to, false), seed);
        }
      }
    }
  }

  private static byte[] randomKey(Seed seed) {
    return bytes(Integer.toString(seed.between(0, 5_000), 5));
  }

  private static void wander(Cursor cursor, NavigableMap<byte[], byte[]> expected, Seed seed) {
    byte[] at = null;
    byte[] into = new byte[10_000];
    for (int i = 0; i < 60; i++) {
      byte[] target = randomKey(seed);
      boolean on;
      switch (at == null ? seed.between(0, 1) : seed.between(0, 5)) {
        case 0 -> {
          on = cursor.seek(target);
          at = expected.ceilingKey(target);
        }
        case 1 -> {
          on = cursor.seekFloor(target);
          at = expected.floorKey(target);
        }
        case 2, 3 -> {
          on = cursor.next();
          at = expected.higherKey(at);
        }
        default -> {
          on = cursor.previous();
          at = expected.lowerKey(at);
        }
      }
      assertThat(on).isEqualTo(at != null);
      if (on) {
        assertThat(cursor.key()).isEqualTo(at);
        assertThat(cursor.value()).isEqualTo(expected.get(at));
        assertThat(cursor.key(into)).isEqualTo(at.length);
        assertThat(into).startsWith(at);
        assertThat(cursor.value(into)).isEqualTo(expected.get(at).length);
        assertThat(into).startsWith(expected.get(at));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void keysThatAreNoneAreRefusedAndTheCursorStays(Source source) {
    try (Source.Opened opened = open(source, "bd");
        Cursor cursor = opened.view().cursor()) {
      assertThat(cursor.next()).isTrue();
      assertRefusesNull(
          List.of(
              () -> cursor.seek(null),
              () -> cursor.seekFloor(null),
              () -> cursor.key(null),
              () -> cursor.value(null)));
      byte[] tooLong = tooLongKey();
      assertThatThrownBy(() -> cursor.seek(tooLong)).isInstanceOf(LimitException.class);
      assertThatThrownBy(() -> cursor.seekFloor(tooLong)).isInstanceOf(LimitException.class);
      assertOn(cursor, "b");
      byte[] longest = new byte[db.capabilities().keyBytesMax()];
      Arrays.fill(longest, (byte) 'c');
      assertThat(cursor.seek(longest)).isTrue();
      assertOn(cursor, "d");
      assertThat(cursor.seekFloor(longest)).isTrue();
      assertOn(cursor, "b");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCursorThatIsClosedIsNoMoreUse(Source source) {
    try (Source.Opened opened = open(source, "bd")) {
      Cursor cursor = opened.view().cursor();
      assertThat(cursor.next()).isTrue();
      cursor.close();
      cursor.close();
      assertRefused(
          "closed",
          List.of(
              cursor::next,
              cursor::previous,
              () -> cursor.seek(KEY),
              () -> cursor.seekFloor(KEY),
              cursor::key,
              () -> cursor.key(KEY),
              cursor::value,
              () -> cursor.value(KEY)));
      assertThat(opened.view().contains(bytes("b"))).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void severalCursorsDoNotDisturbEachOther(Source source) {
    try (Source.Opened opened = open(source, "abc");
        Cursor one = opened.view().cursor();
        Cursor other = opened.view().cursor()) {
      assertThat(one.next()).isTrue();
      assertThat(other.previous()).isTrue();
      assertOn(one, "a");
      assertOn(other, "c");
      assertThat(one.next()).isTrue();
      assertOn(one, "b");
      other.close();
      assertThat(one.next()).isTrue();
      assertOn(one, "c");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NOW", "SNAPSHOT", "TRANSACTION"})
  void aCursorShowsOneMomentWhateverIsCommittedMeanwhile(Source source) {
    try (Source.Opened opened = open(source, "bdf");
        Cursor cursor = opened.view().cursor()) {
      assertThat(cursor.next()).isTrue();
      Keyspace keyspace = db.keyspace("view");
      keyspace.put(bytes("c"), VALUE);
      keyspace.put(bytes("f"), VALUE);
      keyspace.delete(bytes("d"));
      settle(db);
      assertThat(cursor.next()).isTrue();
      assertOn(cursor, "d");
      assertThat(cursor.next()).isTrue();
      assertOn(cursor, "f");
      assertThat(cursor.next()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NOW", "SNAPSHOT", "TRANSACTION"})
  void aCursorShowsADroppedKeyspaceToItsEnd(Source source) {
    try (Source.Opened opened = open(source, "bdf");
        Cursor cursor = opened.view().cursor()) {
      assertThat(cursor.next()).isTrue();
      db.dropKeyspace("view");
      settle(db);
      assertThat(cursor.next()).isTrue();
      assertOn(cursor, "d");
      assertThat(cursor.next()).isTrue();
      assertOn(cursor, "f");
    }
  }
}
