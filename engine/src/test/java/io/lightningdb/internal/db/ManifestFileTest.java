package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.io.DiskFullException;
import io.lightningdb.internal.testing.ParserFuzz;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Kind;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import io.lightningdb.internal.testing.TestFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that manifests are in, with states that are just bytes. */
@ExtendWith(Seeds.class)
class ManifestFileTest {

  private static final FileIdentity IDENTITY = new FileIdentity(TestFiles.DATABASE, 5);
  private static final String NAME = "000005.manifest";
  private static final int FRAMES = 64;
  private static final int ROOM = 4_096;
  private static final int SYNCED_BYTES = 16;

  private final SimulatedDisk disk = new SimulatedDisk();

  private ManifestFile create(byte[] state) throws IOException {
    return ManifestFile.create(disk, IDENTITY, 1_234, state, ROOM);
  }

  private static ManifestReader.Contents read(SimulatedDisk disk) throws IOException {
    try {
      return ManifestReader.read(disk, NAME);
    } finally {
      assertThat(disk.openHandles()).isEmpty();
    }
  }

  private static ManifestReader.Contents read(byte[] file) throws IOException {
    return read(SimulatedDisk.of(Map.of(NAME, file)));
  }

  private byte[] bytes() {
    return disk.files().get(NAME);
  }

  /** Returns states of which each differs a little from the one before. */
  private static List<byte[]> states(Seed seed, int count) {
    List<byte[]> states = new ArrayList<>();
    byte[] state = seed.bytes(600);
    for (int i = 0; i < count; i++) {
      state = Arrays.copyOf(state, state.length + 3);
      state[seed.between(0, state.length - 1)]++;
      state[state.length - 1] = (byte) (i + 1);
      states.add(state);
    }
    return states;
  }

  /** Makes a file that has been through these states. */
  private ManifestFile createWith(List<byte[]> states) throws IOException {
    ManifestFile file = create(states.get(0));
    for (byte[] state : states.subList(1, states.size())) {
      assertThat(file.append(state)).isTrue();
    }
    return file;
  }

  @Test
  void aFileIsReadAsItWasWritten() throws IOException {
    create(new byte[] {1, 2, 3});
    ManifestReader.Contents contents = read(disk);
    assertThat(contents.name()).isEqualTo(NAME);
    assertThat(contents.header().identity()).isEqualTo(IDENTITY);
    assertThat(contents.header().createdMicros()).isEqualTo(1_234);
    assertThat(contents.body().readBytes(3)).isEqualTo(new byte[] {1, 2, 3});
    assertThat(contents.body().remaining()).isEqualTo(3);
    assertThat(contents.fileLength()).isEqualTo(bytes().length);
    assertThat(contents.edits()).isZero();
    assertThat(contents.canGoOn()).isTrue();
  }

  @Test
  void theNewestStateCountsAndTheFileGoesOnBehindIt(Seed seed) throws IOException {
    List<byte[]> states = states(seed, 40);
    create(states.get(0));
    int length = bytes().length;
    for (int i = 1; i < states.size(); i++) {
      ManifestReader.Contents before = read(disk);
      assertThat(before.state()).isEqualTo(states.get(i - 1));
      assertThat(before.edits()).isEqualTo(i - 1);
      assertThat(before.canGoOn()).isTrue();
      assertThat(ManifestFile.reopen(disk, before).append(states.get(i))).isTrue();
      assertThat(bytes()).hasSize(length);
    }
    assertThat(read(disk).state()).isEqualTo(states.get(39));
  }

  @Test
  void anEditIsOneWriteAndOneSync() throws IOException {
    ManifestFile file = create(new byte[1_000]);
    List<Kind> kinds = new ArrayList<>();
    disk.observe(operation -> kinds.add(operation.kind()));
    file.append(new byte[1_001]);
    // The last write is that of SYNCED, which nobody waits for.
    assertThat(kinds).containsExactly(Kind.OPEN, Kind.WRITE, Kind.SYNC, Kind.WRITE);
  }

  @Test
  void aFileTakesEditsWhileThereIsRoom(Seed seed) throws IOException {
    byte[] state = seed.bytes(100);
    ManifestFile file = create(state);
    int edits = 0;
    int edited = 0;
    byte[] next = seed.bytes(1_000);
    while (file.append(next)) {
      edits++;
      edited += 1_024;
      state = next;
      next = seed.bytes(1_000);
      assertThat(read(disk).state()).isEqualTo(state);
    }
    assertThat(edits).isEqualTo(4);
    assertThat(edited).isEqualTo(ROOM);
    byte[] full = bytes();
    assertThat(file.append(next)).isFalse();
    assertThat(bytes()).isEqualTo(full);
  }

