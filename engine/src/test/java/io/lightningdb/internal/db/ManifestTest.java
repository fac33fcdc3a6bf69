package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Compression;
import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.btree.BTree;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.KeyspaceOptionsCodec;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.store.BlockCache;
import io.lightningdb.internal.store.BlockFile;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.store.PageFormat;
import io.lightningdb.internal.testing.MapCursor;
import io.lightningdb.internal.testing.ParserFuzz;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Kind;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import io.lightningdb.internal.testing.TestFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What manifests say, and the files they are in. */
@ExtendWith(Seeds.class)
class ManifestTest {

  private static final UUID DATABASE = TestFiles.DATABASE;
  private static final String NAME = "000005.manifest";
  private static final Disk DISK = new MemoryDisk();
  private static final BlockCache NO_CACHE = new BlockCache(0);

  private final TestFiles test = new TestFiles();

  private static KeyspaceInfo info(int id, String name, KeyspaceOptions options) {
    return new KeyspaceInfo(new KeyspaceId(id), name, options);
  }

  private KeyspaceStore tree(int entries) throws IOException {
    NavigableMap<byte[], byte @Nullable []> changes = MapCursor.newMap();
    for (int i = 0; i < entries; i++) {
      changes.put("key%06d".formatted(i).getBytes(StandardCharsets.US_ASCII), new byte[50]);
    }
    return test.apply(
        BTree.empty(test.files(), new PageFormat(512, Compression.ADAPTIVE)), changes);
  }

  /** A database of three keyspaces, of which one has nothing in its tree. */
  private Manifest manifest() throws IOException {
    Catalog catalog =
        Catalog.of(
            List.of(
                info(1, "small", KeyspaceOptions.defaults()),
                info(4, "empty", KeyspaceOptions.builder().attribute("a", "b").build()),
                info(7, "largé", KeyspaceOptions.builder().pageBytes(512).build())),
            9);
    Map<KeyspaceId, KeyspaceStore> stores =
        Map.of(new KeyspaceId(1), tree(3), new KeyspaceId(7), tree(2_000));
    Map<Long, Long> files = new TreeMap<>();
    for (BlockFile file : test.files().files()) {
      files.put(file.number(), file.length());
    }
    return new Manifest(new View.Flushed(77, catalog, stores), 100, 12, 15, files, Map.of());
  }

  private static Manifest decode(byte[] body) {
    BlockFiles files = new BlockFiles(DISK, DATABASE, NO_CACHE, () -> 1, () -> 1, 16 * 1024);
    return Manifest.decode("a test", new ByteReader("a test", body), files);
  }

  @Test
  void aManifestIsReadAsItWasWritten() throws IOException {
    Manifest manifest = manifest();
    Manifest read = decode(manifest.encode());
    assertThat(read.flushed().sequence()).isEqualTo(77);
    assertThat(read.nextFileNumber()).isEqualTo(100);
    assertThat(read.firstLog()).isEqualTo(12);
    assertThat(read.sessionLog()).isEqualTo(15);
    assertThat(read.files()).isEqualTo(manifest.files());
    assertThat(read.flushed().files()).isEqualTo(manifest.flushed().files());
    Catalog catalog = read.flushed().catalog();
    assertThat(catalog.nextId()).isEqualTo(9);
    assertThat(catalog.keyspaces())
        .containsExactlyInAnyOrderElementsOf(manifest.flushed().catalog().keyspaces());
    assertThat(read.flushed().stores().keySet())
        .isEqualTo(Set.of(new KeyspaceId(1), new KeyspaceId(7)));
    assertThat(((BTree) read.flushed().stores().get(new KeyspaceId(7))).entryCount())
        .isEqualTo(2_000);
  }

  @Test
  void theManifestOfANewDatabaseSaysThatThereIsNothing() {
    View.Flushed nothing = new View.Flushed(0, Catalog.EMPTY, Map.of());
    Manifest read = decode(new Manifest(nothing, 2, 0, 0, Map.of(), Map.of()).encode());
    assertThat(read.flushed().catalog().keyspaces()).isEmpty();
    assertThat(read.flushed().stores()).isEmpty();
    assertThat(read.files()).isEmpty();
  }

  private static ByteWriter withKeyspaces(int count) {
    return new ByteWriter(64)
        .writeVarint(7)
        .writeVarint(10)
        .writeVarint(0)
        .writeVarint(0)
        .writeVarint(9)
        .writeVarint(0)
        .writeVarint(count);
  }

  private static void writeKeyspace(ByteWriter out, int id, String name) {
    out.writeVarint(id).writeText(name);
    KeyspaceOptionsCodec.encode(KeyspaceOptions.defaults(), out);
    out.writeByte(0);
  }

  @Test
  void aKeyspaceThatIsThereTwiceIsDamage() {
    ByteWriter sameName = withKeyspaces(2);
    writeKeyspace(sameName, 1, "a");
    writeKeyspace(sameName, 2, "a");
    assertDamage(sameName, "has keyspace a twice");
    ByteWriter sameId = withKeyspaces(2);
    writeKeyspace(sameId, 1, "a");
    writeKeyspace(sameId, 1, "b");
    assertDamage(sameId, "has keyspace b twice");
  }

