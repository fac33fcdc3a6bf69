package io.lightningdb.internal.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.DiskContract;
import io.lightningdb.internal.io.ReadableFile;
import io.lightningdb.internal.io.WritableFile;
import io.lightningdb.internal.testing.SimulatedDisk.Kind;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a power failure takes from the simulated disk, and what it never takes. */
class SimulatedDiskTest extends DiskContract {

  private SimulatedDisk simulated;

  @Override
  protected Disk newDisk() {
    simulated = new SimulatedDisk();
    return simulated;
  }

  /** It is for one thread at a time. */
  @Override
  protected int concurrentReaders() {
    return 1;
  }

  private void writeSynced(String name, byte[] content) throws IOException {
    try (WritableFile file = disk.create(name)) {
      file.write(0, content, 0, content.length);
      file.sync();
    }
    disk.syncDirectory();
  }

  private Map<String, byte[]> after(Survival survival, long seed) {
    return simulated.afterPowerFailure(survival, new Seed(seed)).files();
  }

  /** Returns all that can be in a file after power failures of this kind. */
  private Set<String> contents(String name, Survival survival) {
    Set<String> contents = new HashSet<>();
    for (int seed = 0; seed < 300; seed++) {
      byte[] content = after(survival, seed).get(name);
      contents.add(content == null ? "gone" : Arrays.toString(content));
    }
    return contents;
  }

  private static String show(int... bytes) {
    return Arrays.toString(bytes);
  }

  @ParameterizedTest
  @EnumSource(Survival.class)
  void whatWasSyncedIsNeverLost(Survival survival) throws IOException {
    writeSynced("a", new byte[] {1, 2, 3});
    writeSynced("b", new byte[2_000]);
    assertThat(contents("a", survival)).containsExactly(show(1, 2, 3));
    // Nor by what is done to other files without a sync.
    write("c", new byte[] {9});
    disk.rename("b", "d");
    assertThat(contents("a", survival)).containsExactly(show(1, 2, 3));
  }

  @Test
  void anUnsyncedTruncationIsDoneOrNot() throws IOException {
    writeSynced("a", new byte[] {1, 2, 3});
    try (WritableFile file = disk.openForWriting("a")) {
      file.truncate(1);
      assertThat(contents("a", Survival.NOTHING)).containsExactly(show(1, 2, 3));
      assertThat(contents("a", Survival.EVERYTHING)).containsExactly(show(1));
      assertThat(contents("a", Survival.SOME_SECTORS))
          .containsExactlyInAnyOrder(show(1, 2, 3), show(1));
      file.sync();
      assertThat(contents("a", Survival.NOTHING)).containsExactly(show(1));
    }
  }

  @Test
  void unsyncedBytesAndNamesAreLost() throws IOException {
    writeSynced("a", new byte[] {1, 2, 3});
    try (WritableFile file = disk.openForWriting("a")) {
      file.write(1, new byte[] {7, 8, 9}, 0, 3);
    }
    write("b", new byte[] {5});
    assertThat(read("a")).containsExactly(1, 7, 8, 9);
    assertThat(after(Survival.NOTHING, 1)).containsOnlyKeys("a");
    assertThat(after(Survival.NOTHING, 1).get("a")).containsExactly(1, 2, 3);
    assertThat(after(Survival.EVERYTHING, 1)).containsOnlyKeys("a", "b");
    assertThat(after(Survival.EVERYTHING, 1).get("a")).containsExactly(1, 7, 8, 9);
  }

  @Test
  void aSyncedFileWithoutASyncedNameIsLost() throws IOException {
    try (WritableFile file = disk.create("a")) {
      file.write(0, new byte[] {1}, 0, 1);
      file.sync();
    }
    assertThat(after(Survival.NOTHING, 1)).isEmpty();
    assertThat(after(Survival.BYTES_ONLY, 1)).isEmpty();
    assertThat(after(Survival.NAMES_ONLY, 1).get("a")).containsExactly(1);
    assertThat(contents("a", Survival.SOME)).containsExactlyInAnyOrder("gone", show(1));
  }

  @Test
  void aNameMayBeThereWithoutItsBytes() throws IOException {
    write("a", new byte[] {1, 2});
    assertThat(after(Survival.NAMES_ONLY, 1).get("a")).isEmpty();
    assertThat(after(Survival.ZEROS, 1).get("a")).containsExactly(0, 0);
  }

