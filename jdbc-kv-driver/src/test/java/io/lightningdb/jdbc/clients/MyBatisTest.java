package io.lightningdb.jdbc.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.jdbc.LightningDataSource;
import io.lightningdb.jdbc.TestDatabase;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.apache.ibatis.cursor.Cursor;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.ExecutorType;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** MyBatis 3. */
@Timeout(60)
class MyBatisTest {

  /** A row. */
  public static final class Item {
    private Long id;
    private String name;
    private LocalDateTime made;
    private byte[] data;

    public Long getId() {
      return id;
    }

    public void setId(Long id) {
      this.id = id;
    }

    public String getName() {
      return name;
    }

    public void setName(String name) {
      this.name = name;
    }

    public LocalDateTime getMade() {
      return made;
    }

    public void setMade(LocalDateTime made) {
      this.made = made;
    }

    public byte[] getData() {
      return data;
    }

    public void setData(byte[] data) {
      this.data = data;
    }
  }

  /** What is asked of the table. */
  public interface Items {

    @Insert("INSERT INTO item (name, made, data) VALUES (#{name}, #{made}, #{data})")
    @Options(useGeneratedKeys = true, keyProperty = "id", keyColumn = "id")
    int insert(Item item);

    @Select("SELECT * FROM item WHERE id = #{id}")
    Item find(long id);

    @Select("SELECT * FROM item ORDER BY name DESC")
    Cursor<Item> all();

    @Update("UPDATE item SET name = #{name} WHERE id = #{id}")
    int rename(Item item);
  }

  private final TestDatabase db =
      new TestDatabase(
          "CREATE TABLE item (id BIGINT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20),"
              + " made TIMESTAMP, data BLOB)");
  private final SqlSessionFactory factory = factory();

  private SqlSessionFactory factory() {
    Configuration configuration =
        new Configuration(
            new Environment(
                "test", new JdbcTransactionFactory(), new LightningDataSource(db.url())));
    configuration.addMapper(Items.class);
    return new SqlSessionFactoryBuilder().build(configuration);
  }

  @AfterEach
  void close() {
    db.close();
  }

  private static Item item(String name) {
    Item item = new Item();
    item.setName(name);
    return item;
  }

  @Test
  void objectsAreWrittenAndReadWithGeneratedKeys() throws IOException {
    try (SqlSession session = factory.openSession()) {
      Items items = session.getMapper(Items.class);
      Item item = item("one");
      item.setMade(LocalDateTime.of(2024, 3, 31, 2, 30));
      item.setData(new byte[] {1, 2});
      assertThat(items.insert(item)).isEqualTo(1);
      assertThat(item.getId()).isEqualTo(1);
      // All its other properties are null, which MyBatis sets with Types.OTHER.
      items.insert(item("two"));
      Item found = items.find(1);
      assertThat(found.getMade()).isEqualTo(item.getMade());
      assertThat(found.getData()).containsExactly(1, 2);
      assertThat(items.find(2).getData()).isNull();
      try (Cursor<Item> all = items.all()) {
        assertThat(all).extracting(Item::getName).containsExactly("two", "one");
      }
      session.commit();
    }
    try (SqlSession session = factory.openSession()) {
      session.getMapper(Items.class).insert(item("lost"));
      session.rollback();
      assertThat(session.getMapper(Items.class).all()).hasSize(2);
    }
  }

  @Test
  void theBatchExecutorWorks() {
    try (SqlSession session = factory.openSession(ExecutorType.BATCH)) {
      Items items = session.getMapper(Items.class);
      List<Item> inserted = List.of(item("a"), item("b"), item("c"));
      inserted.forEach(items::insert);
      session.flushStatements();
      assertThat(inserted).extracting(Item::getId).containsExactly(1L, 2L, 3L);
      inserted.get(1).setName("z");
      items.rename(inserted.get(1));
      session.commit();
      assertThat(items.find(2).getName()).isEqualTo("z");
    }
  }
}
