package io.lightningdb.jdbc.internal.sort;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.jdbc.internal.type.Comparison;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class ValueHashTest {

  private static int hash(Object... values) {
    return ValueHash.ofFirst(values, values.length);
  }

  @RepeatedTest(20)
  void valuesThatCompareAsEqualHaveEqualHashes(Seed seed) throws SQLException {
    for (RandomRows.Kind kind : RandomRows.Kind.values()) {
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        values.add(RandomRows.value(kind, seed));
      }
      for (Object a : values) {
        for (Object b : values) {
          if (Comparison.compare(a, b) == 0) {
            assertThat(hash(a)).as("%s and %s", a, b).isEqualTo(hash(b));
          }
        }
      }
    }
  }

  @Test
  void numbersHashByWhatTheyStandFor() {
    assertThat(hash(new BigDecimal("1.00"))).isEqualTo(hash(1L)).isEqualTo(hash(1.0));
    assertThat(hash(new BigDecimal("1E2"))).isEqualTo(hash(100L)).isEqualTo(hash(100.0));
    assertThat(hash(new BigDecimal("-0.50"))).isEqualTo(hash(-0.5));
    assertThat(hash(-0.0)).isEqualTo(hash(0L)).isEqualTo(hash(new BigDecimal("0E-9")));
    assertThat(hash(0x1p63)).isEqualTo(hash(new BigDecimal("9223372036854775808.0")));
    assertThat(hash(-0x1p63)).isEqualTo(hash(Long.MIN_VALUE));
    assertThat(hash(LocalDate.EPOCH)).isEqualTo(hash(LocalDate.EPOCH.atStartOfDay()));
  }

  @Test
  void valuesThatDifferMostlyHaveDifferentHashes() {
    Set<Integer> hashes = new HashSet<>();
    for (long i = 0; i < 10_000; i++) {
      // Beyond what a double tells apart.
      hashes.add(hash((1L << 60) + i));
      hashes.add(hash(BigDecimal.valueOf(i, 2).add(new BigDecimal("0.001"))));
      hashes.add(hash("customer-" + i));
      hashes.add(hash(i, 1L));
      hashes.add(hash(1L, i));
    }
    // Of 50,000 random numbers of 32 bits, less than one in all collides on average.
    assertThat(hashes).hasSizeGreaterThan(49_980);
  }

  /** Texts that have the same {@link String#hashCode}. */
  @Test
  void textsChosenToCollideDoNot() {
    Set<Integer> hashes = new HashSet<>();
    for (int i = 0; i < 1 << 12; i++) {
      StringBuilder text = new StringBuilder();
      for (int bit = 0; bit < 12; bit++) {
        text.append(((i >> bit) & 1) == 0 ? "Aa" : "BB");
      }
      hashes.add(hash(text.toString()));
    }
    assertThat(hashes).hasSizeGreaterThan(4_090);
  }
}