  @Test
  void unsyncedBytesMayBeThereWithoutUnsyncedNames() throws IOException {
    writeSynced("a", new byte[] {1});
    try (WritableFile file = disk.openForWriting("a")) {
      file.write(0, new byte[] {2}, 0, 1);
    }
    disk.rename("a", "b");
    assertThat(after(Survival.BYTES_ONLY, 1)).containsOnlyKeys("a");
    assertThat(after(Survival.BYTES_ONLY, 1).get("a")).containsExactly(2);
    assertThat(after(Survival.NAMES_ONLY, 1)).containsOnlyKeys("b");
    assertThat(after(Survival.NAMES_ONLY, 1).get("b")).containsExactly(1);
  }

  @Test
  void aDeletionMayBeUndone() throws IOException {
    writeSynced("a", new byte[] {1});
    disk.delete("a");
    assertThat(after(Survival.NOTHING, 1).get("a")).containsExactly(1);
    assertThat(after(Survival.EVERYTHING, 1)).isEmpty();
    disk.syncDirectory();
    assertThat(after(Survival.NOTHING, 1)).isEmpty();
  }

  @Test
  void aRenameHappensWholeOrNotAtAll() throws IOException {
    writeSynced("a", new byte[] {1});
    disk.rename("a", "b");
    for (int seed = 0; seed < 100; seed++) {
      assertThat(after(Survival.SOME, seed)).hasSize(1);
    }
    assertThat(contents("a", Survival.SOME)).containsExactlyInAnyOrder(show(1), "gone");
  }

  @Test
  void laterWritesMaySurviveEarlierOnes() throws IOException {
    writeSynced("a", new byte[] {0, 0, 0});
    try (WritableFile file = disk.openForWriting("a")) {
      for (int i = 0; i < 3; i++) {
        file.write(i, new byte[] {(byte) (i + 1)}, 0, 1);
      }
    }
    // Each of three writes is there or not, in all eight ways.
    assertThat(contents("a", Survival.SOME))
        .containsExactlyInAnyOrder(
            show(0, 0, 0),
            show(1, 0, 0),
            show(0, 2, 0),
            show(0, 0, 3),
            show(1, 2, 0),
            show(1, 0, 3),
            show(0, 2, 3),
            show(1, 2, 3));
    assertThat(contents("a", Survival.TORN_LAST_WRITE))
        .containsExactlyInAnyOrder(show(1, 2, 0), show(1, 2, 3));
  }

