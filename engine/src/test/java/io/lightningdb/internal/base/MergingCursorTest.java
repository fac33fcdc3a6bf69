package io.lightningdb.internal.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.CursorWalk;
import io.lightningdb.internal.testing.MapCursor;
import io.lightningdb.internal.testing.RandomKeys;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class MergingCursorTest {

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns a layer out of keys and values in turn. */
  private static NavigableMap<byte[], byte @Nullable []> layer(String... keysAndValues) {
    NavigableMap<byte[], byte @Nullable []> layer = MapCursor.newMap();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      String value = keysAndValues[i + 1];
      layer.put(bytes(keysAndValues[i]), value == null ? null : bytes(value));
    }
    return layer;
  }

  private static MergingCursor merge(List<NavigableMap<byte[], byte @Nullable []>> newestFirst) {
    return new MergingCursor(newestFirst.stream().map(MapCursor::new).toList());
  }

  private static NavigableMap<byte[], byte @Nullable []> expected(
      List<NavigableMap<byte[], byte @Nullable []>> newestFirst) {
    NavigableMap<byte[], byte @Nullable []> merged = MapCursor.newMap();
    for (int i = newestFirst.size() - 1; i >= 0; i--) {
      merged.putAll(newestFirst.get(i));
    }
    merged.values().removeIf(value -> value == null);
    return merged;
  }

  private static String show(MergingCursor cursor) throws IOException {
    return new String(CursorWalk.key(cursor), StandardCharsets.US_ASCII)
        + "="
        + new String(cursor.value(), StandardCharsets.US_ASCII);
  }

  @Test
  void theFirstLayerHidesTheOthers() throws IOException {
    MergingCursor cursor =
        merge(List.of(layer("b", "new"), layer("a", "old", "b", "old"), layer("b", "oldest")));
    assertThat(cursor.first()).isTrue();
    assertThat(show(cursor)).isEqualTo("a=old");
    assertThat(cursor.next()).isTrue();
    assertThat(show(cursor)).isEqualTo("b=new");
    assertThat(cursor.isDelete()).isFalse();
    assertThat(cursor.next()).isFalse();
  }

  @Test
  void aDeletionHidesWhatIsBeneathItAndIsNotShown() throws IOException {
    MergingCursor cursor =
        merge(
            List.of(
                layer("a", null, "c", null),
                layer("a", "1", "b", "2", "c", "3", "d", "4"),
                layer("c", "30")));
    assertThat(cursor.first()).isTrue();
    assertThat(show(cursor)).isEqualTo("b=2");
    assertThat(cursor.next()).isTrue();
    assertThat(show(cursor)).isEqualTo("d=4");
    assertThat(cursor.previous()).isTrue();
    assertThat(show(cursor)).isEqualTo("b=2");
    assertThat(cursor.previous()).isFalse();
    assertThat(cursor.seek(bytes("c"))).isTrue();
    assertThat(show(cursor)).isEqualTo("d=4");
    assertThat(cursor.seekBefore(bytes("d"))).isTrue();
    assertThat(show(cursor)).isEqualTo("b=2");
  }

  @Test
  void aValueOverADeletionIsShown() throws IOException {
    MergingCursor cursor = merge(List.of(layer("a", "new"), layer("a", null), layer("a", "old")));
    assertThat(cursor.last()).isTrue();
    assertThat(show(cursor)).isEqualTo("a=new");
  }

  @Test
  void nothingButDeletionsIsNothing() throws IOException {
    MergingCursor cursor = merge(List.of(layer("a", null, "b", null), layer("b", "1")));
    assertThat(cursor.first()).isFalse();
    assertThat(cursor.last()).isFalse();
    assertThat(cursor.seek(bytes(""))).isFalse();
    assertThat(cursor.seekBefore(bytes("z"))).isFalse();
    assertThat(merge(List.of()).first()).isFalse();
    assertThat(merge(List.of(layer(), layer())).last()).isFalse();
  }

  @Test
  void anyLayersShowWhatTheMergedMapHas(Seed seed) throws IOException {
    for (int round = 0; round < 3_000; round++) {
      int keys = seed.oneIn(20) ? 400 : 24;
      List<NavigableMap<byte[], byte @Nullable []>> layers = randomLayers(seed, keys);
      CursorWalk walk = new CursorWalk(merge(layers), new MapCursor(expected(layers)));
      walk.thereAndBack();
      walk.turnAtEveryStep(12);
      walk.wander(seed, 60, new RandomKeys(seed, keys));
    }
  }

  private static List<NavigableMap<byte[], byte @Nullable []>> randomLayers(Seed seed, int keys) {
    List<NavigableMap<byte[], byte @Nullable []>> layers = new ArrayList<>();
    RandomKeys source = new RandomKeys(seed, keys);
    for (int i = seed.between(0, 5); i > 0; i--) {
      NavigableMap<byte[], byte @Nullable []> layer = MapCursor.newMap();
      int deletionIn = seed.between(1, 5);
      for (int j = seed.between(0, keys); j > 0; j--) {
        layer.put(source.get(), seed.oneIn(deletionIn) ? null : seed.bytes(3));
      }
      layers.add(layer);
    }
    return layers;
  }
}
