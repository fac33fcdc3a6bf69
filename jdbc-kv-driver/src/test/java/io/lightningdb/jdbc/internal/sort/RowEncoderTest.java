package io.lightningdb.jdbc.internal.sort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class RowEncoderTest {

  private static void assertComesBack(List<Object[]> rows) throws SQLException {
    RowEncoder encoder = new RowEncoder(16);
    encoder.reset(5);
    for (Object[] row : rows) {
      encoder.write(row);
    }
    RowDecoder decoder = new RowDecoder();
    decoder.reset(encoder.array(), 5, encoder.size());
    List<Object[]> read = new ArrayList<>();
    while (!decoder.isAtEnd()) {
      read.add(decoder.readRow());
    }
    assertThat(read.toArray(new Object[0][])).isDeepEqualTo(rows.toArray(new Object[0][]));
  }

  @RepeatedTest(50)
  void rowsComeBackAsTheyWere(Seed seed) throws SQLException {
    assertComesBack(new RandomRows(seed, seed.between(0, 8)).rows(50));
  }

  @Test
  void extremeValuesComeBackAsTheyWere() throws SQLException {
    assertComesBack(List.of(RandomRows.extremes().toArray(), new Object[0], new Object[200]));
  }

  @Test
  void anObjectThatIsNoValueIsRefused() {
    RowEncoder encoder = new RowEncoder(16);
    assertThatThrownBy(() -> encoder.write(new Object[] {1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Integer");
  }
}
