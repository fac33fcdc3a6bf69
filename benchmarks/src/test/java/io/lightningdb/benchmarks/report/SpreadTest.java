package io.lightningdb.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SpreadTest {

  @Test
  void theMedianOfAnOddNumberIsTheOneInTheMiddle() {
    assertThat(Spread.of(List.of(9.0, 1.0, 2.0), Double::doubleValue))
        .isEqualTo(new Spread(2, 1, 9));
  }

  @Test
  void theMedianOfAnEvenNumberIsTheMeanOfTwo() {
    assertThat(Spread.of(List.of(9.0, 1.0, 2.0, 4.0), Double::doubleValue))
        .isEqualTo(new Spread(3, 1, 9));
  }

  @Test
  void numbersHaveThreeDigitsOrTheirWholePart() {
    assertThat(Numbers.three(0.1234)).isEqualTo("0.12");
    assertThat(Numbers.three(12.345)).isEqualTo("12.3");
    assertThat(Numbers.three(1234.5)).isEqualTo("1,235");
  }

  @Test
  void aSpreadOfNothingIsANumber() {
    assertThat(Numbers.spread(new Spread(5, 5, 5))).isEqualTo("5.00");
    assertThat(Numbers.spread(new Spread(5, 4, 6))).isEqualTo("5.00 (4.00–6.00)");
  }
}
