package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyspaceOptionsTest {

  @Test
  void theDefaultsArePagesOf8KiBWithoutAttributes() {
    assertThat(KeyspaceOptions.defaults().pageBytes()).isEqualTo(8 * 1024);
    assertThat(KeyspaceOptions.defaults().attributes()).isEmpty();
    assertThat(KeyspaceOptions.defaults().engine()).isEqualTo(StorageEngine.BTREE);
    assertThat(KeyspaceOptions.lsm().engine()).isEqualTo(StorageEngine.LSM);
    assertThat(KeyspaceOptions.builder().build()).isEqualTo(KeyspaceOptions.defaults());
  }

  @Test
  void pagesHaveTheirLimits() {
    for (int bytes : new int[] {512, 513, 256 * 1024}) {
      assertThat(KeyspaceOptions.builder().pageBytes(bytes).build().pageBytes()).isEqualTo(bytes);
    }
    for (int bytes : new int[] {511, 0, -1, 256 * 1024 + 1, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> KeyspaceOptions.builder().pageBytes(bytes))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("pageBytes")
          .hasMessageContaining("512")
          .hasMessageContaining("262144")
          .hasMessageContaining("not " + bytes);
    }
  }

  @Test
  void attributesAreSortedAndTheLastOfANameCounts() {
    KeyspaceOptions options =
        KeyspaceOptions.builder()
            .attribute("b", "1")
            .attribute("a", "2")
            .attribute("b", "3")
            .attribute("", "")
            .build();
    assertThat(options.attributes())
        .containsExactly(Map.entry("", ""), Map.entry("a", "2"), Map.entry("b", "3"));
    assertThatThrownBy(() -> options.attributes().put("c", "4"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void allAttributesCanBeReplaced() {
    KeyspaceOptions options =
        KeyspaceOptions.builder().pageBytes(512).attribute("a", "1").attribute("b", "2").build();
    KeyspaceOptions.Builder builder = options.toBuilder();
    builder.attributes(Map.of("b", "3", "c", "4"));
    assertThat(builder.build().attributes()).isEqualTo(Map.of("b", "3", "c", "4"));
    assertThat(builder.build().pageBytes()).isEqualTo(512);
    // One that cannot be kept is refused as it is alone.
    assertThatThrownBy(() -> options.toBuilder().attributes(Map.of("d", "\ud800")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'d'");
    assertThat(builder.attributes(Map.of()).build().attributes()).isEmpty();
    assertThat(options.attributes()).containsOnlyKeys("a", "b");
  }

  @Test
  void aBuilderChangesNothingThatWasBuilt() {
    KeyspaceOptions.Builder builder = KeyspaceOptions.builder().attribute("a", "1");
    KeyspaceOptions before = builder.build();
    builder.attribute("b", "2").pageBytes(1_024);
    assertThat(before.attributes()).containsOnlyKeys("a");
    assertThat(before.pageBytes()).isEqualTo(8 * 1024);
    before.toBuilder().attribute("c", "3").build();
    assertThat(before.attributes()).containsOnlyKeys("a");
  }

  @Test
  void optionsAreEqualByTheirSettings() {
    KeyspaceOptions options =
        KeyspaceOptions.builder().pageBytes(1_024).attribute("a", "b").build();
    assertThat(options.toBuilder().build()).isEqualTo(options).hasSameHashCodeAs(options);
    assertThat(options)
        .isNotEqualTo(options.toBuilder().engine(StorageEngine.LSM).build())
        .isNotEqualTo(options.toBuilder().pageBytes(2_048).build())
        .isNotEqualTo(options.toBuilder().compression(Compression.NONE).build())
        .isNotEqualTo(options.toBuilder().attribute("a", "c").build())
        .isNotEqualTo(KeyspaceOptions.defaults())
        .isNotEqualTo("options")
        .hasToString(
            "KeyspaceOptions{engine=BTREE, pageBytes=1024, compression=ADAPTIVE, attributes={a=b}}");
  }

  @Test
  void attributesHaveALimitTogether() {
    String half = "x".repeat(512 * 1024 - 1);
    KeyspaceOptions.builder().attribute("a", half).attribute("b", half).build();
    KeyspaceOptions.Builder more =
        KeyspaceOptions.builder().attribute("a", half).attribute("b", half + "x");
    assertThatThrownBy(more::build)
        .isInstanceOf(LimitException.class)
        .hasMessageContaining("1048577")
        .hasMessageContaining("1048576");
    // In bytes of UTF-8, that is.
    KeyspaceOptions.Builder wide = KeyspaceOptions.builder().attribute("a", "€".repeat(400_000));
    assertThatThrownBy(wide::build)
        .isInstanceOf(LimitException.class)
        .hasMessageContaining("1200001");
  }

  @Test
  void anAttributeThatIsNoUnicodeIsRefused() {
    KeyspaceOptions.Builder builder = KeyspaceOptions.builder();
    assertThatThrownBy(() -> builder.attribute("a", "x\ud800"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a'")
        .hasMessageContaining("lone surrogate");
    assertThatThrownBy(() -> builder.attribute("\udc00", "b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lone surrogate");
    assertThat(builder.attribute("😀", "😀").build().attributes()).containsEntry("😀", "😀");
  }

  @Test
  void nullIsNoAttribute() {
    KeyspaceOptions.Builder builder = KeyspaceOptions.builder();
    assertThatThrownBy(() -> builder.attribute(null, "b")).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> builder.attribute("a", null)).isInstanceOf(NullPointerException.class);
  }
}
