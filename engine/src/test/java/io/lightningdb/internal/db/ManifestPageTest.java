package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Compression;
import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.btree.BTree;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.codec.KeyspaceOptionsCodec;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.store.BlockCache;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.store.PageFormat;
import io.lightningdb.internal.testing.DesignPage;
import io.lightningdb.internal.testing.DesignPage.Example;
import io.lightningdb.internal.testing.FileHeaders;
import io.lightningdb.internal.testing.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Decodes the example of {@code docs/design/manifest.md}, and does the damage it speaks of. */
class ManifestPageTest {

  private static final UUID DATABASE = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  private static final KeyspaceId FRUIT = new KeyspaceId(1);
  private static final String NAME = "000005.manifest";
  private static final int BODY = 0x48;
  private static final int ENGINE = 0x5A;
  private static final int TREE = 0x6E;

  private final Example example = DesignPage.read("manifest.md").example(NAME);
  private final byte[] bytes = example.bytes();

  private static BlockFiles files() {
    return new BlockFiles(
        new MemoryDisk(), DATABASE, new BlockCache(0), () -> 0, () -> 0, 1024 * 1024);
  }

  private static ManifestFile.Contents read(byte[] file) throws IOException {
    SimulatedDisk disk = SimulatedDisk.of(Map.of(NAME, file));
    try {
      return ManifestFile.read(disk, NAME);
    } finally {
      assertThat(disk.openHandles()).isEmpty();
    }
  }

  private static Manifest decode(byte[] file) throws IOException {
    return Manifest.decode(NAME, read(file).body(), files());
  }

  @Test
  void theFileSaysWhatThePageSays() throws IOException {
    Manifest manifest = decode(bytes);
    Catalog catalog = manifest.flushed().catalog();
    KeyspaceInfo info = catalog.find(FRUIT);
    BTree store = (BTree) manifest.flushed().stores().get(FRUIT);
    List<String> values = new ArrayList<>();
    ByteReader in = new ByteReader(NAME, bytes, 64, 8);
    values.add("checksum = %08x".formatted(in.readInt()));
    values.add("length = " + in.readInt());
    values.add("sequence = " + manifest.flushed().sequence());
    values.add("next file number = " + manifest.nextFileNumber());
    values.add("first log = " + manifest.firstLog());
    values.add("session log = " + manifest.sessionLog());
    values.add("next keyspace = " + catalog.nextId());
    values.add("files = " + manifest.files().size());
    manifest
        .files()
        .forEach((file, length) -> values.add("length of file %d = %d".formatted(file, length)));
    values.add("log segments = " + manifest.segments().size());
    values.add("keyspaces = " + catalog.keyspaces().size());
    values.add("keyspace = " + info.id());
    values.add("name = " + info.name());
    assertThat(info.options()).isEqualTo(options());
    ByteReader tree = new ByteReader(NAME, bytes, TREE - 1, bytes.length - TREE + 1);
    values.add("has a tree = " + tree.readByte());
    values.add("height = " + tree.readVarint());
    values.add(
        "root = %06d.tree at %d, %d bytes"
            .formatted(tree.readVarint(), tree.readVarint(), tree.readVarint()));
    assertThat(tree.readVarint()).isEqualTo(store.entryCount());
    values.add("entries = " + store.entryCount());
    values.add("files in use = " + store.fileUse().bytesByFile().size());
    store
        .fileUse()
        .bytesByFile()
        .forEach((file, used) -> values.add("bytes in use of file %d = %d".formatted(file, used)));
    assertThat(example.values()).isEqualTo(values);
    assertThat(read(bytes).header().identity()).isEqualTo(new FileIdentity(DATABASE, 5));
  }

  private static KeyspaceOptions options() {
    return KeyspaceOptions.builder().pageBytes(512).attribute("color", "by taste").build();
  }

