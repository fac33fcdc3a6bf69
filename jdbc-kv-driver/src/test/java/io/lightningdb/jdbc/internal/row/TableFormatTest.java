package io.lightningdb.jdbc.internal.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.jdbc.internal.schema.Column;
import io.lightningdb.jdbc.internal.schema.Table;
import io.lightningdb.jdbc.internal.type.ColumnType;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class TableFormatTest {

  private static final Table ALL_TYPES =
      TestTables.table(
          """
          CREATE TABLE t (
            k1 VARCHAR, v1 BOOLEAN, v2 SMALLINT, v3 INTEGER, v4 BIGINT, v5 REAL, v6 DOUBLE,
            v7 DECIMAL(20, 5), v8 DECIMAL, v9 CHAR(4), v10 VARCHAR, v11 CLOB, v12 BINARY(4),
            v13 VARBINARY, v14 BLOB, v15 DATE, v16 TIME, v17 TIMESTAMP,
            v18 TIMESTAMP WITH TIME ZONE, v19 UUID, k2 INTEGER,
            PRIMARY KEY (k1, k2))
          """);

  private static Object[] randomRow(Table table, Seed seed) {
    RandomValues random = new RandomValues(seed);
    Object[] row = new Object[table.columns().size()];
    for (int i = 0; i < row.length; i++) {
      boolean isNull = table.column(i).nullable() && seed.oneIn(4);
      row[i] = isNull ? null : random.value(table.column(i).type());
    }
    return row;
  }

  private static Object[] read(RowView view, Table table) {
    Object[] row = new Object[table.columns().size()];
    for (int i = 0; i < row.length; i++) {
      row[i] = view.get(i);
    }
    return row;
  }

  @RepeatedTest(200)
  void aRowOfAllTypesComesBackAsItWas(Seed seed) {
    RowFormat format = RowFormat.of(ALL_TYPES);
    Object[] row = randomRow(ALL_TYPES, seed);
    byte[] key = format.keys().encode(row);
    RowView view = format.view();
    view.load(key, format.encode(key, row));
    assertThat(read(view, ALL_TYPES)).containsExactly(row);
    // In any order, and again.
    for (int i = row.length - 1; i >= 0; i--) {
      assertThat(new Object[] {view.get(i)}).containsExactly(row[i]);
    }
  }

  /** The example of docs/design/row.md. */
  @Test
  void theExampleOfTheDocumentationIsReadAndWritten() {
    Table table =
        TestTables.table(
            "CREATE TABLE person (country CHAR(2), id INTEGER, name VARCHAR, born DATE, height"
                + " DOUBLE, PRIMARY KEY (country, id))");
    Object[] row = {"IS", 7L, "Jón", LocalDate.of(1980, 2, 29), null};
    RowFormat format = RowFormat.of(table);
    byte[] key = format.keys().encode(row);
    byte[] value = format.encode(key, row);
    assertThat(HexFormat.of().formatHex(key)).isEqualTo("4953" + "0000" + "80000007");
    assertThat(HexFormat.of().formatHex(value))
        .isEqualTo("9e249e60" + "01" + "03" + "04" + "044ac3b36e" + "fe39");
    RowView view = format.view();
    view.load(key, HexFormat.of().parseHex("9e249e60010304044ac3b36efe39"));
    assertThat(read(view, table)).containsExactly(row);
  }

  @RepeatedTest(20)
  void everyFlippedBitOfAKeyOrRowIsFound(Seed seed) {
    RowFormat format = RowFormat.of(ALL_TYPES);
    Object[] row = randomRow(ALL_TYPES, seed);
    byte[] key = format.keys().encode(row);
    byte[] value = format.encode(key, row);
    for (int bit = 0; bit < value.length * 8; bit++) {
      byte[] damaged = value.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      assertDamaged(format, key, damaged);
    }
    for (int bit = 0; bit < key.length * 8; bit++) {
      byte[] damaged = key.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      assertDamaged(format, damaged, value);
    }
  }

  @RepeatedTest(20)
  void everyTruncationAndEveryExtraByteIsFound(Seed seed) {
    RowFormat format = RowFormat.of(ALL_TYPES);
    Object[] row = randomRow(ALL_TYPES, seed);
    byte[] key = format.keys().encode(row);
    byte[] value = format.encode(key, row);
    for (int length = 0; length < value.length; length++) {
      assertDamaged(format, key, Arrays.copyOf(value, length));
    }
    assertDamaged(format, key, Arrays.copyOf(value, value.length + 1));
  }

  private static void assertDamaged(RowFormat format, byte[] key, byte[] value) {
    assertThatThrownBy(() -> format.view().load(key, value))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("of table t");
  }

  /**
   * Damage that has the right checksum, as only a broken program could make it: there may be other
   * values then, but no other throwable, and no endless loop.
   */
  @RepeatedTest(50)
  void evenWithARightChecksumDamageIsNothingButCorruption(Seed seed) {
    RowFormat format = RowFormat.of(ALL_TYPES);
    for (int n = 0; n < 500; n++) {
      Object[] row = randomRow(ALL_TYPES, seed);
      byte[] key = format.keys().encode(row);
      byte[] value = format.encode(key, row);
      if (seed.oneIn(3)) {
        key = damage(key, 0, seed);
      }
      value = damage(value, TableFormat.CHECKSUM_BYTES + 1, seed);
      sign(key, value);
      RowView view = format.view();
      byte[] damagedKey = key;
      byte[] damagedValue = value;
      Throwable thrown =
          catchThrowable(
              () -> {
                view.load(damagedKey, damagedValue);
                read(view, ALL_TYPES);
              });
      assertThat(thrown == null || thrown instanceof CorruptionException)
          .as("%s from %s", thrown, HexFormat.of().formatHex(value))
          .isTrue();
    }
  }

  private static byte[] damage(byte[] bytes, int from, Seed seed) {
    byte[] damaged = bytes;
    if (seed.oneIn(2) && bytes.length > from) {
      damaged = Arrays.copyOf(bytes, seed.between(from, bytes.length + 4));
    }
    damaged = damaged.clone();
    for (int i = seed.between(0, 3); i > 0 && damaged.length > from; i--) {
      damaged[seed.between(from, damaged.length - 1)] = (byte) seed.between(0, 255);
    }
    return damaged;
  }

  private static void sign(byte[] key, byte[] value) {
    int checksum = TableFormat.checksum(new CRC32C(), key, value, value.length);
    for (int i = 0; i < TableFormat.CHECKSUM_BYTES; i++) {
      value[i] = (byte) (checksum >> (8 * i));
    }
  }

  @Test
  void aRowUnderAnotherKeyIsDamage() {
    Table table = TestTables.table("CREATE TABLE t (k INTEGER PRIMARY KEY, v INTEGER)");
    RowFormat format = RowFormat.of(table);
    byte[] key = format.keys().encode(new Object[] {1L, 2L});
    byte[] value = format.encode(key, new Object[] {1L, 2L});
    assertDamaged(format, format.keys().encode(new Object[] {2L, 2L}), value);
  }

  @Test
  void columnsThatWereAddedAfterARowWasWrittenHaveTheirDefaults() {
    Table before = TestTables.table("CREATE TABLE t (k INTEGER PRIMARY KEY, a INTEGER)");
    Table after =
        TestTables.table(
            "CREATE TABLE t (k INTEGER PRIMARY KEY, a INTEGER, b VARCHAR DEFAULT 'new', c DATE)");
    byte[] key = RowFormat.of(before).keys().encode(new Object[] {1L, 2L});
    byte[] value = RowFormat.of(before).encode(key, new Object[] {1L, 2L});
    RowView view = RowFormat.of(after).view();
    view.load(key, value);
    assertThat(read(view, after)).containsExactly(1L, 2L, "new", null);
  }

  @Test
  void aRowWithMoreColumnsThanTheTableIsRefused() {
    Table more = TestTables.table("CREATE TABLE t (k INTEGER PRIMARY KEY, a INTEGER, b INTEGER)");
    Table fewer = TestTables.table("CREATE TABLE t (k INTEGER PRIMARY KEY, a INTEGER)");
    byte[] key = RowFormat.of(more).keys().encode(new Object[] {1L, 2L, 3L});
    byte[] value = RowFormat.of(more).encode(key, new Object[] {1L, 2L, 3L});
    assertThatThrownBy(() -> RowFormat.of(fewer).view().load(key, value))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("2 columns where the table has 1");
  }

  @Test
  void aNewerFormatIsNoDamage() {
    Table table = TestTables.table("CREATE TABLE t (k INTEGER PRIMARY KEY, a INTEGER)");
    byte[] key = RowFormat.of(table).keys().encode(new Object[] {1L, 2L});
    byte[] value = RowFormat.of(table).encode(key, new Object[] {1L, 2L});
    value[TableFormat.CHECKSUM_BYTES] = 2;
    sign(key, value);
    assertThatThrownBy(() -> RowFormat.of(table).view().load(key, value))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("format version 2")
        .hasMessageContaining("reads version 1");
  }

  @Test
  void aTableOfNothingButAKeyHasRowsWithoutColumns() {
    Table table = TestTables.table("CREATE TABLE t (k INTEGER PRIMARY KEY)");
    RowFormat format = RowFormat.of(table);
    byte[] key = format.keys().encode(new Object[] {1L});
    RowView view = format.view();
    view.load(key, format.encode(key, new Object[] {1L}));
    assertThat(view.get(0)).isEqualTo(1L);
  }

  @Test
  void manyColumnsHaveManyNullBits() {
    StringBuilder sql = new StringBuilder("CREATE TABLE t (k INTEGER PRIMARY KEY");
    for (int i = 0; i < 30; i++) {
      sql.append(", c").append(i).append(" INTEGER");
    }
    Table table = TestTables.table(sql + ")");
    Object[] row = new Object[31];
    for (int i = 0; i < row.length; i++) {
      row[i] = i % 3 == 1 ? null : (Object) (long) i;
    }
    RowFormat format = RowFormat.of(table);
    byte[] key = format.keys().encode(row);
    RowView view = format.view();
    view.load(key, format.encode(key, row));
    assertThat(read(view, table)).containsExactly(row);
    assertThat(table.columns()).extracting(Column::type).containsOnly(ColumnType.INTEGER);
  }
}
