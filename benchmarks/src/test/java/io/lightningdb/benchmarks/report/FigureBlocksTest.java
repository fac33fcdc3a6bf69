package io.lightningdb.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class FigureBlocksTest {

  private static final String DOCUMENT =
      """
      # Title

      <!-- figures: one -->
      <!-- end of figures -->

      In between: $1 and \\.

      <!-- figures: two -->

      | old |

      <!-- end of figures -->

      The end.
      """;

  @Test
  void blocksAreFilledAndTheRestIsKept() {
    String filled = FigureBlocks.fill(DOCUMENT, Map.of("one", "| $1 \\ |\n", "two", "| new |"));
    assertThat(filled)
        .isEqualTo(
            """
            # Title

            <!-- figures: one -->

            | $1 \\ |

            <!-- end of figures -->

            In between: $1 and \\.

            <!-- figures: two -->

            | new |

            <!-- end of figures -->

            The end.
            """);
  }

  @Test
  void aBlockWithoutNewFiguresStays() {
    String filled = FigureBlocks.fill(DOCUMENT, Map.of("one", "| x |"));
    assertThat(filled).contains("| x |").contains("| old |");
  }

  @Test
  void fillingTwiceChangesNothing() {
    String once = FigureBlocks.fill(DOCUMENT, Map.of("one", "| x |"));
    assertThat(FigureBlocks.fill(once, Map.of("one", "| x |"))).isEqualTo(once);
  }

  @Test
  void figuresWithoutABlockAreRefused() {
    assertThatThrownBy(() -> FigureBlocks.fill(DOCUMENT, Map.of("three", "| x |")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[three]");
  }
}
