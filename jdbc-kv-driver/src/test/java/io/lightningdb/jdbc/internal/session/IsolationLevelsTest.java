package io.lightningdb.jdbc.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lightningdb.Capabilities;
import io.lightningdb.Isolation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is asked for is given, or the next stronger level, or nothing. */
class IsolationLevelsTest {

  private static Capabilities store(boolean locks, Set<Isolation> isolations) {
    return new Capabilities(isolations, true, locks, true, 1_000, 1_000, 1_000);
  }

  private static final Capabilities ALL = store(true, EnumSet.allOf(Isolation.class));

  @Test
  void aStoreThatHasAllGivesWhatIsAskedFor() throws SQLException {
    assertThat(IsolationLevels.toEngine(Connection.TRANSACTION_READ_UNCOMMITTED, ALL))
        .isEqualTo(Isolation.READ_COMMITTED);
    for (int level :
        new int[] {
          Connection.TRANSACTION_READ_COMMITTED,
          Connection.TRANSACTION_REPEATABLE_READ,
          Connection.TRANSACTION_SERIALIZABLE
        }) {
      assertThat(IsolationLevels.toJdbc(IsolationLevels.toEngine(level, ALL))).isEqualTo(level);
      assertThat(IsolationLevels.isSupported(level, ALL)).isTrue();
    }
    assertThat(IsolationLevels.isSupported(Connection.TRANSACTION_NONE, ALL)).isFalse();
  }

  @Test
  void whatAStoreHasNotIsRaised() throws SQLException {
    Capabilities strict = store(true, Set.of(Isolation.SERIALIZABLE));
    assertThat(IsolationLevels.toEngine(Connection.TRANSACTION_READ_COMMITTED, strict))
        .isEqualTo(Isolation.SERIALIZABLE);
    Capabilities lockless = store(false, EnumSet.allOf(Isolation.class));
    assertThat(IsolationLevels.toEngine(Connection.TRANSACTION_READ_COMMITTED, lockless))
        .isEqualTo(Isolation.SNAPSHOT);
  }

  @Test
  void whatCannotBeRaisedIsRefused() {
    Capabilities weak = store(true, Set.of(Isolation.READ_COMMITTED, Isolation.SNAPSHOT));
    int level = Connection.TRANSACTION_SERIALIZABLE;
    assertThat(IsolationLevels.isSupported(level, weak)).isFalse();
    SQLException refused =
        catchThrowableOfType(SQLException.class, () -> IsolationLevels.toEngine(level, weak));
    assertThat(refused.getSQLState()).isEqualTo("0A000");
  }
}