  @Test
  void laterNamesMaySurviveEarlierOnes() throws IOException {
    disk.create("a").close();
    disk.create("b").close();
    Set<Set<String>> found = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      found.add(after(Survival.SOME, seed).keySet());
    }
    assertThat(found)
        .containsExactlyInAnyOrder(Set.of(), Set.of("a"), Set.of("b"), Set.of("a", "b"));
  }

  @Test
  void aWriteIsTornBetweenSectorsOnly() throws IOException {
    writeSynced("a", new byte[1_600]);
    byte[] ones = new byte[1_400];
    Arrays.fill(ones, (byte) 1);
    try (WritableFile file = disk.openForWriting("a")) {
      file.write(100, ones, 0, ones.length);
    }
    Set<String> kept = new HashSet<>();
    for (int seed = 0; seed < 200; seed++) {
      byte[] content = after(Survival.SOME_SECTORS, seed).get("a");
      // Sectors of 512 bytes: the write covers a part of the first and of the last.
      kept.add(
          ""
              + content[100]
              + content[511]
              + content[512]
              + content[1_023]
              + content[1_024]
              + content[1_499]);
      assertThat(content[99]).isZero();
      assertThat(content[1_500]).isZero();
      assertThat(content[100]).isEqualTo(content[511]);
      assertThat(content[512]).isEqualTo(content[1_023]);
      assertThat(content[1_024]).isEqualTo(content[1_499]);
    }
    assertThat(kept).hasSize(8);
  }

  @Test
  void theLastWriteMayBeTornAtAnyByte() throws IOException {
    writeSynced("a", new byte[0]);
    try (WritableFile file = disk.openForWriting("a")) {
      file.write(0, new byte[] {1, 2, 3}, 0, 3);
    }
    assertThat(contents("a", Survival.TORN_LAST_WRITE))
        .containsExactlyInAnyOrder(show(), show(1), show(1, 2), show(1, 2, 3));
  }

  @Test
  void aSyncCoversOneFileAndNotTheOthers() throws IOException {
    writeSynced("a", new byte[] {0});
    writeSynced("b", new byte[] {0});
    try (WritableFile a = disk.openForWriting("a");
        WritableFile b = disk.openForWriting("b")) {
      a.write(0, new byte[] {1}, 0, 1);
      b.write(0, new byte[] {1}, 0, 1);
      a.sync();
    }
    assertThat(after(Survival.NOTHING, 1).get("a")).containsExactly(1);
    assertThat(after(Survival.NOTHING, 1).get("b")).containsExactly(0);
  }

  @Test
  void aDiskThatIgnoresSyncsLosesWhatWasSynced() throws IOException {
    simulated.ignoreSyncs();
    writeSynced("a", new byte[] {1});
    assertThat(after(Survival.NOTHING, 1).get("a")).isEmpty();
  }

  @Test
  void anImageIsADiskOfItsOwn() throws IOException {
    writeSynced("a", new byte[] {1});
    SimulatedDisk image = simulated.afterPowerFailure(Survival.EVERYTHING, new Seed(1));
    try (WritableFile file = image.openForWriting("a")) {
      file.write(0, new byte[] {2}, 0, 1);
      file.sync();
    }
    assertThat(read("a")).containsExactly(1);
    assertThat(image.files().get("a")).containsExactly(2);
  }

  @Test
  void everyOperationIsToldBeforeItTakesEffectAndCanBeMadeToFail() throws IOException {
    List<Kind> kinds = new ArrayList<>();
    simulated.observe(operation -> kinds.add(operation.kind()));
    try (WritableFile file = disk.create("a")) {
      file.write(0, new byte[] {1}, 0, 1);
      file.sync();
    }
    disk.syncDirectory();
    try (ReadableFile file = disk.openForReading("a")) {
      file.read(0, new byte[1], 0, 1);
    }
    disk.rename("a", "b");
    disk.list();
    disk.delete("b");
    assertThat(kinds)
        .containsExactly(
            Kind.CREATE,
            Kind.WRITE,
            Kind.SYNC,
            Kind.SYNC_DIRECTORY,
            Kind.OPEN,
            Kind.READ,
            Kind.RENAME,
            Kind.LIST,
            Kind.DELETE);
    assertThat(simulated.operations()).isEqualTo(9);
    writeSynced("a", new byte[] {1});
    simulated.observe(
        operation -> {
          throw new IOException("the cable is out");
        });
    assertThatThrownBy(() -> disk.create("c")).hasMessage("the cable is out");
    assertThatThrownBy(() -> disk.delete("a")).hasMessage("the cable is out");
    assertThatThrownBy(() -> disk.rename("a", "c")).hasMessage("the cable is out");
    simulated.observe(operation -> {});
    assertThat(simulated.files()).containsOnlyKeys("a");
  }

  @Test
  void aWriteThatIsRefusedLeavesNothingBehind() throws IOException {
    writeSynced("a", new byte[] {1});
    try (WritableFile file = disk.openForWriting("a")) {
      simulated.observe(
          operation -> {
            // A power failure in the middle of the write could have taken it or left it.
            assertThat(contents("a", Survival.SOME)).contains(show(1), show(2));
            throw new IOException("the cable is out");
          });
      assertThatThrownBy(() -> file.write(0, new byte[] {2}, 0, 1)).isInstanceOf(IOException.class);
    }
    simulated.observe(operation -> {});
    assertThat(read("a")).containsExactly(1);
    assertThat(contents("a", Survival.SOME)).containsExactly(show(1));
  }

  @Test
  void openFilesAreKnown() throws IOException {
    WritableFile out = disk.create("a");
    ReadableFile in = disk.openForReading("a");
    assertThat(simulated.openHandles()).containsExactly("a", "a");
    in.close();
    in.close();
    out.close();
    assertThat(simulated.openHandles()).isEmpty();
  }

  @Test
  void aDeletedFileIsCutToNothingBeforeItsNameGoes() throws IOException {
    writeSynced("a", new byte[] {1});
    List<String> during = new ArrayList<>();
    simulated.observe(operation -> during.addAll(contents("a", Survival.SOME)));
    try (ReadableFile file = disk.openForReading("a")) {
      disk.delete("a");
      assertThatThrownBy(() -> file.read(0, new byte[1], 0, 1)).isInstanceOf(EOFException.class);
    }
    assertThat(during).contains(show(1), show());
    simulated.observe(operation -> {});
    assertThat(contents("a", Survival.BYTES_ONLY)).containsExactly(show());
    assertThat(contents("a", Survival.NOTHING)).containsExactly(show(1));
  }
}
