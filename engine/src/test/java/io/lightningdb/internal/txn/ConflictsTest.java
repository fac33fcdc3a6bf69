package io.lightningdb.internal.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.memtable.Generation;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConflictsTest {

  private static final KeyspaceId ONE = new KeyspaceId(1);
  private static final KeyspaceId OTHER = new KeyspaceId(2);
  private static final byte[] A = {1};
  private static final byte[] B = {2};

  private static Generation generation(long follows, Write... writes) {
    Generation generation = new Generation(follows);
    long sequence = follows;
    for (Write write : writes) {
      generation.put(write.keyspace(), write.key(), write.value(), ReadTime.NEVER, ++sequence);
    }
    return generation;
  }

  private static Write write(KeyspaceId keyspace, byte[] key) {
    return new Write(keyspace, key, new byte[] {9});
  }

  @Test
  void aChangeSinceTheTransactionBeganIsAConflict() {
    List<Generation> generations = List.of(generation(0, write(ONE, A), write(ONE, B)));
    Write mine = write(ONE, B);
    assertThat(Conflicts.find(generations, List.of(write(ONE, A), mine), 1).key())
        .isSameAs(mine.key());
    assertThat(Conflicts.find(generations, List.of(mine), 0).key()).isSameAs(mine.key());
  }

  @Test
  void aChangeThatTheTransactionCouldSeeIsNone() {
    List<Generation> generations = List.of(generation(0, write(ONE, A), write(ONE, B)));
    assertThat(Conflicts.find(generations, List.of(write(ONE, B)), 2)).isNull();
    assertThat(Conflicts.find(generations, List.of(write(ONE, A)), 1)).isNull();
  }

  @Test
  void otherKeysAndTheSameKeyOfOtherKeyspacesAreNone() {
    List<Generation> generations = List.of(generation(0, write(ONE, A)));
    assertThat(
            Conflicts.find(
                generations, List.of(write(ONE, B), write(OTHER, A), write(ONE, new byte[0])), 0))
        .isNull();
  }

  @Test
  void aDeletionIsAChangeToo() {
    List<Generation> generations = List.of(generation(0, new Write(ONE, A, null)));
    assertThat(Conflicts.find(generations, List.of(new Write(ONE, A, null)), 0)).isNotNull();
  }

  @Test
  void onlyTheNewestVersionMatters() {
    List<Generation> generations = List.of(generation(0, write(ONE, A), write(ONE, A)));
    assertThat(Conflicts.find(generations, List.of(write(ONE, A)), 1)).isNotNull();
    assertThat(Conflicts.find(generations, List.of(write(ONE, A)), 2)).isNull();
  }

  @Test
  void olderGenerationsAreLookedThroughToo() {
    List<Generation> generations =
        List.of(generation(2), generation(1, write(ONE, B)), generation(0, write(ONE, A)));
    assertThat(Conflicts.find(generations, List.of(write(ONE, A)), 0)).isNotNull();
    assertThat(Conflicts.find(generations, List.of(write(ONE, A)), 1)).isNull();
    assertThat(Conflicts.find(generations, List.of(write(ONE, B)), 1)).isNotNull();
  }

  @Test
  void nothingWrittenIsNoConflict() {
    assertThat(Conflicts.find(List.of(generation(0, write(ONE, A))), List.of(), 0)).isNull();
  }

  @Test
  void aRangeIsInConflictWithWhatWasChangedInIt() {
    Generation generation = generation(0, write(ONE, new byte[] {5}));
    generation.deleteRange(ONE, new byte[] {7}, new byte[] {9}, 2);
    List<Generation> generations = List.of(generation(2), generation);
    assertThat(Conflicts.find(generations, List.of(range(4, 6)), 0).key()).containsExactly(5);
    assertThat(Conflicts.find(generations, List.of(range(4, 6)), 1)).isNull();
    assertThat(Conflicts.find(generations, List.of(range(6, 8)), 1).key()).containsExactly(7);
    assertThat(Conflicts.find(generations, List.of(range(9, 10)), 0)).isNull();
    Write inTheRange = write(ONE, new byte[] {8});
    assertThat(Conflicts.find(generations, List.of(inTheRange), 1)).isNotNull();
    assertThat(Conflicts.find(generations, List.of(inTheRange), 2)).isNull();
    generation.noteLoad(ONE, new byte[] {12}, new byte[] {14}, 3);
    assertThat(Conflicts.findLoaded(generations, List.of(range(13, 20)), 2).key()).isNull();
    assertThat(Conflicts.findLoaded(generations, List.of(range(15, 20)), 2)).isNull();
  }

  private static Write range(int from, int to) {
    return new Write(
        ONE,
        Write.Kind.DELETE_RANGE,
        new byte[] {(byte) from},
        new byte[] {(byte) to},
        ReadTime.NEVER);
  }

  @Test
  void generationsCoverWhatTheOldestOfThemFollows() {
    List<Generation> generations = List.of(generation(20), generation(10));
    assertThat(Conflicts.cover(generations, 9)).isFalse();
    assertThat(Conflicts.cover(generations, 10)).isTrue();
    assertThat(Conflicts.cover(generations, 15)).isTrue();
    assertThat(Conflicts.cover(generations, 99)).isTrue();
    assertThat(Conflicts.cover(List.of(), 99)).isFalse();
  }

  @Test
  void aLoadOfKeysAroundIsAConflictForThoseWhoBeganBefore() {
    Generation generation = generation(0, write(ONE, A));
    generation.noteLoad(ONE, new byte[] {2}, new byte[] {9}, 2);
    List<Generation> generations = List.of(generation(2), generation);
    Write mine = write(ONE, new byte[] {5});
    assertThat(Conflicts.findLoaded(generations, List.of(write(ONE, A), mine), 1).key())
        .isSameAs(mine.key());
    assertThat(Conflicts.findLoaded(generations, List.of(mine), 2)).isNull();
    assertThat(Conflicts.findLoaded(generations, List.of(write(ONE, A)), 0)).isNull();
    assertThat(Conflicts.findLoaded(generations, List.of(write(OTHER, B)), 0)).isNull();
  }
}
