package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * What the suites have in common that every implementation of the public interfaces has to pass.
 * They use nothing but these interfaces.
 */
@Timeout(60)
abstract class Contract {

  static final byte[] KEY = {1};
  static final byte[] VALUE = {2};
  static final byte[] OTHER = {3};
  static final byte[] EMPTY = {};

  /** An open database without keyspaces. */
  Database db;

  /** Opens a database without keyspaces, for one test. */
  protected abstract Database open();

  /** Brings what was committed to where it stays, if that is another place than where it is. */
  protected void settle(Database database) {}

  @BeforeEach
  void openDatabase() {
    db = open();
  }

  @AfterEach
  void closeDatabase() {
    db.close();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  byte[] tooLongKey() {
    return new byte[db.capabilities().keyBytesMax() + 1];
  }

  /** Checks that each of these is refused since something is closed, over or dropped. */
  static void assertRefused(String why, List<ThrowingCallable> uses) {
    for (int i = 0; i < uses.size(); i++) {
      assertThatThrownBy(uses.get(i))
          .as("use number %d", i)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(why);
    }
  }

  /** Checks that each of these is refused since an argument is null. */
  static void assertRefusesNull(List<ThrowingCallable> uses) {
    for (int i = 0; i < uses.size(); i++) {
      assertThatThrownBy(uses.get(i))
          .as("use number %d", i)
          .isInstanceOf(NullPointerException.class);
    }
  }

  /** Gives {@code user} a keyspace of another database. */
  static void withForeignKeyspace(Consumer<Keyspace> user) {
    try (Database another = Lightning.openInMemory()) {
      user.accept(another.createKeyspace("foreign"));
    }
  }
}
