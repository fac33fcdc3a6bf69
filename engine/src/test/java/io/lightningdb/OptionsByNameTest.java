package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Settings as texts, for URLs and property files. */
class OptionsByNameTest {

  private static final Options UNUSUAL =
      Options.builder()
          .durability(Durability.ASYNC)
          .syncInterval(Duration.ofMillis(7))
          .memoryBytes(9_876_543)
          .memtableBytes(123_456)
          .cacheBytes(654_321)
          .logSegmentBytes(44_444)
          .treeSegmentBytes(55_555)
          .logBytesKept(66_666)
          .createIfMissing(false)
          .openTransactionsMax(66)
          .transactionTimeout(Duration.ofMillis(77))
          .snapshotAgeMax(Duration.ofMillis(88))
          .trackTransactions(true)
          .build();

  @Test
  void whatIsReadByNameCanBeSetByName() {
    Options.Builder copy = Options.builder();
    for (String name : Options.Builder.names()) {
      assertThat(UNUSUAL.get(name)).isNotEqualTo(Options.defaults().get(name));
      copy.set(name, UNUSUAL.get(name));
    }
    assertThat(copy.build()).isEqualTo(UNUSUAL);
  }

  @Test
  void anUnknownNameIsRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> UNUSUAL.get("memtableByte"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'memtableByte'")
        .hasMessageContaining("memtableBytes");
  }
}
