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
import io.lightningdb.internal.testing.TestFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What manifests say. */
@ExtendWith(Seeds.class)
class ManifestTest {

  private static final UUID DATABASE = TestFiles.DATABASE;
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
    SortedMap<Long, Long> files = new TreeMap<>();
    for (BlockFile file : test.files().files()) {
      files.put(file.number(), file.length());
    }
    return new Manifest(
        new View.Flushed(77, catalog, stores),
        1_234,
        100,
        12,
        15,
        files,
        new TreeMap<>(Map.of(8L, 4_096L)));
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
    assertThat(read.writtenMicros()).isEqualTo(1_234);
    assertThat(read.nextFileNumber()).isEqualTo(100);
    assertThat(read.firstLog()).isEqualTo(12);
    assertThat(read.sessionLog()).isEqualTo(15);
    assertThat(read.files()).isEqualTo(manifest.files());
    assertThat(read.segments()).containsExactly(Map.entry(8L, 4_096L));
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
  void whereTheKeptLogBeginsIsSaidOnlyIfSomethingIsKept() throws IOException {
    Manifest nothing = manifest();
    Manifest kept =
        new Manifest(
            nothing.flushed(),
            nothing.writtenMicros(),
            nothing.nextFileNumber(),
            nothing.firstLog(),
            nothing.sessionLog(),
            nothing.files(),
            nothing.segments(),
            9);
    assertThat(decode(nothing.encode()).keptLog()).isZero();
    assertThat(decode(kept.encode()).keptLog()).isEqualTo(9);
    assertThat(kept.encode()).hasSize(nothing.encode().length + 1).startsWith(nothing.encode());
  }

  @Test
  void theManifestOfANewDatabaseSaysThatThereIsNothing() {
    View.Flushed nothing = new View.Flushed(0, Catalog.EMPTY, Map.of());
    Manifest read =
        decode(
            new Manifest(
                    nothing, 1, 2, 0, 0, Collections.emptySortedMap(), Collections.emptySortedMap())
                .encode());
    assertThat(read.flushed().catalog().keyspaces()).isEmpty();
    assertThat(read.flushed().stores()).isEmpty();
    assertThat(read.files()).isEmpty();
  }

  private static ByteWriter withKeyspaces(int count) {
    return new ByteWriter(64)
        .writeVarint(7)
        .writeLong(1)
        .writeVarint(10)
        .writeVarint(0)
        .writeVarint(0)
        .writeVarint(9)
        .writeVarint(0)
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
    assertDamage(withKeyspaces(0).writeByte(1).writeByte(1), "after the end");
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
}
