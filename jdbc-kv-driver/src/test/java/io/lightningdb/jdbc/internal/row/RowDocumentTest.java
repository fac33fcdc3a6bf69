package io.lightningdb.jdbc.internal.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Database;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.jdbc.TestDatabase;
import io.lightningdb.jdbc.internal.row.PageDecoder.KeyPart;
import io.lightningdb.jdbc.internal.schema.Table;
import io.lightningdb.jdbc.internal.schema.TableAttributes;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Reads the examples of docs/design/row.md as somebody would who reimplements the format. */
class RowDocumentTest {

  private static final Path PAGE = Path.of("..", "docs", "design", "row.md");

  private static String example(String name) throws IOException {
    Matcher matcher =
        Pattern.compile("<!-- example: " + name + " -->\\R```\\w+\\R(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE));
    assertThat(matcher.find()).as("example %s", name).isTrue();
    return matcher.group(1);
  }

  private static byte[] bytes(String name) throws IOException {
    StringBuilder digits = new StringBuilder();
    example(name).lines().forEach(line -> digits.append(line, 0, line.indexOf('|')));
    return HexFormat.of().parseHex(digits.toString().replace(" ", ""));
  }

  @Test
  void theDefinitionIsTheOneShown() throws IOException, SQLException {
    Map<String, String> shown = new TreeMap<>();
    for (String line : example("attributes").lines().toList()) {
      shown.put(line.substring(0, line.indexOf(" = ")), line.substring(line.indexOf(" = ") + 3));
    }
    Table table = TestTables.table(example("table"));
    assertThat(TableAttributes.write(table, KeyspaceOptions.defaults()).attributes())
        .isEqualTo(shown);
  }

  @Test
  void theRowIsTheOneShown() throws IOException {
    Table table = TestTables.table(example("table"));
    Object[] row = {"IS", 7L, "Jón", LocalDate.of(1980, 2, 29), null};
    RowFormat format = RowFormat.of(table);
    assertThat(format.keys().encode(row)).isEqualTo(bytes("key"));
    assertThat(format.encode(bytes("key"), row)).isEqualTo(bytes("value"));
    List<KeyPart> key =
        List.of(new KeyPart("CHAR", false, false), new KeyPart("INTEGER", false, false));
    assertThat(PageDecoder.key(bytes("key"), key, null)).containsExactly("IS", 7L);
    assertThat(PageDecoder.row(bytes("key"), bytes("value"), List.of("VARCHAR", "DATE", "DOUBLE")))
        .containsExactly("Jón", LocalDate.of(1980, 2, 29), null);
    RowView view = format.view();
    view.load(bytes("key"), bytes("value"));
    for (int i = 0; i < row.length; i++) {
      assertThat(view.get(i)).isEqualTo(row[i]);
    }
  }

  @Test
  void theEntriesOfIndexesAreThoseShown() throws IOException {
    Object[] row = {7L, -1L, null};
    byte[] primaryKey = bytes("uniqueValue");
    IndexFormat entries = index("a DESC, b");
    assertThat(entries.key(row, primaryKey)).isEqualTo(bytes("entry"));
    assertThat(entries.value(row, primaryKey)).isEmpty();
    IndexFormat unique = index("a");
    assertThat(unique.key(row, primaryKey)).isEqualTo(bytes("uniqueKey"));
    assertThat(unique.value(row, primaryKey)).isEqualTo(primaryKey);

    List<byte[]> rest = new ArrayList<>();
    List<KeyPart> parts =
        List.of(new KeyPart("INTEGER", true, true), new KeyPart("INTEGER", false, true));
    assertThat(PageDecoder.key(bytes("entry"), parts, rest)).containsExactly(-1L, null);
    assertThat(PageDecoder.key(rest.get(0), List.of(new KeyPart("INTEGER", false, false)), null))
        .containsExactly(7L);
  }

  private static IndexFormat index(String unique) {
    Table table =
        TestTables.table(
            "CREATE TABLE t (k INTEGER PRIMARY KEY, a INTEGER, b INTEGER, UNIQUE ("
                + unique
                + "))");
    return new IndexFormat(table.indexes().get(0));
  }

  @Test
  void theSequenceIsTheOneShown() throws IOException, SQLException {
    try (TestDatabase db = new TestDatabase()) {
      Database database = db.connection().unwrap(Database.class);
      database.createKeyspace(
          "t",
          KeyspaceOptions.builder()
              .attribute("lightning.table.version", "1")
              .attribute("lightning.table.columns", "\"a\" INTEGER")
              .attribute(
                  "lightning.table.sequence",
                  new String(bytes("sequenceKey"), StandardCharsets.UTF_8))
              .build());
      db.execute("INSERT INTO t VALUES (5)");
      assertThat(db.query("SELECT _rowid, a FROM t")).containsExactly("1,5");
      assertThat(database.keyspace("lightning.sequences").get(bytes("sequenceKey")))
          .isEqualTo(bytes("sequenceValue"));
    }
  }

  @Test
  void theDecimalKeysAreThoseShown() throws IOException {
    Matcher rows =
        Pattern.compile("\\| (-?[0-9.]+) \\| `([0-9a-f ]+)` \\|").matcher(Files.readString(PAGE));
    int found = 0;
    while (rows.find()) {
      Output out = new Output(16);
      DecimalKey.write(new BigDecimal(rows.group(1)), out);
      assertThat(HexFormat.ofDelimiter(" ").formatHex(out.toByteArray())).isEqualTo(rows.group(2));
      found++;
    }
    assertThat(found).isEqualTo(4);
  }
}
