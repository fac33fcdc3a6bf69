package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keyspaces and cursors that speak in objects. */
class TypedKeyspaceTest {

  private Database db;
  private Keyspace keyspace;
  private TypedKeyspace<Integer, String> names;

  @BeforeEach
  void open() {
    db = Lightning.openInMemory();
    keyspace = db.createKeyspace("names");
    names = keyspace.typed(KeyCodec.int32(), ValueCodec.utf8());
  }

  @AfterEach
  void close() {
    db.close();
  }

  private static List<String> show(TypedCursor<Integer, String> cursor) {
    List<String> shown = new ArrayList<>();
    try (cursor) {
      while (cursor.next()) {
        shown.add(cursor.key() + "=" + cursor.value());
      }
    }
    return shown;
  }

  @Test
  void entriesAreSetReadAndRemovedAsObjects() {
    assertThat(names.get(7)).isNull();
    assertThat(names.contains(7)).isFalse();
    names.put(7, "seven");
    assertThat(names.get(7)).isEqualTo("seven");
    assertThat(names.contains(7)).isTrue();
    assertThat(names.putIfAbsent(7, "sept")).isFalse();
    assertThat(names.putIfAbsent(-7, "minus seven")).isTrue();
    names.delete(7);
    names.delete(8);
    assertThat(names.get(7)).isNull();
    assertThat(names.get(-7)).isEqualTo("minus seven");
    assertThat(names.keyspace()).isSameAs(keyspace);
  }

  @Test
  void theBytesAreThoseOfTheCodecs() {
    names.put(-1, "ä");
    assertThat(keyspace.get(new byte[] {0x7F, -1, -1, -1})).containsExactly(0xC3, 0xA4);
  }

  @Test
  void cursorsWalkInTheOrderOfTheObjects() {
    for (int number : new int[] {3, -1, 2, 0, -5}) {
      names.put(number, "n" + number);
    }
    assertThat(show(names.cursor())).containsExactly("-5=n-5", "-1=n-1", "0=n0", "2=n2", "3=n3");
    assertThat(show(names.cursor(-1, 3))).containsExactly("-1=n-1", "0=n0", "2=n2");
    assertThat(show(names.cursor(3, -1))).isEmpty();
    assertThat(show(names.cursor(KeyRange.greaterThan(KeyCodec.int32().encode(0)))))
        .containsExactly("2=n2", "3=n3");
  }

  @Test
  void cursorsSeekAndTurn() {
    for (int i = 0; i < 10; i += 2) {
      names.put(i, "n" + i);
    }
    try (TypedCursor<Integer, String> cursor = names.cursor()) {
      assertThat(cursor.seek(3)).isTrue();
      assertThat(cursor.key()).isEqualTo(4);
      assertThat(cursor.seekFloor(3)).isTrue();
      assertThat(cursor.key()).isEqualTo(2);
      assertThat(cursor.previous()).isTrue();
      assertThat(cursor.value()).isEqualTo("n0");
      assertThat(cursor.previous()).isFalse();
      assertThatThrownBy(cursor::key).isInstanceOf(IllegalStateException.class);
      assertThat(cursor.seek(9)).isFalse();
    }
  }

  @Test
  void aClosedCursorIsNoMoreUse() {
    TypedCursor<Integer, String> cursor = names.cursor();
    cursor.close();
    assertThatThrownBy(cursor::next).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void bytesThatAreNoKeyOrNoValueAreRefused() {
    keyspace.put(new byte[] {1, 2}, new byte[0]);
    try (TypedCursor<Integer, String> cursor = names.cursor()) {
      assertThat(cursor.next()).isTrue();
      assertThatThrownBy(cursor::key)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("4 bytes");
    }
    TypedKeyspace<Integer, Long> numbers = keyspace.typed(KeyCodec.int32(), ValueCodec.int64());
    names.put(1, "text");
    assertThatThrownBy(() -> numbers.get(1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nullIsNoKeyAndNoValue() {
    assertThatThrownBy(() -> names.get(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> names.put(null, "x")).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> names.put(1, null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> names.cursor(1, null)).isInstanceOf(NullPointerException.class);
    assertThat(names.contains(1)).isFalse();
  }
}
