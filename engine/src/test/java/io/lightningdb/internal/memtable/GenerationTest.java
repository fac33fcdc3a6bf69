package io.lightningdb.internal.memtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.ReadTime;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class GenerationTest {

  private static final KeyspaceId ONE = new KeyspaceId(1);
  private static final KeyspaceId OTHER = new KeyspaceId(2);

  @Test
  void aNewGenerationFollowsWhatIsOlder() {
    Generation generation = new Generation(41);
    assertThat(generation.follows()).isEqualTo(41);
    assertThat(generation.lastSequence()).isEqualTo(41);
    assertThat(generation.isEmpty()).isTrue();
    assertThat(generation.keyspaces()).isEmpty();
    assertThat(generation.memtable(ONE)).isNull();
  }

  @Test
  void eachKeyspaceHasAMemtableOfItsOwn() throws IOException {
    Generation generation = new Generation(0);
    byte[] key = {1};
    generation.put(ONE, key, new byte[] {10}, ReadTime.NEVER, 1);
    generation.put(OTHER, key, new byte[] {20}, ReadTime.NEVER, 2);
    generation.put(new KeyspaceId(1), new byte[] {2}, new byte[] {11}, ReadTime.NEVER, 3);
    assertThat(generation.keyspaces()).containsExactlyInAnyOrder(ONE, OTHER);
    assertThat(generation.memtable(ONE).get(key, 9, ReadTime.BEFORE_ALL)).containsExactly(10);
    assertThat(generation.memtable(OTHER).get(key, 9, ReadTime.BEFORE_ALL)).containsExactly(20);
    assertThat(generation.memtable(new KeyspaceId(1)).get(new byte[] {2}, 9, ReadTime.BEFORE_ALL))
        .containsExactly(11);
    assertThat(generation.memtable(OTHER).get(new byte[] {2}, 9, ReadTime.BEFORE_ALL)).isNull();
    assertThat(generation.isEmpty()).isFalse();
  }

  @Test
  void theLastSequenceIsThatOfTheLastWriteOrWhatItWasAdvancedTo() {
    Generation generation = new Generation(5);
    generation.put(ONE, new byte[] {1}, null, ReadTime.NEVER, 6);
    assertThat(generation.lastSequence()).isEqualTo(6);
    generation.advanceTo(9);
    assertThat(generation.lastSequence()).isEqualTo(9);
    assertThat(generation.follows()).isEqualTo(5);
  }

  @Test
  void memoryGrowsWithWhatIsPut() {
    Generation generation = new Generation(0);
    long empty = generation.memoryBytes();
    for (int i = 0; i < 100; i++) {
      generation.put(ONE, new byte[] {(byte) i}, new byte[10_000], ReadTime.NEVER, i + 1);
    }
    assertThat(generation.memoryBytes() - empty).isBetween(1_000_000L, 3_000_000L);
  }

  @Test
  void manyKeyspacesWithLittleInThemTakeLittleMemory() {
    Generation generation = new Generation(0);
    for (int i = 1; i <= 1_000; i++) {
      generation.put(new KeyspaceId(i), new byte[] {1}, new byte[] {2}, ReadTime.NEVER, i);
    }
    assertThat(generation.memoryBytes()).isLessThan(1_000_000);
  }

  @Test
  void aLoadMayHaveChangedAllKeysFromItsFirstToItsLast() {
    Generation generation = new Generation(5);
    long empty = generation.memoryBytes();
    generation.noteLoad(ONE, new byte[] {3}, new byte[] {5}, 6);
    assertThat(generation.lastSequence()).isEqualTo(6);
    assertThat(generation.memoryBytes()).isGreaterThan(empty);
    assertThat(generation.mayBeLoadedAfter(5, ONE, new byte[] {3})).isTrue();
    assertThat(generation.mayBeLoadedAfter(5, ONE, new byte[] {4, 1})).isTrue();
    assertThat(generation.mayBeLoadedAfter(5, ONE, new byte[] {5})).isTrue();
    assertThat(generation.mayBeLoadedAfter(5, ONE, new byte[] {2})).isFalse();
    assertThat(generation.mayBeLoadedAfter(5, ONE, new byte[] {5, 0})).isFalse();
    assertThat(generation.mayBeLoadedAfter(5, OTHER, new byte[] {4})).isFalse();
    assertThat(generation.mayBeLoadedAfter(6, ONE, new byte[] {4})).isFalse();
  }
}
