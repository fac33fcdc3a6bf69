package io.lightningdb.clients;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.cache.Caching;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.cache.jcache.internal.JCacheRegionFactory;
import org.hibernate.cache.spi.CacheImplementor;
import org.hibernate.cfg.Configuration;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hibernate's second-level cache and its query cache. */
final class HibernateTest {

  private static final String DATABASE = "jdbc:h2:mem:library";
  private static final String BOOKS = Author.class.getName() + ".books";

  @TempDir Path directory;
  private URI inMemory;
  private URI onDisk;
  private Connection database;

  @BeforeEach
  void openDatabase() throws SQLException, IOException {
    // The tables are there as long as somebody is connected.
    database = DriverManager.getConnection(DATABASE);
    inMemory =
        Files.writeString(directory.resolve("caches.properties"), "uri = lightning:mem:regions")
            .toUri();
    onDisk = directory.resolve("regions").toUri();
  }

  @AfterEach
  void closeAll() throws SQLException {
    database.close();
    Caching.getCachingProvider().close();
  }

  @Test
  void entitiesAreReadFromTheCache() {
    try (SessionFactory factory = open(inMemory)) {
      addLibrary(factory);
      nameOf(factory, 1);
      titleOf(factory, 10);
      Statistics statistics = factory.getStatistics();
      statistics.clear();

      assertThat(nameOf(factory, 1)).isEqualTo("Ann");
      assertThat(titleOf(factory, 10)).isEqualTo("First");

      assertThat(hits(factory, Author.class.getName())).isEqualTo(1);
      assertThat(hits(factory, Book.class.getName())).isEqualTo(1);
      assertThat(statistics.getPrepareStatementCount()).isZero();
    }
  }

  @Test
  void whatATransactionChangesIsSeenByTheNext() {
    try (SessionFactory factory = open(inMemory)) {
      addLibrary(factory);
      nameOf(factory, 1);
      titleOf(factory, 10);

      factory.inTransaction(session -> session.find(Author.class, 1L).name = "Anne");
      factory.inTransaction(session -> session.find(Book.class, 10L).title = "Prime");

      assertThat(nameOf(factory, 1)).isEqualTo("Anne");
      assertThat(titleOf(factory, 10)).isEqualTo("Prime");
    }
  }

  @Test
  void whatATransactionRolledBackHasChangedIsNotSeen() {
    try (SessionFactory factory = open(inMemory)) {
      addLibrary(factory);

      factory.inSession(
          session -> {
            session.beginTransaction();
            session.find(Author.class, 1L).name = "Anne";
            session.flush();
            session.getTransaction().rollback();
          });

      assertThat(nameOf(factory, 1)).isEqualTo("Ann");
    }
  }

  @Test
  void concurrentTransactionsLeaveTheLastStateInTheCache() throws Exception {
    int threads = 4;
    int times = 20;
    try (SessionFactory factory = open(inMemory)) {
      addLibrary(factory);

      Together.run(
          threads,
          () -> {
            for (int i = 0; i < times; i++) {
              factory.inTransaction(
                  session ->
                      session.find(Author.class, 1L, LockModeType.PESSIMISTIC_WRITE).sales++);
              salesOf(factory);
            }
            return null;
          });

      assertThat(salesOf(factory)).isEqualTo(threads * times);
      factory.getStatistics().clear();
      assertThat(salesOf(factory)).isEqualTo(threads * times);
      assertThat(hits(factory, Author.class.getName())).isEqualTo(1);
    }
  }

  @Test
  void collectionsAreReadFromTheCacheAndLeaveItWhenTheyChange() {
    try (SessionFactory factory = open(inMemory)) {
      addLibrary(factory);
      assertThat(numberOfBooks(factory)).isEqualTo(2);
      factory.getStatistics().clear();

      assertThat(numberOfBooks(factory)).isEqualTo(2);
      assertThat(hits(factory, BOOKS)).isEqualTo(1);

      factory.inTransaction(
          session -> {
            Author author = session.find(Author.class, 1L);
            Book book = new Book(12, "Third", author);
            session.persist(book);
            author.books.add(book);
          });
      assertThat(numberOfBooks(factory)).isEqualTo(3);
    }
  }

  @Test
  void queriesAreAnsweredFromTheCacheUntilATableChanges() {
    try (SessionFactory factory = open(inMemory)) {
      addLibrary(factory);
      assertThat(titles(factory)).containsExactly("First", "Second");
      Statistics statistics = factory.getStatistics();
      statistics.clear();

      assertThat(titles(factory)).containsExactly("First", "Second");
      assertThat(statistics.getQueryCacheHitCount()).isEqualTo(1);
      assertThat(statistics.getPrepareStatementCount()).isZero();

      factory.inTransaction(session -> session.persist(new Book(12, "Third", null)));
      assertThat(titles(factory)).containsExactly("First", "Second", "Third");
    }
  }

