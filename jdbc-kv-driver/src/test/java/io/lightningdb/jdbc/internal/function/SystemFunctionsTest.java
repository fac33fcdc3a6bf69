package io.lightningdb.jdbc.internal.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SystemFunctionsTest {

  @Test
  void theConnectionIsAsked() throws SQLException {
    assertThat(SqlCall.result("USER()")).isEqualTo("anna");
    assertThat(SqlCall.result("current_user()")).isEqualTo("anna");
    assertThat(SqlCall.result("DATABASE()")).isEqualTo("stock");
    assertThat(Functions.find("USER").isDeterministic()).isFalse();
  }

  @Test
  void eachUuidIsANewOne() throws SQLException {
    assertThat(SqlCall.result("RANDOM_UUID()"))
        .isInstanceOf(UUID.class)
        .isNotEqualTo(SqlCall.result("RANDOM_UUID()"));
    assertThat(((UUID) SqlCall.result("GEN_RANDOM_UUID()")).version()).isEqualTo(4);
    assertThat(Functions.find("uuid").isVolatile()).isTrue();
  }
}