  @Test
  void theSameDatabaseMakesTheSameFile() throws IOException {
    BlockFiles files = files();
    files.add(4, 256);
    ByteWriter tree = new ByteWriter(16);
    for (int number : new int[] {2, 4, 173, 51, 3, 1, 4, 160}) {
      tree.writeVarint(number);
    }
    BTree store =
        BTree.decode(
            "test",
            files,
            new PageFormat(512, Compression.ADAPTIVE),
            new ByteReader("test", tree.toByteArray()));
    View.Flushed flushed =
        new View.Flushed(
            3,
            Catalog.of(List.of(new KeyspaceInfo(FRUIT, "fruit", options())), 2),
            Map.of(FRUIT, store));
    SimulatedDisk disk = new SimulatedDisk();
    byte[] body = new Manifest(flushed, 6, 2, 2, Map.of(4L, 256L), Map.of()).encode();
    ManifestFile.write(disk, DATABASE, 5, 1_700_000_000_000_006L, body);
    assertThat(disk.files()).containsOnlyKeys(NAME).containsEntry(NAME, bytes);
  }

  @Test
  void aKeyspaceWithoutEntriesHasNoTree() throws IOException {
    View.Flushed flushed =
        new View.Flushed(
            3, Catalog.of(List.of(new KeyspaceInfo(FRUIT, "fruit", options())), 2), Map.of());
    byte[] body = new Manifest(flushed, 6, 2, 2, Map.of(), Map.of()).encode();
    assertThat(body[body.length - 1]).isZero();
    Manifest decoded = Manifest.decode(NAME, new ByteReader(NAME, body), files());
    assertThat(decoded.flushed().stores()).isEmpty();
    assertThat(decoded.flushed().catalog().find("fruit")).isNotNull();
  }

  @Test
  void aThousandKeyspacesAreSomeTensOfKilobytes() {
    ByteWriter tree = new ByteWriter(16);
    for (int number : new int[] {2, 4, 100_000, 4_000, 200, 2, 4, 16_000, 5, 16_000}) {
      tree.writeVarint(number);
    }
    BlockFiles files = files();
    files.add(4, 30_000_000);
    files.add(5, 30_000_000);
    List<KeyspaceInfo> keyspaces = new ArrayList<>();
    Map<KeyspaceId, KeyspaceStore> stores = new TreeMap<>(Comparator.comparing(KeyspaceId::value));
    for (int id = 1; id <= 1_000; id++) {
      KeyspaceInfo info =
          new KeyspaceInfo(new KeyspaceId(id), "keyspace " + id, KeyspaceOptions.defaults());
      keyspaces.add(info);
      stores.put(
          info.id(),
          BTree.decode(
              "test",
              files,
              new PageFormat(8192, Compression.ADAPTIVE),
              new ByteReader("test", tree.toByteArray())));
    }
    Map<Long, Long> lengths = Map.of(4L, 30_000_000L, 5L, 30_000_000L);
    View.Flushed flushed = new View.Flushed(9, Catalog.of(keyspaces, 1_001), stores);
    assertThat(new Manifest(flushed, 6, 2, 2, lengths, Map.of()).encode().length)
        .isBetween(20_000, 80_000);
  }