  @Test
  void aKeyspaceWithAnIdThatWasNotGivenOutYetIsDamage() {
    ByteWriter out = withKeyspaces(1);
    writeKeyspace(out, 10, "a");
    assertDamage(out, "10");
  }

  @Test
  void whatIsLeftOverIsDamage() {
    assertDamage(withKeyspaces(0).writeByte(1), "after the end");
  }

  private static void assertDamage(ByteWriter body, String message) {
    assertThatThrownBy(() -> decode(body.toByteArray()))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("a test is damaged")
        .hasMessageContaining(message);
  }

  @Test
  void noBytesMakeItFailOtherwise(Seed seed) throws IOException {
    ParserFuzz fuzz =
        ParserFuzz.feed(
            seed,
            List.of(manifest().encode()),
            ManifestTest::decode,
            Set.of(CorruptionException.class, FormatException.class));
    assertThat(fuzz.accepted()).isPositive();
    assertThat(fuzz.refused()).isPositive();
  }

  private static byte[] fileOf(byte[] body) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    ManifestFile.write(disk, DATABASE, 5, 1_234, body);
    return disk.files().get(NAME);
  }

  private static ManifestFile.Contents read(byte[] file) throws IOException {
    return ManifestFile.read(SimulatedDisk.of(Map.of(NAME, file)), NAME);
  }

  @Test
  void aFileIsReadAsItWasWritten() throws IOException {
    byte[] body = {1, 2, 3};
    ManifestFile.Contents contents = read(fileOf(body));
    assertThat(contents.name()).isEqualTo(NAME);
    assertThat(contents.header().identity().database()).isEqualTo(DATABASE);
    assertThat(contents.header().identity().number()).isEqualTo(5);
    assertThat(contents.header().createdMicros()).isEqualTo(1_234);
    assertThat(contents.body().readBytes(3)).isEqualTo(body);
    assertThat(contents.body().remaining()).isZero();
    assertThat(read(fileOf(new byte[0])).body().remaining()).isZero();
  }

  @Test
  void aFileIsOnTheDeviceWithItsNameOrNotThereAtAll() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    byte[] file = fileOf(new byte[] {1, 2, 3});
    disk.observe(
        operation -> {
          for (Survival survival : Survival.values()) {
            byte[] found = disk.afterPowerFailure(survival, new Seed(1)).files().get(NAME);
            assertThat(found).as("after %s", operation).isIn(null, file);
          }
        });
    ManifestFile.write(disk, DATABASE, 5, 1_234, new byte[] {1, 2, 3});
    assertThat(disk.afterPowerFailure(Survival.NOTHING, new Seed(1)).files())
        .containsOnlyKeys(NAME);
  }

  @Test
  void aFileThatCannotBeWrittenLeavesNothingBehind() throws IOException {
    for (Kind kind : new Kind[] {Kind.CREATE, Kind.WRITE, Kind.SYNC, Kind.RENAME}) {
      SimulatedDisk disk = new SimulatedDisk();
      disk.observe(
          operation -> {
            if (operation.kind() == kind) {
              throw new IOException("the cable is out");
            }
          });
      assertThatThrownBy(() -> ManifestFile.write(disk, DATABASE, 5, 1, new byte[10]))
          .hasMessage("the cable is out");
      assertThat(disk.files()).as("files after a failed %s", kind).isEmpty();
      assertThat(disk.openHandles()).isEmpty();
    }
  }

  @Test
  void theNewestIsThatWithTheGreatestNumber() throws IOException {
    byte[] any = {};
    assertThat(ManifestFile.findNewest(SimulatedDisk.of(Map.of()))).isEmpty();
    assertThat(ManifestFile.findNewest(SimulatedDisk.of(Map.of("000009.tree", any)))).isEmpty();
    assertThat(
            ManifestFile.findNewest(
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
  void aChangedBitOrACutIsFound() throws IOException {
    byte[] file = fileOf(new byte[] {1, 2, 3});
    for (int bit = 0; bit < file.length * 8; bit++) {
      file[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> read(file))
          .as("bit %d", bit)
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining(NAME);
      file[bit / 8] ^= (byte) (1 << bit % 8);
    }
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> read(cut))
          .as("length %d", length)
          .isInstanceOf(CorruptionException.class);
    }
    assertThatThrownBy(() -> read(Arrays.copyOf(file, file.length + 1)))
        .isInstanceOf(CorruptionException.class);
  }

  @Test
  void noFileMakesItFailOtherwise(Seed seed) throws IOException {
    ParserFuzz.feed(
        seed,
        List.of(fileOf(new byte[0]), fileOf(new byte[] {1, 2, 3})),
        file -> read(file),
        Set.of(CorruptionException.class, FormatException.class));
  }
}