  @Test
  void eachRegionIsACacheOfItsName() {
    try (SessionFactory factory = open(inMemory)) {
      JCacheRegionFactory regions =
          (JCacheRegionFactory)
              factory.getCache().unwrap(CacheImplementor.class).getRegionFactory();

      assertThat(regions.getCacheManager().getURI()).isEqualTo(inMemory);
      assertThat(regions.getCacheManager().getCacheNames())
          .containsExactlyInAnyOrder(
              Author.class.getName(),
              Book.class.getName(),
              BOOKS,
              "default-query-results-region",
              "default-update-timestamps-region");
    }
  }

  @Test
  void inMemoryTheNextRunBeginsWithEmptyRegionsAndSeesWhatChangedMeanwhile() throws SQLException {
    try (SessionFactory factory = open(inMemory)) {
      addLibrary(factory);
      nameOf(factory, 1);
    }
    changeNameBehindTheBackOfTheCache();
    try (SessionFactory factory = open(inMemory)) {
      assertThat(nameOf(factory, 1)).isEqualTo("Anne");
      assertThat(hits(factory, Author.class.getName())).isZero();
    }
  }

  @Test
  void onDiskTheNextRunFindsTheRegionsAsTheyWere() throws SQLException {
    try (SessionFactory factory = open(onDisk)) {
      addLibrary(factory);
      nameOf(factory, 1);
      titleOf(factory, 10);
      numberOfBooks(factory);
      titles(factory);
    }
    changeNameBehindTheBackOfTheCache();
    try (SessionFactory factory = open(onDisk)) {
      // Outdated: this is why memory is the better place.
      assertThat(nameOf(factory, 1)).isEqualTo("Ann");
      assertThat(titleOf(factory, 10)).isEqualTo("First");
      assertThat(numberOfBooks(factory)).isEqualTo(2);
      assertThat(titles(factory)).containsExactly("First", "Second");

      assertThat(factory.getStatistics().getPrepareStatementCount()).isZero();
      assertThat(factory.getStatistics().getQueryCacheHitCount()).isEqualTo(1);
    }
  }

  private static SessionFactory open(URI caches) {
    return new Configuration()
        .addAnnotatedClass(Author.class)
        .addAnnotatedClass(Book.class)
        .setProperty("hibernate.connection.url", DATABASE)
        .setProperty("hibernate.hbm2ddl.auto", "update")
        .setProperty("hibernate.generate_statistics", "true")
        .setProperty("hibernate.cache.region.factory_class", "jcache")
        .setProperty("hibernate.cache.use_query_cache", "true")
        .setProperty("hibernate.javax.cache.uri", caches.toString())
        .setProperty("hibernate.javax.cache.missing_cache_strategy", "create")
        .buildSessionFactory();
  }

  /** Adds an author of two books. */
  private static void addLibrary(SessionFactory factory) {
    factory.inTransaction(
        session -> {
          Author author = new Author(1, "Ann");
          session.persist(author);
          session.persist(new Book(10, "First", author));
          session.persist(new Book(11, "Second", author));
        });
  }

  private void changeNameBehindTheBackOfTheCache() throws SQLException {
    try (var statement = database.createStatement()) {
      assertThat(statement.executeUpdate("update Author set name = 'Anne'")).isEqualTo(1);
    }
  }

  private static String nameOf(SessionFactory factory, long id) {
    return factory.fromTransaction(session -> session.find(Author.class, id).name);
  }

  private static int salesOf(SessionFactory factory) {
    return factory.fromTransaction(session -> session.find(Author.class, 1L).sales);
  }

  private static String titleOf(SessionFactory factory, long id) {
    return factory.fromTransaction(session -> session.find(Book.class, id).title);
  }

  private static int numberOfBooks(SessionFactory factory) {
    return factory.fromTransaction(session -> session.find(Author.class, 1L).books.size());
  }

  private static List<String> titles(SessionFactory factory) {
    return factory.fromTransaction(
        session ->
            session
                .createQuery("select title from Book order by title", String.class)
                .setCacheable(true)
                .list());
  }

  private static long hits(SessionFactory factory, String region) {
    return factory.getStatistics().getDomainDataRegionStatistics(region).getHitCount();
  }

  /** Read and written under locks in the cache. */
  @Entity(name = "Author")
  @Cacheable
  @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
  static class Author {

    @Id long id;
    String name;
    int sales;

    @OneToMany(mappedBy = "author")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    List<Book> books = new ArrayList<>();

    Author() {}

    Author(long id, String name) {
      this.id = id;
      this.name = name;
    }
  }

  /** Taken out of the cache when it changes. */
  @Entity(name = "Book")
  @Cacheable
  @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
  static class Book {

    @Id long id;
    String title;

    @ManyToOne(fetch = FetchType.LAZY)
    Author author;

    Book() {}

    Book(long id, String title, Author author) {
      this.id = id;
      this.title = title;
      this.author = author;
    }
  }
}
