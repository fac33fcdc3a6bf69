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
import io.lightningdb.internal.store.FileUse;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.store.PageFormat;
import io.lightningdb.internal.testing.DesignPage;
import io.lightningdb.internal.testing.DesignPage.Example;
import io.lightningdb.internal.testing.FileHeaders;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.TestFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Decodes the example of {@code docs/design/manifest.md}, and does the damage it speaks of. */
class ManifestPageTest {

  private static final UUID DATABASE = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  private static final KeyspaceId FRUIT = new KeyspaceId(1);
  private static final String NAME = "000003.manifest";
  private static final int SNAPSHOT = 64;
  private static final int BODY = SNAPSHOT + 13;

  private static final int ROOM = 96;

  private final Example example = DesignPage.read("manifest.md").example(NAME);
  private final byte[] bytes = example.bytes();
  private final int edit = SNAPSHOT + frameBytes(SNAPSHOT);
  private final int synced = edit + frameBytes(edit);

  private int frameBytes(int at) {
    return (int) ManifestFrame.bytes(ManifestFrame.payloadLength(bytes, at));
  }

  private static BlockFiles files() {
    return new BlockFiles(
        new MemoryDisk(), DATABASE, new BlockCache(0), () -> 0, () -> 0, 1024 * 1024);
  }

  private static ManifestReader.Contents read(byte[] file) throws IOException {
    SimulatedDisk disk = SimulatedDisk.of(Map.of(NAME, file));
    try {
      return ManifestReader.read(disk, NAME);
    } finally {
      assertThat(disk.openHandles()).isEmpty();
    }
  }

  private static KeyspaceOptions options() {
    return KeyspaceOptions.builder().pageBytes(512).attribute("color", "by taste").build();
  }

  private static Catalog catalog() {
    return Catalog.of(List.of(new KeyspaceInfo(FRUIT, "fruit", options())), 2);
  }

  /** Returns the manifest when there was a keyspace and nothing in it. */
  private static Manifest first() {
    return new Manifest(
        new View.Flushed(1, catalog(), Map.of()),
        1_700_000_000_000_004L,
        4,
        2,
        2,
        Collections.emptySortedMap(),
        Collections.emptySortedMap());
  }

  /** Returns the manifest when everything was flushed. */
  private static Manifest second() {
    BlockFiles files = files();
    files.add(4, 256);
    ByteWriter tree = new ByteWriter(16);
    for (int number : new int[] {2, 4, 173, 51, 3, 1, 4, 160, 0}) {
      tree.writeVarint(number);
    }
    BTree store =
        BTree.decode(
            "test",
            files,
            new PageFormat(512, Compression.ADAPTIVE),
            new ByteReader("test", tree.toByteArray()));
    return new Manifest(
        new View.Flushed(3, catalog(), Map.of(FRUIT, store)),
        1_700_000_000_000_006L,
        5,
        2,
        2,
        new TreeMap<>(Map.of(4L, 256L)),
        Collections.emptySortedMap());
  }

  private static List<String> values(Manifest manifest) {
    Catalog catalog = manifest.flushed().catalog();
    List<String> values = new ArrayList<>();
    values.add("sequence = " + manifest.flushed().sequence());
    values.add("written = " + manifest.writtenMicros());
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
    for (KeyspaceInfo info : catalog.keyspaces()) {
      BTree store = (BTree) manifest.flushed().stores().get(info.id());
      values.add("keyspace = " + info.id());
      values.add("name = " + info.name());
      values.add("has a tree = " + (store == null ? 0 : 1));
      if (store != null) {
        values.addAll(values(store));
      }
    }
    return values;
  }

  private static List<String> values(BTree store) {
    List<String> values = new ArrayList<>();
    ByteReader tree = TestFiles.encoded(store);
    values.add("height = " + tree.readVarint());
    values.add(
        "root = %06d.tree at %d, %d bytes"
            .formatted(tree.readVarint(), tree.readVarint(), tree.readVarint()));
    assertThat(tree.readVarint()).isEqualTo(store.entryCount());
    values.add("entries = " + store.entryCount());
    FileUse pages = FileUse.decode(tree);
    values.add("files in use = " + pages.bytesByFile().size());
    pages
        .bytesByFile()
        .forEach((file, used) -> values.add("bytes in use of file %d = %d".formatted(file, used)));
    values.add("files of blobs = " + tree.readVarint());
    tree.expectEnd();
    return values;
  }

  private void addFrame(int at, List<String> values) {
    ByteReader in = new ByteReader(NAME, bytes, at, ManifestFrame.HEADER_BYTES);
    values.add("checksum = %08x".formatted(in.readInt()));
    values.add("length = " + in.readInt());
    values.add("type = " + ManifestFrameType.of(in.readByte()));
  }