  @Test
  void aFileHasRoomForAsManyBytesAsItsStateHas(Seed seed) throws IOException {
    byte[] state = seed.bytes(100_000);
    ManifestFile file = create(state);
    assertThat(file.append(seed.bytes(99_900))).isTrue();
    assertThat(file.append(seed.bytes(100))).isFalse();
  }

  @Test
  void aFileTakesSoManyEditsThatReadingThemTakesLittle() throws IOException {
    ManifestFile file = create(new byte[0]);
    for (int i = 0; i < ManifestFile.EDITS_MAX; i++) {
      assertThat(file.append(new byte[0])).isTrue();
    }
    assertThat(file.append(new byte[0])).isFalse();
    ManifestReader.Contents contents = read(disk);
    assertThat(contents.edits()).isEqualTo(ManifestFile.EDITS_MAX);
    assertThat(ManifestFile.reopen(disk, contents).append(new byte[0])).isFalse();
  }

  @Test
  void aFileIsOnTheDeviceWithItsNameOrNotThereAtAll(Seed seed) throws IOException {
    byte[] state = seed.bytes(2_000);
    disk.observe(
        operation -> {
          for (Survival survival : Survival.values()) {
            SimulatedDisk image = disk.afterPowerFailure(survival, seed);
            if (image.files().containsKey(NAME)) {
              assertThat(read(image).state()).as("%s %s", operation, survival).isEqualTo(state);
            }
          }
        });
    create(state);
    SimulatedDisk image = disk.afterPowerFailure(Survival.NOTHING, seed);
    assertThat(image.files()).containsOnlyKeys(NAME);
    // The name was synced, but nothing in the file says so yet.
    assertThat(read(image).canGoOn()).isFalse();
  }

  @Test
  void anEditIsThereWholeOrNotAtAllAndNeverGoesOnceItWasSynced(Seed seed) throws IOException {
    for (int round = 0; round < 50; round++) {
      crashWhileAppending(seed.fork("round" + round));
    }
  }

