package io.lightningdb.jdbc.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.table;

import io.lightningdb.jdbc.TestDatabase;
import java.time.LocalDate;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.exception.SQLStateClass;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** jOOQ 3.19 with its dialect for databases that it does not know. */
@Timeout(60)
class JooqTest {

  private static final Table<Record> BOOK = table(name("book"));
  private static final Field<Integer> ID = field(name("id"), Integer.class);
  private static final Field<String> TITLE = field(name("title"), String.class);
  private static final Field<LocalDate> OUT = field(name("out"), LocalDate.class);

  private final TestDatabase db =
      new TestDatabase(
          "CREATE TABLE book (id INTEGER PRIMARY KEY, title VARCHAR(50), \"out\" DATE)",
          "CREATE INDEX book_title ON book (title)");
  private final DSLContext jooq =
      DSL.using(new DefaultConfiguration().set(db.connection()).set(SQLDialect.DEFAULT));

  @BeforeAll
  static void quiet() {
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
  }

  @AfterEach
  void close() {
    db.close();
  }

  private void insert() {
    jooq.insertInto(BOOK, ID, TITLE, OUT)
        .values(1, "One", LocalDate.of(2001, 1, 1))
        .values(2, "Two", null)
        .values(3, "Three", LocalDate.of(2003, 3, 3))
        .execute();
  }

  @Test
  void queriesOfTheDslRun() {
    insert();
    assertThat(
            jooq.select(ID)
                .from(BOOK)
                .where(ID.in(1, 2, 3).and(TITLE.like("T%")))
                .orderBy(ID.desc())
                .limit(5)
                .offset(1)
                .fetch(ID))
        .containsExactly(2);
    assertThat(jooq.fetchCount(jooq.select(ID).from(BOOK).where(OUT.isNotNull()))).isEqualTo(2);
    assertThat(jooq.fetchCount(BOOK)).isEqualTo(3);
    assertThat(jooq.fetchExists(BOOK, ID.eq(1))).isTrue();
    assertThat(jooq.fetchExists(BOOK, ID.eq(99))).isFalse();
    assertThat(
            jooq.select(ID)
                .from(BOOK)
                .where(ID.in(jooq.select(ID).from(BOOK).where(OUT.isNull())))
                .fetch())
        .hasSize(1);
    assertThat(
            jooq.select(OUT.isNull(), count(), sum(ID))
                .from(BOOK)
                .groupBy(OUT.isNull())
                .having(count().gt(1))
                .fetch())
        .hasSize(1);
    assertThat(jooq.update(BOOK).set(TITLE, TITLE.concat("!")).where(ID.eq(1)).execute()).isOne();
    assertThat(jooq.select(TITLE, OUT).from(BOOK).where(ID.eq(1)).fetchOne().value1())
        .isEqualTo("One!");
    assertThat(jooq.deleteFrom(BOOK).where(ID.between(2, 3)).execute()).isEqualTo(2);
    int[] counts =
        jooq.batch(jooq.insertInto(BOOK, ID, TITLE).values((Integer) null, null))
            .bind(7, "Seven")
            .bind(8, "Eight")
            .execute();
    assertThat(counts).containsExactly(1, 1);
  }

  @Test
  void transactionsNestBySavepoints() {
    insert();
    jooq.transaction(
        outer -> {
          outer.dsl().deleteFrom(BOOK).where(ID.eq(1)).execute();
          assertThatThrownBy(
                  () ->
                      outer
                          .dsl()
                          .transaction(
                              inner -> {
                                inner.dsl().deleteFrom(BOOK).execute();
                                throw new IllegalStateException("back");
                              }))
              .isInstanceOf(IllegalStateException.class);
        });
    assertThat(jooq.select(ID).from(BOOK).orderBy(ID).fetch(ID)).containsExactly(2, 3);
  }

  @Test
  void metadataAndErrorsAreUnderstood() {
    insert();
    Table<?> book = jooq.meta().getTables("book").get(0);
    assertThat(book.fields()).extracting(Field::getName).containsExactly("id", "title", "out");
    assertThat(book.field("out").getType()).isEqualTo(java.sql.Date.class);
    assertThat(book.getPrimaryKey().getFields())
        .extracting(Field::getName)
        .isEqualTo(List.of("id"));
    assertThat(book.getIndexes()).extracting(org.jooq.Index::getName).contains("book_title");
    assertThatThrownBy(this::insert)
        .isInstanceOfSatisfying(
            DataAccessException.class,
            e ->
                assertThat(e.sqlStateClass())
                    .isEqualTo(SQLStateClass.C23_INTEGRITY_CONSTRAINT_VIOLATION));
  }
}