  @Test
  void theFileSaysWhatThePageSays() throws IOException {
    List<String> values = new ArrayList<>();
    addFrame(SNAPSHOT, values);
    values.add("length of the file = " + new ByteReader(NAME, bytes, BODY - 4, 4).readInt());
    ByteReader body = new ByteReader(NAME, bytes, BODY, SNAPSHOT + 9 + length(SNAPSHOT) - BODY);
    byte[] before = body.readBytes(body.remaining());
    values.addAll(values(Manifest.decode(NAME, new ByteReader(NAME, before), files())));
    addFrame(edit, values);
    ByteReader steps = new ByteReader(NAME, bytes, edit + 9, length(edit));
    for (int step = steps.readByte(); step != 3; step = steps.readByte()) {
      if (step == 1) {
        values.add("keep = bytes from %d on, %d".formatted(steps.readVarint(), steps.readVarint()));
      } else {
        int length = steps.readVarint(100);
        values.add("insert = %d bytes".formatted(length));
        steps.skip(length);
      }
    }
    addFrame(synced, values);
    assertThat(example.values()).isEqualTo(values);
    ManifestReader.Contents contents = read(bytes);
    assertThat(contents.header().identity()).isEqualTo(new FileIdentity(DATABASE, 3));
    assertThat(contents.canGoOn()).isTrue();
    // What the edit leads to is shown once more, as a state of its own.
    Example after = DesignPage.read("manifest.md").example("the state after it");
    assertThat(contents.state()).isEqualTo(after.bytes());
    Manifest manifest = Manifest.decode(NAME, contents.body(), files());
    assertThat(after.values()).isEqualTo(values(manifest));
    assertThat(manifest.flushed().catalog().find(FRUIT))
        .isEqualTo(new KeyspaceInfo(FRUIT, "fruit", options()));
  }

  private int length(int frame) {
    return ManifestFrame.payloadLength(bytes, frame);
  }

