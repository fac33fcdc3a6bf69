package io.lightningdb.jdbc.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sqlline.SqlLine;

/** A session in sqlline. */
@Timeout(60)
class SqllineTest {

  @TempDir private Path directory;

  private String run(String... lines) throws IOException {
    SqlLine sqlline = new SqlLine();
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(output, true, StandardCharsets.UTF_8);
    sqlline.setOutputStream(stream);
    sqlline.setErrorStream(stream);
    InputStream input =
        new ByteArrayInputStream(
            (String.join("\n", lines) + "\n!quit\n").getBytes(StandardCharsets.UTF_8));
    sqlline.begin(
        new String[] {
          "-u",
          "jdbc:lightning:" + directory.resolve("db"),
          "-n",
          "sa",
          "-p",
          "",
          "--silent=false",
          "--color=false"
        },
        input,
        true);
    return output.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aSessionShowsTablesAndRows() throws IOException {
    String text =
        run(
            "CREATE TABLE price (item VARCHAR(20) PRIMARY KEY, cents INTEGER NOT NULL, at TIMESTAMP);",
            "INSERT INTO price VALUES ('apples', 129, TIMESTAMP '2024-02-29 12:00:00'), ('pears', 5, NULL);",
            "SELECT * FROM price;",
            "EXPLAIN SELECT * FROM price WHERE item LIKE 'a%';",
            "!tables",
            "!columns price",
            "!primarykeys price",
            "!indexes price",
            "!describe price",
            "!typeinfo",
            "!metadata getCatalogs",
            "CREATE KEYSPACE \"my cache\";",
            "INSERT INTO \"my cache\" VALUES ('k', X'00FF');",
            "SELECT * FROM \"my cache\";",
            "SELECT * FROM nothing;");
    assertThat(text)
        .containsPattern("apples +\\| 129 +\\| 2024-02-29 12:00:00")
        .contains("a scan of the part of the key where item LIKE 'a%'")
        .contains("TABLE_NAME")
        .contains("COLUMN_NAME")
        .contains("PK_NAME")
        .contains("TIMESTAMP WITH TIME ZONE")
        .contains("there is no table or keyspace nothing")
        .contains("state=42S02")
        .doesNotContain("Exception:")
        .doesNotContain("at io.lightningdb");
  }

  @Test
  void transactionsAndInformationWork() throws IOException {
    String text =
        run(
            "!dbinfo",
            "!autocommit off",
            "CREATE TABLE t (k INTEGER PRIMARY KEY);",
            "INSERT INTO t VALUES (1);",
            "!rollback",
            "SELECT COUNT(*) AS one FROM t;",
            "INSERT INTO t VALUES (2);",
            "!commit",
            "!isolation TRANSACTION_REPEATABLE_READ",
            "!set maxrows 1",
            "SELECT k FROM t;",
            "!batch",
            "INSERT INTO t VALUES (3);",
            "INSERT INTO t VALUES (4);",
            "!batch",
            "SELECT COUNT(*) AS three FROM t;",
            "!closeall");
    assertThat(text)
        .contains("getDatabaseProductName")
        .contains("Lightning")
        .containsPattern("ONE|one")
        .containsPattern("\\| 3 +\\|")
        .doesNotContain("Error:")
        .doesNotContain("AbstractMethodError")
        .doesNotContain("at io.lightningdb");
  }
}
