package io.lightningdb.jdbc.internal.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.CorruptionException;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.jdbc.internal.schema.Table;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Entries of indexes, as {@code docs/design/row.md} has them. */
@ExtendWith(Seeds.class)
class IndexFormatTest {

  private static final Object[] ROW = {7L, -1L, null};

  private static Table table(String unique) throws SQLException {
    return TestTables.table(
        "CREATE TABLE t (k INTEGER PRIMARY KEY, a INTEGER, b INTEGER, CONSTRAINT i UNIQUE ("
            + unique
            + "))");
  }

  private static byte[] primaryKey(Table table) {
    return new KeyFormat(table.key(), false).encode(ROW);
  }

  @Test
  void anEntryIsTheOneShown() throws SQLException {
    Table table = table("a DESC, b");
    IndexFormat format = new IndexFormat(table.indexes().get(0));
    byte[] key = format.key(ROW, primaryKey(table));
    assertThat(HexFormat.ofDelimiter(" ").formatHex(key))
        .isEqualTo("fe 80 00 00 00 00 80 00 00 07");
    assertThat(format.value(ROW, primaryKey(table))).isEmpty();
    assertThat(format.view().load(key, new byte[0])).isEqualTo(primaryKey(table));
  }

  @Test
  void withoutNullAUniqueEntryHasThePrimaryKeyAsItsValue() throws SQLException {
    Table table = table("a");
    IndexFormat format = new IndexFormat(table.indexes().get(0));
    byte[] key = format.key(ROW, primaryKey(table));
    assertThat(HexFormat.ofDelimiter(" ").formatHex(key)).isEqualTo("01 7f ff ff ff");
    assertThat(format.isExclusive(ROW)).isTrue();
    byte[] value = format.value(ROW, primaryKey(table));
    assertThat(format.view().load(key, value)).isEqualTo(primaryKey(table));
    assertThatThrownBy(() -> format.view().load(Arrays.copyOf(key, 6), value))
        .isInstanceOf(CorruptionException.class);
    assertThatThrownBy(() -> format.view().load(Arrays.copyOf(key, 3), value))
        .isInstanceOf(CorruptionException.class);
  }

  @RepeatedTest(20)
  void entriesOrderAsTheirRowsDo(Seed seed) throws SQLException {
    IndexFormat format = new IndexFormat(table("a DESC, b").indexes().get(0));
    Object[] x = random(seed);
    Object[] y = random(seed);
    int expected = -compare(x[1], y[1]);
    if (expected == 0) {
      expected = compare(x[2], y[2]);
    }
    int actual = Arrays.compareUnsigned(format.key(x, new byte[0]), format.key(y, new byte[0]));
    assertThat(Integer.signum(actual)).isEqualTo(expected);
  }

  private static Object[] random(Seed seed) {
    return new Object[] {
      1L,
      seed.oneIn(3) ? null : (Long) (long) seed.between(-2, 2),
      seed.oneIn(3) ? null : (Long) (long) seed.between(-2, 2)
    };
  }

  private static int compare(Object a, Object b) {
    if (a == null || b == null) {
      return (a == null ? 0 : 1) - (b == null ? 0 : 1);
    }
    return Integer.signum(Long.compare((Long) a, (Long) b));
  }
}