  @Test
  void everyFlippedBitAndEveryCutIsDamage() {
    for (int i = 0; i < bytes.length * Byte.SIZE; i++) {
      byte[] damaged = bytes.clone();
      damaged[i / Byte.SIZE] ^= (byte) (1 << i % Byte.SIZE);
      assertThatThrownBy(() -> read(damaged))
          .as("bit %d", i)
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining(NAME);
    }
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> read(cut))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining(length < BODY ? "it has " + length + " bytes" : "its checksum is");
    }
    assertThatThrownBy(() -> read(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(CorruptionException.class);
  }

  @Test
  void anotherHeaderIsRefused() {
    assertThatThrownBy(() -> read(FileHeaders.withVersion(bytes, 2)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(NAME + " has format version 2");
    SimulatedDisk renamed = SimulatedDisk.of(Map.of("000006.manifest", bytes));
    assertThatThrownBy(() -> ManifestFile.read(renamed, "000006.manifest"))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("renamed or replaced");
  }

  /** Returns the body with a byte changed: what no checksum finds out. */
  private ByteReader body(int position, int value) {
    byte[] body = Arrays.copyOfRange(bytes, BODY, bytes.length);
    body[position - BODY] = (byte) value;
    return new ByteReader(NAME, body);
  }

  private void assertBodyIsDamaged(ByteReader body, String message) {
    assertThatThrownBy(() -> Manifest.decode(NAME, body, files()))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aBodyOfAnotherFormIsDamage() {
    for (int length = 0; length < bytes.length - BODY; length++) {
      assertBodyIsDamaged(new ByteReader(NAME, bytes, BODY, length), "is damaged at byte");
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertBodyIsDamaged(
        new ByteReader(NAME, longer, BODY, longer.length - BODY), "1 bytes after the end");
    assertBodyIsDamaged(body(TREE, 33), "the number 33 where at most 32 is possible");
    assertBodyIsDamaged(
        body(TREE + 1, 7), "it points into 000007.tree, which the database does not have");
    assertBodyIsDamaged(body(TREE + 4, 100), "it points to 100 bytes at 173");
    assertThatThrownBy(() -> Manifest.decode(NAME, body(ENGINE, 3), files()))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("storage engine 3");
  }

  @Test
  void whatIsThereTwiceIsDamage() {
    ByteWriter files = new ByteWriter(64);
    for (int number : new int[] {3, 6, 2, 2, 2, 2, 4, 100, 4, 100}) {
      files.writeVarint(number);
    }
    assertBodyIsDamaged(new ByteReader(NAME, files.toByteArray()), "000004.tree is listed twice");
    ByteWriter keyspaces = new ByteWriter(64);
    for (int number : new int[] {3, 6, 2, 2, 3, 0, 0, 2}) {
      keyspaces.writeVarint(number);
    }
    for (int id = 1; id <= 2; id++) {
      keyspaces.writeVarint(id).writeText("fruit");
      KeyspaceOptionsCodec.encode(options(), keyspaces);
      keyspaces.writeByte(0);
    }
    assertBodyIsDamaged(
        new ByteReader(NAME, keyspaces.toByteArray()), "it has keyspace fruit twice");
  }

  /** The three example files of the pages, which are one database. */
  private static Map<String, byte[]> database() {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("000002.log", DesignPage.read("log.md").example("000002.log").bytes());
    files.put("000004.tree", DesignPage.read("tree-file.md").example("000004.tree").bytes());
    files.put(NAME, DesignPage.read("manifest.md").example(NAME).bytes());
    return files;
  }

  private static LocalDatabase open(Map<String, byte[]> files) {
    return Databases.open(SimulatedDisk.of(files), Options.defaults());
  }

  @Test
  void whatTheManifestNamesMustBeThere() {
    for (String name : database().keySet()) {
      Map<String, byte[]> files = database();
      files.remove(name);
      assertThatThrownBy(() -> open(files))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining(name.equals(NAME) ? "no manifest" : name + " is missing");
    }
  }

  @Test
  void theNewestManifestCountsAndLeftoversAreDeleted() {
    Map<String, byte[]> files = database();
    files.put("000003.manifest", new byte[10]);
    files.put("000006.manifest.tmp", new byte[10]);
    files.put("000006.tree", new byte[10]);
    SimulatedDisk disk = SimulatedDisk.of(files);
    try (LocalDatabase db = Databases.open(disk, Options.defaults())) {
      assertThat(db.keyspaceNames()).containsExactly("fruit");
      assertThat(disk.files())
          .doesNotContainKeys("000003.manifest", "000006.manifest.tmp", "000006.tree");
    }
    files.put("000007.manifest", new byte[10]);
    assertThatThrownBy(() -> open(files))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("000007.manifest");
  }

  @Test
  void aManifestOfAnotherDatabaseIsRefusedAndNothingIsDeleted() throws IOException {
    SimulatedDisk disk = SimulatedDisk.of(database());
    byte[] nothing =
        new Manifest(new View.Flushed(0, Catalog.EMPTY, Map.of()), 10, 0, 0, Map.of(), Map.of())
            .encode();
    ManifestFile.write(disk, new UUID(1, 2), 9, 0, nothing);
    Set<String> before = disk.files().keySet();
    assertThatThrownBy(() -> Databases.open(disk, Options.defaults()))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("belongs to another database than the newest manifest")
        .hasMessageContaining("000009.manifest");
    assertThat(disk.files().keySet()).isEqualTo(before);
  }
}
