package io.lightningdb.jdbc.internal.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.KeyCodec;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.jdbc.internal.schema.Table;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Comparison;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class KeyFormatTest {

  private static KeyFormat format(Table table) {
    return new KeyFormat(table.key(), false);
  }

  private static Table table(ColumnType... types) {
    StringBuilder sql = new StringBuilder("CREATE TABLE t (");
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < types.length; i++) {
      sql.append("c").append(i).append(' ').append(types[i]).append(", ");
      key.append(i == 0 ? "" : ", ").append("c").append(i);
    }
    return TestTables.table(sql + "PRIMARY KEY (" + key + "))");
  }

  private static Object[] decode(Table table, byte[] key) {
    KeyFormat format = format(table);
    Input in = new Input("a key");
    in.reset(key);
    int[] positions = new int[table.keySize()];
    format.locate(in, positions);
    Object[] values = new Object[positions.length];
    for (int i = 0; i < values.length; i++) {
      in.seek(positions[i]);
      values[i] = format.read(in, i);
    }
    return values;
  }

  private static int compare(Object[] a, Object[] b) throws SQLException {
    for (int i = 0; i < a.length; i++) {
      int comparison = Comparison.compare(a[i], b[i]);
      if (comparison != 0) {
        return comparison;
      }
    }
    return 0;
  }

  @RepeatedTest(20)
  void keysOrderAsTheirValuesDoAndComeBack(Seed seed) throws SQLException {
    RandomValues random = new RandomValues(seed);
    ColumnType[] types = new ColumnType[seed.between(1, 3)];
    for (int i = 0; i < types.length; i++) {
      types[i] = seed.pick(RandomValues.TYPES);
    }
    Table table = table(types);
    KeyFormat format = format(table);
    Object[] previous = null;
    byte[] previousKey = null;
    for (int n = 0; n < 2_000; n++) {
      Object[] values = new Object[types.length];
      for (int i = 0; i < types.length; i++) {
        boolean again = previous != null && seed.oneIn(3);
        values[i] = again ? previous[i] : random.value(types[i]);
      }
      byte[] key = format.encode(values);
      assertThat(compare(decode(table, key), values))
          .as("%s as %s", Arrays.deepToString(values), Arrays.toString(types))
          .isZero();
      if (previous != null) {
        assertThat(Integer.signum(Arrays.compareUnsigned(key, previousKey)))
            .as(
                "order of %s and %s as %s",
                Arrays.deepToString(values), Arrays.deepToString(previous), Arrays.toString(types))
            .isEqualTo(Integer.signum(compare(values, previous)));
      }
      previous = values;
      previousKey = key;
    }
  }

  @RepeatedTest(20)
  void aKeyThatIsPutTogetherColumnByColumnIsTheSame(Seed seed) {
    RandomValues random = new RandomValues(seed);
    ColumnType[] types = {
      seed.pick(RandomValues.TYPES), seed.pick(RandomValues.TYPES), seed.pick(RandomValues.TYPES)
    };
    KeyFormat format = format(table(types));
    Object[] values = {random.value(types[0]), random.value(types[1]), random.value(types[2])};
    byte[] key = {};
    for (int i = 0; i < 3; i++) {
      key = format.append(key, i, values[i]);
      byte[] after = format.after(key, i);
      byte[] whole = format.encode(values);
      assertThat(Arrays.compareUnsigned(key, whole)).isNotPositive();
      assertThat(after == null || Arrays.compareUnsigned(whole, after) < 0).isTrue();
    }
    assertThat(key).isEqualTo(format.encode(values));
  }

  @Test
  void aKeyOfOneColumnIsWhatTheEnginesCodecMakesOfIt() {
    assertThat(encode("VARCHAR", "äpples")).isEqualTo(KeyCodec.utf8().encode("äpples"));
    assertThat(encode("VARBINARY", new byte[] {0, 1})).containsExactly(0, 1);
    assertThat(encode("BOOLEAN", true)).isEqualTo(KeyCodec.bool().encode(true));
    assertThat(encode("INTEGER", -7L)).isEqualTo(KeyCodec.int32().encode(-7));
    assertThat(encode("BIGINT", -7L)).isEqualTo(KeyCodec.int64().encode(-7L));
    assertThat(encode("DOUBLE", -0.25)).isEqualTo(KeyCodec.float64().encode(-0.25));
    UUID uuid = new UUID(-3, 5);
    assertThat(encode("UUID", uuid)).isEqualTo(KeyCodec.uuid().encode(uuid));
    OffsetDateTime moment = OffsetDateTime.of(1969, 7, 20, 20, 17, 40, 9, ZoneOffset.ofHours(-4));
    assertThat(encode("TIMESTAMP WITH TIME ZONE", moment))
        .isEqualTo(KeyCodec.instant().encode(moment.toInstant()));
  }

  private static byte[] encode(String type, Object value) {
    Table table = TestTables.table("CREATE TABLE t (k " + type + " PRIMARY KEY)");
    return format(table).encode(new Object[] {value});
  }

  @Test
  void aKeyOfSeveralColumnsIsWhatTheEnginesTupleCodecMakesOfThem() {
    Table table =
        TestTables.table(
            "CREATE TABLE t (a VARCHAR, b INTEGER, c VARBINARY, PRIMARY KEY (a, b, c))");
    byte[] key = format(table).encode(new Object[] {"a\0b", 3L, new byte[] {0, -1}});
    assertThat(key)
        .isEqualTo(
            KeyCodec.tuple(KeyCodec.utf8(), KeyCodec.int32(), KeyCodec.bytes())
                .encode(List.of("a\0b", 3, new byte[] {0, -1})));
  }

  /** The examples of docs/design/row.md. */
  @Test
  void decimalNumbersAreWrittenAsTheDocumentationShows() {
    assertThat(hex(encode("DECIMAL(10, 2)", new BigDecimal("0.00")))).isEqualTo("01");
    assertThat(hex(encode("DECIMAL(10, 2)", new BigDecimal("12.50")))).isEqualTo("0280020d3300");
    assertThat(hex(encode("DECIMAL(10, 2)", new BigDecimal("-12.50")))).isEqualTo("007ffdf2ccff");
    assertThat(hex(encode("DECIMAL", new BigDecimal("1250")))).isEqualTo("0280040d3300");
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void equalDecimalNumbersHaveEqualKeys() {
    assertThat(encode("DECIMAL", new BigDecimal("1.50")))
        .isEqualTo(encode("DECIMAL", new BigDecimal("1.5")))
        .isEqualTo(encode("DECIMAL", new BigDecimal("15E-1")));
    assertThat(encode("DECIMAL", new BigDecimal("100")))
        .isEqualTo(encode("DECIMAL", new BigDecimal("1E2")));
  }
}