  @Test
  void theSameDatabaseMakesTheSameFile() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    ManifestFile file =
        ManifestFile.create(
            disk, new FileIdentity(DATABASE, 3), first().writtenMicros(), first().encode(), ROOM);
    assertThat(file.append(second().encode())).isTrue();
    assertThat(disk.files()).containsOnlyKeys(NAME).containsEntry(NAME, bytes);
  }

  @Test
  void aKeyspaceWithoutEntriesHasNoTree() {
    byte[] body = first().encode();
    assertThat(body[body.length - 1]).isZero();
    Manifest decoded = Manifest.decode(NAME, new ByteReader(NAME, body), files());
    assertThat(decoded.flushed().stores()).isEmpty();
    assertThat(decoded.flushed().catalog().find("fruit")).isNotNull();
  }

  @Test
  void aThousandKeyspacesAreSomeTensOfKilobytes() {
    ByteWriter tree = new ByteWriter(16);
    for (int number : new int[] {2, 4, 100_000, 4_000, 200, 2, 4, 16_000, 5, 16_000, 0}) {
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
    SortedMap<Long, Long> lengths = new TreeMap<>(Map.of(4L, 30_000_000L, 5L, 30_000_000L));
    View.Flushed flushed = new View.Flushed(9, Catalog.of(keyspaces, 1_001), stores);
    assertThat(
            new Manifest(flushed, 1, 6, 2, 2, lengths, Collections.emptySortedMap())
                .encode()
                .length)
        .isBetween(20_000, 80_000);
  }

  /** {@link ManifestFileTest} does more of this, to files of other states. */
  @Test
  void everyFlippedBitUpToTheSyncedAndEveryCutIsDamage() throws IOException {
    for (int i = 0; i < bytes.length * Byte.SIZE; i++) {
      byte[] damaged = bytes.clone();
      damaged[i / Byte.SIZE] ^= (byte) (1 << i % Byte.SIZE);
      boolean isPadding = isPadding(SNAPSHOT, i / Byte.SIZE) || isPadding(edit, i / Byte.SIZE);
      if (i / Byte.SIZE < synced && !isPadding) {
        assertThatThrownBy(() -> read(damaged))
            .as("bit %d", i)
            .isInstanceOf(CorruptionException.class)
            .hasMessageContaining(NAME);
      } else {
        assertThat(read(damaged).state()).as("bit %d", i).isEqualTo(second().encode());
      }
    }
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> read(cut))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining(length + " bytes");
    }
    assertThatThrownBy(() -> read(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(CorruptionException.class);
  }

  private boolean isPadding(int frame, int at) {
    return at >= frame + 9 + length(frame) && at < frame + frameBytes(frame);
  }

  @Test
  void anEditThatNothingConfirmsIsDroppedIfItIsNotIntact() throws IOException {
    byte[] torn = bytes.clone();
    Arrays.fill(torn, synced, bytes.length, (byte) 0);
    assertThat(read(torn).state()).isEqualTo(second().encode());
    torn[edit + 20] ^= 1;
    assertThat(read(torn).state()).isEqualTo(first().encode());
    assertThat(read(torn).canGoOn()).isFalse();
  }

  @Test
  void anotherHeaderIsRefused() {
    assertThatThrownBy(() -> read(FileHeaders.withVersion(bytes, 2)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(NAME + " has format version 2");
    SimulatedDisk renamed = SimulatedDisk.of(Map.of("000006.manifest", bytes));
    assertThatThrownBy(() -> ManifestReader.read(renamed, "000006.manifest"))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("renamed or replaced");
  }

  /** Returns the newest state with a byte changed. */
  private static ByteReader state(int position, int value) {
    byte[] state = second().encode();
    state[position] = (byte) value;
    return new ByteReader(NAME, state);
  }

  private void assertStateIsDamaged(ByteReader state, String message) {
    assertThatThrownBy(() -> Manifest.decode(NAME, state, files()))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aStateOfAnotherFormIsDamage() {
    byte[] state = second().encode();
    for (int length = 0; length < state.length; length++) {
      assertStateIsDamaged(new ByteReader(NAME, state, 0, length), "is damaged at byte");
    }
    byte[] longer = Arrays.copyOf(state, state.length + 1);
    assertStateIsDamaged(new ByteReader(NAME, longer), "it keeps the log from segment 0");
    longer[state.length] = 1;
    longer = Arrays.copyOf(longer, longer.length + 1);
    assertStateIsDamaged(new ByteReader(NAME, longer), "1 bytes after the end");
    int tree = state.length - 11;
    assertStateIsDamaged(state(tree, 33), "a tree has 33 levels, where 32 is the most");
    assertStateIsDamaged(
        state(tree + 1, 7), "it points into 000007.tree, which the database does not have");
    assertStateIsDamaged(state(tree + 4, 100), "it points to 100 bytes at 173");
    int engine = tree - 20;
    assertThatThrownBy(() -> Manifest.decode(NAME, state(engine, 3), files()))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("storage engine 3");
  }

  private static ByteWriter numbers(ByteWriter out, int... numbers) {
    for (int number : numbers) {
      out.writeVarint(number);
    }
    return out;
  }

  @Test
  void whatIsThereTwiceIsDamage() {
    ByteWriter files = new ByteWriter(64).writeVarint(3).writeLong(1);
    numbers(files, 6, 2, 2, 2, 2, 4, 100, 4, 100);
    assertStateIsDamaged(new ByteReader(NAME, files.toByteArray()), "000004.tree is listed twice");
    ByteWriter segments = new ByteWriter(64).writeVarint(3).writeLong(1);
    numbers(segments, 6, 2, 2, 2, 1, 4, 100, 1, 4, 100);
    assertStateIsDamaged(
        new ByteReader(NAME, segments.toByteArray()), "it lists the file number 4 twice");
    ByteWriter keyspaces = new ByteWriter(64).writeVarint(3).writeLong(1);
    numbers(keyspaces, 6, 2, 2, 3, 0, 0, 2);
    for (int id = 1; id <= 2; id++) {
      keyspaces.writeVarint(id).writeText("fruit");
      KeyspaceOptionsCodec.encode(options(), keyspaces);
      keyspaces.writeByte(0);
    }
    assertStateIsDamaged(
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
    files.put("000001.manifest", new byte[10]);
    files.put("000006.manifest.tmp", new byte[10]);
    files.put("000006.tree", new byte[10]);
    SimulatedDisk disk = SimulatedDisk.of(files);
    try (LocalDatabase db = Databases.open(disk, Options.defaults())) {
      assertThat(db.keyspaceNames()).containsExactly("fruit");
      assertThat(disk.files())
          .doesNotContainKeys("000001.manifest", "000006.manifest.tmp", "000006.tree");
    }
    files.put("000007.manifest", new byte[10]);
    assertThatThrownBy(() -> open(files))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("000007.manifest");
  }

  @Test
  void aManifestOfAnotherDatabaseIsRefusedAndNothingIsDeleted() throws IOException {
    SimulatedDisk disk = SimulatedDisk.of(database());
    View.Flushed nothing = new View.Flushed(0, Catalog.EMPTY, Map.of());
    Manifest manifest =
        new Manifest(
            nothing, 0, 10, 0, 0, Collections.emptySortedMap(), Collections.emptySortedMap());
    FileIdentity other = new FileIdentity(new UUID(1, 2), 9);
    ManifestFile.create(disk, other, 0, manifest.encode(), ROOM);
    Set<String> before = disk.files().keySet();
    assertThatThrownBy(() -> Databases.open(disk, Options.defaults()))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("belongs to another database than the newest manifest")
        .hasMessageContaining("000009.manifest");
    assertThat(disk.files().keySet()).isEqualTo(before);
  }
}
