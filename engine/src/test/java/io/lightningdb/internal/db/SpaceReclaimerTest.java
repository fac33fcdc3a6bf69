package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.FileUse;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.store.UnknownFileException;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.StoreOfFiles;
import io.lightningdb.internal.testing.TestFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which files are to be left, from their lengths and what is live in them. */
@ExtendWith(Seeds.class)
class SpaceReclaimerTest {

  private static final int FILE_BYTES = 1_000_000;

  private final BlockFiles files = new TestFiles().files();
  private final List<FileUse.Builder> uses = new ArrayList<>(List.of(FileUse.NONE.toBuilder()));
  private final SpaceReclaimer reclaimer = new SpaceReclaimer(FILE_BYTES);

  /** Adds a file of which the first keyspace uses so many bytes. */
  private SpaceReclaimerTest file(long number, int length, int live) {
    files.add(number, length);
    return use(0, number, live);
  }

  private SpaceReclaimerTest use(int keyspace, long number, int live) {
    while (uses.size() <= keyspace) {
      uses.add(FileUse.NONE.toBuilder());
    }
    if (live > 0) {
      try {
        uses.get(keyspace).add(files.pointer("a test", number, 64, live));
      } catch (UnknownFileException e) {
        throw new AssertionError(e);
      }
    }
    return this;
  }

  private Set<Long> choose() {
    List<KeyspaceStore> stores = new ArrayList<>();
    uses.forEach(use -> stores.add(new StoreOfFiles(use.build())));
    return reclaimer.choose(stores, files.files());
  }

  @Test
  void nothingIsChosenWhereThereIsNothing() {
    assertThat(choose()).isEmpty();
  }

  @Test
  void filesThatAreAllButFullAreLeftAlone() {
    file(1, FILE_BYTES, 999_000).file(2, FILE_BYTES, 999_000).file(3, FILE_BYTES, 990_000);
    assertThat(choose()).isEmpty();
  }

  @Test
  void aQuarterAsMuchDeadAsLiveIsBorne() {
    for (int i = 1; i <= 10; i++) {
      file(i, FILE_BYTES, 810_000);
    }
    assertThat(choose()).isEmpty();
  }

  @Test
  void beyondThatTheEmptiestFilesAreChosenUntilAnEighthIsLeft() {
    for (int i = 1; i <= 10; i++) {
      file(i, FILE_BYTES, 900_000);
    }
    file(11, FILE_BYTES, 100_000).file(12, FILE_BYTES, 200_000).file(13, FILE_BYTES, 400_000);
    // 3.3 of 9.7 million bytes are dead; without the two emptiest files 1.6 are, without three 1.0.
    assertThat(choose()).containsExactlyInAnyOrder(11L, 12L, 13L);
  }

  @Test
  void oneGoCopiesNoMoreThanTwoFilesFull() {
    for (int i = 1; i <= 20; i++) {
      file(i, FILE_BYTES, 500_000);
    }
    assertThat(choose()).hasSize(4);
  }

  @Test
  void aSingleFileIsChosenEvenIfItIsMoreThanThat() {
    file(1, 10 * FILE_BYTES, 5 * FILE_BYTES);
    assertThat(choose()).containsExactly(1L);
  }

  @Test
  void whatSeveralKeyspacesUseIsLiveTogether() {
    file(1, FILE_BYTES, 400_000).use(1, 1, 500_000).file(2, FILE_BYTES, 900_000);
    assertThat(choose()).isEmpty();
    file(3, FILE_BYTES, 100_000).use(1, 3, 50_000);
    assertThat(choose()).containsExactly(3L);
  }

  @Test
  void filesInWhichNothingIsLiveNeedNoChoice() {
    files.add(1, FILE_BYTES);
    file(2, FILE_BYTES, 990_000);
    assertThat(choose()).isEmpty();
  }

  @Test
  void aLittleDeadInASmallDatabaseIsNotWorthTheCopying() {
    file(1, 30_000, 2_000);
    assertThat(choose()).isEmpty();
    file(2, 40_000, 2_000);
    assertThat(choose()).isNotEmpty();
  }

  @Test
  void manyShortFilesAreJoined() {
    for (int i = 1; i <= 16; i++) {
      file(i, 10_000, 9_900);
    }
    assertThat(choose()).isEmpty();
    file(17, 10_000, 9_900).file(18, FILE_BYTES, 999_900);
    assertThat(choose()).hasSize(17).doesNotContain(18L);
  }

  /** Leaves the files that are chosen, again and again, as the background work does. */
  @Test
  void everyChoiceGainsSpaceOrJoinsFilesAndChoosingEnds(Seed seed) {
    for (int round = 0; round < 300; round++) {
      Map<Long, int[]> lengthsAndLive = new TreeMap<>();
      for (long number = seed.between(1, 40); number > 0; number--) {
        int length = seed.oneIn(4) ? seed.between(300, 60_000) : seed.between(60_000, FILE_BYTES);
        lengthsAndLive.put(number, new int[] {length, seed.between(100, length - 96)});
      }
      Set<Long> chosen = choose(lengthsAndLive);
      for (int pass = 0; !chosen.isEmpty(); pass++) {
        assertThat(pass).as("passes").isLessThan(100);
        long total = sum(lengthsAndLive, 0);
        int files = lengthsAndLive.size();
        leave(lengthsAndLive, chosen);
        assertThat(sum(lengthsAndLive, 0) < total || lengthsAndLive.size() < files)
            .as("something was gained")
            .isTrue();
        chosen = choose(lengthsAndLive);
      }
      long live = sum(lengthsAndLive, 1);
      assertThat(sum(lengthsAndLive, 0) - live)
          .isLessThanOrEqualTo(Math.max(FILE_BYTES / 32, live / 4));
    }
  }

  private static Set<Long> choose(Map<Long, int[]> lengthsAndLive) {
    SpaceReclaimerTest database = new SpaceReclaimerTest();
    lengthsAndLive.forEach((number, file) -> database.file(number, file[0], file[1]));
    return database.choose();
  }

  private static long sum(Map<Long, int[]> lengthsAndLive, int which) {
    return lengthsAndLive.values().stream().mapToLong(file -> file[which]).sum();
  }

  /** Writes what is live in the chosen files into new ones. */
  private static void leave(Map<Long, int[]> lengthsAndLive, Set<Long> chosen) {
    long live = chosen.stream().mapToLong(number -> lengthsAndLive.get(number)[1]).sum();
    lengthsAndLive.keySet().removeAll(chosen);
    long next = lengthsAndLive.keySet().stream().mapToLong(number -> number).max().orElse(0);
    while (live > 0) {
      // No block is shorter, however little is left.
      int part = (int) Math.max(100, Math.min(live, FILE_BYTES));
      lengthsAndLive.put(++next, new int[] {part + 96, part});
      live -= part;
    }
  }
}
