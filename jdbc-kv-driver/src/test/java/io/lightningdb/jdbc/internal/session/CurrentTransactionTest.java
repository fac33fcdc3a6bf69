package io.lightningdb.jdbc.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Database;
import io.lightningdb.Isolation;
import io.lightningdb.Lightning;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** How much a transaction has written, which is kept from becoming more than one commit takes. */
class CurrentTransactionTest {

  @Test
  void whatIsTakenBackDoesNotCountAsWritten() throws SQLException {
    try (Database database = Lightning.openInMemory()) {
      CurrentTransaction current = new CurrentTransaction(database, new SchemaGuard());
      current.writer(Isolation.SNAPSHOT);
      current.addBytesWritten(100);
      SavePoint point = current.savePoint("x", false, Isolation.SNAPSHOT);
      current.addBytesWritten(1_000);
      current.rollbackTo(point);
      assertThat(current.bytesWritten()).isEqualTo(100);
      current.addBytesWritten(10);
      current.release(point);
      assertThat(current.bytesWritten()).isEqualTo(110);
      current.rollback();
      assertThat(current.bytesWritten()).isZero();
    }
  }
}