  private static void crashWhileAppending(Seed seed) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    List<byte[]> states = new ArrayList<>();
    // Longer than a sector, most of them.
    for (int i = 0; i < 6; i++) {
      states.add(seed.bytes(seed.between(1, 2_000)));
    }
    ManifestFile file = ManifestFile.create(disk, IDENTITY, 1_234, states.get(0), 16_000);
    int[] appended = {0};
    disk.observe(
        operation -> {
          for (Survival survival : Survival.values()) {
            SimulatedDisk image = disk.afterPowerFailure(survival, seed);
            ManifestReader.Contents contents = read(image);
            byte[] next = states.get(Math.min(appended[0] + 1, states.size() - 1));
            assertThat(contents.state())
                .as("%s %s", operation, survival)
                .isIn(states.get(appended[0]), next);
            goOn(image, contents, seed.bytes(100));
          }
        });
    for (int i = 1; i < states.size(); i++) {
      assertThat(file.append(states.get(i))).isTrue();
      appended[0] = i;
      ManifestReader.Contents contents =
          read(disk.afterPowerFailure(Survival.NOTHING, new Seed(1)));
      assertThat(contents.state()).isEqualTo(states.get(i));
    }
  }

  /** If the file says that it can be added to, it can. */
  private static void goOn(SimulatedDisk image, ManifestReader.Contents contents, byte[] state)
      throws IOException {
    if (ManifestFile.reopen(image, contents).append(state)) {
      assertThat(read(image.afterPowerFailure(Survival.NOTHING, new Seed(1))).state())
          .isEqualTo(state);
    } else {
      assertThat(contents.canGoOn()).isFalse();
    }
  }

  @Test
  void aFileThatCannotBeWrittenLeavesNothingBehind() {
    for (Kind kind : new Kind[] {Kind.CREATE, Kind.WRITE, Kind.SYNC, Kind.RENAME}) {
      SimulatedDisk broken = new SimulatedDisk();
      broken.observe(
          operation -> {
            if (operation.kind() == kind) {
              throw new IOException("the cable is out");
            }
          });
      assertThatThrownBy(() -> ManifestFile.create(broken, IDENTITY, 1, new byte[10], ROOM))
          .hasMessage("the cable is out");
      assertThat(broken.files()).as("files after a failed %s", kind).isEmpty();
      assertThat(broken.openHandles()).isEmpty();
    }
  }

  @Test
  void afterAFailureAFileTakesNothingMore(Seed seed) throws IOException {
    List<byte[]> states = states(seed, 3);
    for (Kind kind : EnumSet.of(Kind.OPEN, Kind.WRITE, Kind.SYNC)) {
      for (IOException failure :
          List.of(new IOException("the cable is out"), new DiskFullException("no space"))) {
        disk.observe(operation -> {});
        if (disk.files().containsKey(NAME)) {
          disk.delete(NAME);
        }
        ManifestFile file = createWith(states.subList(0, 2));
        disk.observe(
            operation -> {
              if (operation.kind() == kind) {
                throw failure;
              }
            });
        assertThatThrownBy(() -> file.append(states.get(2))).isSameAs(failure);
        disk.observe(operation -> {});
        assertThat(file.append(states.get(2))).isFalse();
        assertThat(disk.openHandles()).isEmpty();
      }
    }
  }

  /** A write for which there is no space may get as far as its last byte, but that one. */
  @Test
  void ofAnEditThatThereWasNoSpaceForThereIsAlwaysSomethingMissing(Seed seed) throws IOException {
    byte[] before = seed.bytes(100);
    byte[] after = Arrays.copyOf(before, 300);
    ManifestFile file = create(before);
    byte[] without = bytes();
    int start = read(disk).position();
    file.append(after);
    byte[] with = bytes();
    int end = read(disk).position();
    int last = end;
    while (with[last - 1] == 0) {
      last--;
    }
    for (int written = start; written < last; written++) {
      byte[] torn = without.clone();
      System.arraycopy(with, start, torn, start, written - start);
      assertThat(read(torn).state()).as("%d bytes", written - start).isEqualTo(before);
    }
  }

  @Test
  void thatThereIsNoSpaceToConfirmAnEditDoesNotMakeItUndone(Seed seed) throws IOException {
    List<byte[]> states = states(seed, 2);
    ManifestFile file = create(states.get(0));
    int[] writes = {0};
    disk.observe(
        operation -> {
          if (operation.kind() == Kind.WRITE && ++writes[0] == 2) {
            throw new DiskFullException("no space");
          }
        });
    assertThat(file.append(states.get(1))).isTrue();
    assertThat(writes[0]).isEqualTo(2);
    assertThat(file.append(states.get(0))).isFalse();
    ManifestReader.Contents contents = read(disk);
    assertThat(contents.state()).isEqualTo(states.get(1));
    assertThat(contents.canGoOn()).isFalse();
  }

  @Test
  void aChangedBitIsFoundUpToTheLastThingThatIsKnownToHaveBeenSynced(Seed seed) throws IOException {
    List<byte[]> states = states(seed, 5);
    createWith(states);
    byte[] file = bytes();
    byte[] intact = file.clone();
    int synced = read(file).position();
    for (int bit = 0; bit < file.length * 8; bit++) {
      file[bit / 8] ^= (byte) (1 << bit % 8);
      if (bit / 8 < synced && !isPadding(intact, bit / 8)) {
        assertThatThrownBy(() -> read(file))
            .as("bit %d", bit)
            .isInstanceOf(CorruptionException.class)
            .hasMessageContaining(NAME);
      } else {
        assertThat(read(file).state()).as("bit %d", bit).isEqualTo(states.get(4));
      }
      file[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  /** Returns whether a byte is behind the payload of a frame, where it means nothing. */
  private static boolean isPadding(byte[] file, int at) {
    if (at < FRAMES) {
      return false;
    }
    int frame = FRAMES;
    int length = ManifestFrame.payloadLength(file, frame);
    while (at >= frame + ManifestFrame.bytes(length)) {
      frame += (int) ManifestFrame.bytes(length);
      length = ManifestFrame.payloadLength(file, frame);
    }
    return at >= frame + ManifestFrame.HEADER_BYTES + length;
  }

  @Test
  void aChangedBitInAnEditOfWhichNothingTellsThatItWasSyncedLeavesTheStateBefore(Seed seed)
      throws IOException {
    List<byte[]> states = states(seed, 4);
    createWith(states.subList(0, 3));
    int start = read(disk).position();
    createWithMore(states.get(3));
    byte[] file = bytes();
    int end = read(file).position();
    Arrays.fill(file, end, end + SYNCED_BYTES, (byte) 0);
    assertThat(read(file).state()).isEqualTo(states.get(3));
    assertThat(read(file).canGoOn()).isFalse();
    int lost = 0;
    for (int bit = start * 8; bit < end * 8; bit++) {
      file[bit / 8] ^= (byte) (1 << bit % 8);
      ManifestReader.Contents contents = read(file);
      assertThat(contents.state()).isIn(states.get(2), states.get(3));
      assertThat(contents.canGoOn()).isFalse();
      lost += Arrays.equals(contents.state(), states.get(2)) ? 1 : 0;
      file[bit / 8] ^= (byte) (1 << bit % 8);
    }
    assertThat(lost).isGreaterThan((end - start - 7) * 8 - 1);
  }

  private void createWithMore(byte[] state) throws IOException {
    assertThat(ManifestFile.reopen(disk, read(disk)).append(state)).isTrue();
  }

  @Test
  void aCutOrALongerFileIsFound(Seed seed) throws IOException {
    createWith(states(seed, 3));
    byte[] file = bytes();
    for (int length = 0; length < file.length; length += length < 1_000 ? 1 : 37) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> read(cut))
          .as("length %d", length)
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining(NAME);
    }
    assertThatThrownBy(() -> read(Arrays.copyOf(file, file.length + 1)))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("instead of " + file.length);
  }

  @Test
  void whateverIsBehindTheEndChangesNothingButThatNothingIsAdded(Seed seed) throws IOException {
    List<byte[]> states = states(seed, 3);
    createWith(states);
    byte[] file = bytes();
    int end = read(file).position() + SYNCED_BYTES;
    for (int round = 0; round < 200; round++) {
      byte[] stale = file.clone();
      int at = seed.between(end, file.length - 1);
      byte[] rest = seed.oneIn(2) ? seed.bytes(100) : Arrays.copyOfRange(file, FRAMES, end);
      System.arraycopy(rest, 0, stale, at, Math.min(rest.length, file.length - at));
      ManifestReader.Contents contents = read(stale);
      assertThat(contents.state()).isEqualTo(states.get(2));
      assertThat(contents.canGoOn()).isEqualTo(Arrays.equals(stale, file));
    }
  }

  /** Returns the file with a frame put into it, whatever was there. */
  private byte[] withFrame(int at, int typeCode, byte[] payload) {
    byte[] file = bytes();
    ByteWriter out = new ByteWriter(64);
    ManifestFrame.append(out, IDENTITY, at, ManifestFrameType.EDIT, payload);
    byte[] frame = out.toByteArray();
    frame[8] = (byte) typeCode;
    System.arraycopy(frame, 0, file, at, frame.length);
    out.setInt(0, ManifestFrame.computedChecksum(IDENTITY, file, at));
    System.arraycopy(out.array(), 0, file, at, 4);
    return file;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aFrameBehindWhatShouldBeTheLastIsDamage(int typeCode) throws IOException {
    create(new byte[100]);
    int at = read(disk).position() + SYNCED_BYTES + 8 * 5;
    byte[] file = withFrame(at, typeCode, new byte[0]);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining(NAME)
        .hasMessageContaining("as what is at byte " + at + " tells");
  }

  @Test
  void framesThatMakeNoSenseAreRefused() throws IOException {
    create(new byte[100]);
    int end = read(disk).position();
    assertThatThrownBy(() -> read(withFrame(end, 1, new byte[0])))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("another snapshot at " + end);
    assertThatThrownBy(() -> read(withFrame(FRAMES, 2, new byte[0])))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("does not begin with a snapshot");
    assertThatThrownBy(() -> read(withFrame(end, 2, new byte[] {7})))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("a step of kind 7");
    for (int at : new int[] {FRAMES, end}) {
      assertThatThrownBy(() -> read(withFrame(at, 4, new byte[0])))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining(NAME + " at " + at + " is of type 4");
    }
  }

  @Test
  void theNewestIsThatWithTheGreatestNumber() throws IOException {
    byte[] any = {};
    assertThat(ManifestReader.findNewest(SimulatedDisk.of(Map.of()))).isEmpty();
    assertThat(ManifestReader.findNewest(SimulatedDisk.of(Map.of("000009.tree", any)))).isEmpty();
    assertThat(
            ManifestReader.findNewest(
                SimulatedDisk.of(
                    Map.of(
                        "000009.manifest", any,
                        "1000000.manifest", any,
                        "000010.manifest", any,
                        "2000000.manifest.tmp", any,
                        "3000000.tree", any))))
        .contains("1000000.manifest");
  }

  @Test
  void noFileMakesItFailOtherwise(Seed seed) throws IOException {
    ManifestFile file = ManifestFile.create(disk, IDENTITY, 1, seed.bytes(40), 100);
    file.append(seed.bytes(40));
    ParserFuzz.feed(
        seed,
        List.of(bytes()),
        ManifestFileTest::read,
        Set.of(CorruptionException.class, FormatException.class));
  }
}
