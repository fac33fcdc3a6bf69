package io.lightningdb.jdbc.internal.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Cursor;
import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.jdbc.TestDatabase;
import io.lightningdb.jdbc.internal.row.PageDecoder.KeyPart;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What SQL writes, read by docs/design/row.md alone. */
@ExtendWith(Seeds.class)
class RowPageTest {

  private static final List<ColumnType> TYPES = RandomValues.TYPES;
  private static final List<String> NAMES =
      TYPES.stream().map(type -> type.type().sqlName()).toList();

  private final TestDatabase db = new TestDatabase();

  @AfterEach
  void close() {
    db.close();
  }

  private Keyspace keyspace(String prefix) throws SQLException {
    Database database = db.connection().unwrap(Database.class);
    String name =
        database.keyspaceNames().stream()
            .filter(each -> each.startsWith(prefix))
            .findAny()
            .orElseThrow();
    return database.keyspace(name);
  }

  private static String columns(String suffix) {
    return IntStream.range(0, TYPES.size())
        .mapToObj(i -> "c" + i + " " + TYPES.get(i) + suffix)
        .collect(Collectors.joining(", "));
  }

  private static List<Object> values(Seed seed, boolean nulls) {
    RandomValues random = new RandomValues(seed);
    List<Object> values = new ArrayList<>();
    for (ColumnType type : TYPES) {
      values.add(nulls && seed.oneIn(4) ? null : random.value(type));
    }
    return values;
  }

  private static String marks(int count) {
    return String.join(", ", "?".repeat(count).split(""));
  }

  /** Compares what was decoded from a key, which keeps neither scales nor offsets. */
  private static void assertKey(List<Object> decoded, List<Object> expected) {
    assertThat(decoded).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      Object value = expected.get(i);
      if (value instanceof BigDecimal number) {
        assertThat((BigDecimal) decoded.get(i)).isEqualByComparingTo(number);
      } else if (value instanceof OffsetDateTime moment) {
        assertThat(((OffsetDateTime) decoded.get(i)).toInstant()).isEqualTo(moment.toInstant());
      } else {
        assertThat(decoded.get(i)).isEqualTo(value);
      }
    }
  }

  @RepeatedTest(20)
  void rowsOfAllTypes(Seed seed) throws SQLException {
    db.execute("CREATE TABLE t (k BIGINT PRIMARY KEY, " + columns("") + ")");
    List<List<Object>> rows = new ArrayList<>();
    for (long k = -3; k <= 3; k++) {
      List<Object> row = values(seed, true);
      rows.add(row);
      List<Object> parameters = new ArrayList<>(row);
      parameters.add(0, k);
      db.execute("INSERT INTO t VALUES (" + marks(TYPES.size() + 1) + ")", parameters.toArray());
    }
    try (Cursor cursor = keyspace("t").cursor()) {
      for (long k = -3; k <= 3; k++) {
        assertThat(cursor.next()).isTrue();
        List<KeyPart> parts = List.of(new KeyPart("BIGINT", false, false));
        assertThat(PageDecoder.key(cursor.key(), parts, null)).containsExactly(k);
        assertThat(PageDecoder.row(cursor.key(), cursor.value(), NAMES).toArray())
            .isEqualTo(rows.get((int) k + 3).toArray());
      }
    }
  }

  @Test
  void aRowMayHaveFewerColumnsThanItsTable() throws SQLException {
    db.execute("CREATE TABLE t (k BIGINT PRIMARY KEY, a INTEGER)");
    db.execute("INSERT INTO t VALUES (1, 2)");
    db.execute("ALTER TABLE t ADD COLUMN b VARCHAR DEFAULT 'new'");
    try (Cursor cursor = keyspace("t").cursor()) {
      cursor.next();
      assertThat(PageDecoder.row(cursor.key(), cursor.value(), List.of("INTEGER", "VARCHAR")))
          .containsExactly(2L);
    }
  }

  @RepeatedTest(20)
  void keysOfAllTypes(Seed seed) throws SQLException {
    List<Object> values = values(seed, false);
    List<String> key = new ArrayList<>();
    List<KeyPart> parts = new ArrayList<>();
    for (int i = 0; i < TYPES.size(); i++) {
      boolean descending = seed.oneIn(2);
      key.add("c" + i + (descending ? " DESC" : ""));
      parts.add(new KeyPart(NAMES.get(i), descending, false));
    }
    db.execute(
        "CREATE TABLE t (" + columns("") + ", PRIMARY KEY (" + String.join(", ", key) + "))");
    db.execute("INSERT INTO t VALUES (" + marks(TYPES.size()) + ")", values.toArray());
    try (Cursor cursor = keyspace("t").cursor()) {
      cursor.next();
      assertKey(PageDecoder.key(cursor.key(), parts, null), values);
      assertThat(PageDecoder.row(cursor.key(), cursor.value(), List.of())).isEmpty();
    }
  }

  @RepeatedTest(10)
  void keysOfOneColumn(Seed seed) throws SQLException {
    for (int i = 0; i < TYPES.size(); i++) {
      for (boolean descending : new boolean[] {false, true}) {
        String order = descending ? " DESC" : "";
        db.execute("CREATE TABLE t (k " + TYPES.get(i) + ", PRIMARY KEY (k" + order + "))");
        Object value = new RandomValues(seed).value(TYPES.get(i));
        db.execute("INSERT INTO t VALUES (?)", value);
        try (Cursor cursor = keyspace("t").cursor()) {
          cursor.next();
          List<KeyPart> parts = List.of(new KeyPart(NAMES.get(i), descending, false));
          assertKey(PageDecoder.key(cursor.key(), parts, null), Arrays.asList(value));
        }
        db.execute("DROP TABLE t");
      }
    }
  }

  @RepeatedTest(20)
  void entriesOfIndexesOfAllTypes(Seed seed) throws SQLException {
    List<Object> values = values(seed, true);
    List<String> key = new ArrayList<>();
    List<KeyPart> parts = new ArrayList<>();
    for (int i = 0; i < TYPES.size(); i++) {
      boolean descending = seed.oneIn(2);
      key.add("c" + i + (descending ? " DESC" : ""));
      parts.add(new KeyPart(NAMES.get(i), descending, true));
    }
    boolean unique = seed.oneIn(2);
    db.execute("CREATE TABLE t (k INTEGER PRIMARY KEY, " + columns("") + ")");
    db.execute(
        "CREATE " + (unique ? "UNIQUE " : "") + "INDEX i ON t (" + String.join(", ", key) + ")");
    List<Object> parameters = new ArrayList<>(values);
    parameters.add(0, 7);
    db.execute("INSERT INTO t VALUES (" + marks(TYPES.size() + 1) + ")", parameters.toArray());
    byte[] primaryKey = HexFormat.of().parseHex("80000007");
    boolean valueHasKey = unique && !values.contains(null);
    try (Cursor cursor = keyspace("lightning.index.").cursor()) {
      cursor.next();
      List<byte[]> rest = new ArrayList<>();
      assertKey(PageDecoder.key(cursor.key(), parts, rest), values);
      assertThat(rest.get(0)).isEqualTo(valueHasKey ? new byte[0] : primaryKey);
      assertThat(cursor.value()).isEqualTo(valueHasKey ? primaryKey : new byte[0]);
      assertThat(cursor.next()).isFalse();
    }
  }
}
