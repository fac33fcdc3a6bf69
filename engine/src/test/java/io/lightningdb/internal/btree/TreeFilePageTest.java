package io.lightningdb.internal.btree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Compression;
import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.internal.base.KeyRanges;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.FileHeader;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.codec.FileKind;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.store.BlockCache;
import io.lightningdb.internal.store.BlockFile;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockKind;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.BlockPointer;
import io.lightningdb.internal.store.FileUse;
import io.lightningdb.internal.store.PageFormat;
import io.lightningdb.internal.store.UnknownFileException;
import io.lightningdb.internal.testing.DesignPage;
import io.lightningdb.internal.testing.DesignPage.Example;
import io.lightningdb.internal.testing.FileHeaders;
import io.lightningdb.internal.testing.SimulatedDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Decodes the example of {@code docs/design/tree-file.md}, and does the damage it speaks of. */
class TreeFilePageTest {

  private static final UUID DATABASE = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  private static final FileIdentity IDENTITY = new FileIdentity(DATABASE, 4);
  private static final KeyspaceId FRUIT = new KeyspaceId(1);
  private static final String NAME = "000004.tree";
  private static final PageFormat FORMAT = new PageFormat(60, Compression.ADAPTIVE);
  private static final int FRAME_HEADER_BYTES = 16;
  private static final int FIRST_LEAF = 0x40;
  private static final int SECOND_LEAF = 0x7F;
  private static final int ROOT = 0xAD;
  private static final int FOOTER = 0xE0;
  private static final int[] FRAMES = {FIRST_LEAF, SECOND_LEAF, ROOT, FOOTER};

  private final Example example = DesignPage.read("tree-file.md").example(NAME);
  private final byte[] bytes = example.bytes();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private static BlockFiles files(Disk disk) {
    return new BlockFiles(
        disk, DATABASE, new BlockCache(0), () -> 4, () -> 1_700_000_000_000_005L, 1024 * 1024);
  }

  private static BlockPointer rootPointer(BlockFiles files) {
    try {
      return files.pointer("the manifest", 4, ROOT, FOOTER - ROOT);
    } catch (UnknownFileException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns the tree in a file of these bytes, of which the manifest says that it has 256. */
  private static BTree tree(byte[] file) {
    BlockFiles files = files(SimulatedDisk.of(Map.of(NAME, file)));
    files.add(4, 256);
    return new BTree(
        files,
        FORMAT,
        new PageRef(rootPointer(files), null),
        2,
        3,
        FileUse.decode(
            new ByteReader(
                "test", new ByteWriter(8).writeVarint(1).writeVarint(4).writeVarint(160).array())),
        FileUse.NONE);
  }

  @Test
  void theFileSaysWhatThePageSays() throws IOException {
    BTree tree = tree(bytes);
    List<String> values = new ArrayList<>();
    for (int i = 0; i + 1 < FRAMES.length; i++) {
      ByteReader frame = new ByteReader(NAME, bytes, FRAMES[i], FRAME_HEADER_BYTES);
      BlockKind kind = FRAMES[i] == ROOT ? BlockKind.INNER : BlockKind.LEAF;
      values.add("checksum = %08x".formatted(frame.readInt()));
      assertThat(frame.readByte()).isEqualTo(kind == BlockKind.LEAF ? 1 : 2);
      values.add("kind = " + kind);
      values.add("compression = " + frame.readByte());
      frame.skip(2);
      values.add("stored length = " + frame.readInt());
      values.add("raw length = " + frame.readInt());
      PageRef page =
          new PageRef(tree.files().pointer(NAME, 4, FRAMES[i], FRAMES[i + 1] - FRAMES[i]), null);
      Block block = tree.files().read(page, kind);
      if (kind == BlockKind.LEAF) {
        for (int j = 0; j < block.count(); j++) {
          values.add("entry = " + text(block.key(j)) + ":" + text(block.value(j)));
        }
      } else {
        InnerPage inner = InnerPage.decode(tree.files(), page, block);
        for (int j = 0; j < inner.childCount(); j++) {
          values.add(
              "child from '%s' = %s, %d bytes"
                  .formatted(text(inner.separator(j)), inner.child(j), inner.child(j).length()));
        }
      }
    }
    ByteReader footer = new ByteReader(NAME, bytes, FOOTER, bytes.length - FOOTER);
    values.add("length = " + footer.readLong());
    values.add("frames = " + footer.readInt());
    values.add("content checksum = %08x".formatted(footer.readInt()));
    footer.skip(12);
    values.add("checksum = %08x".formatted(footer.readInt()));
    footer.expectEnd();
    assertThat(example.values()).isEqualTo(values);
    assertThat(FileHeader.decode(NAME, bytes).identity()).isEqualTo(IDENTITY);
  }

  @Test
  void theFooterChecksTheWholeFile() {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, FOOTER);
    ByteReader footer = new ByteReader(NAME, bytes, FOOTER + 12, Integer.BYTES);
    assertThat(footer.readInt()).isEqualTo((int) crc.getValue());
    assertThat(problems(bytes)).isEmpty();
  }

  @Test
  void itsEntriesAreThose() throws IOException {
    BTree tree = tree(bytes);
    assertThat(tree.get(bytes("apple"), ReadTime.BEFORE_ALL)).isEqualTo(bytes("red"));
    assertThat(tree.get(bytes("apricot"), ReadTime.BEFORE_ALL)).isEqualTo(bytes("orange"));
    assertThat(tree.get(bytes("banana"), ReadTime.BEFORE_ALL)).isEqualTo(bytes("yellow"));
    assertThat(tree.get(bytes("cherry"), ReadTime.BEFORE_ALL)).isNull();
  }

  @Test
  void theSameCommitsMakeTheSameFile() throws IOException {
    Generation generation = new Generation(0);
    generation.put(FRUIT, bytes("apple"), bytes("red"), ReadTime.NEVER, 2);
    generation.put(FRUIT, bytes("banana"), bytes("yellow"), ReadTime.NEVER, 2);
    generation.put(FRUIT, bytes("cherry"), bytes("red"), ReadTime.NEVER, 2);
    generation.put(FRUIT, bytes("cherry"), null, ReadTime.NEVER, 3);
    generation.put(FRUIT, bytes("apricot"), bytes("orange"), ReadTime.NEVER, 3);
    SimulatedDisk disk = new SimulatedDisk();
    BlockFiles files = files(disk);
    try (BlockOutput out = files.newOutput()) {
      BTree tree =
          BTree.empty(files, FORMAT)
              .apply(KeyRanges.NONE, generation.memtable(FRUIT).cursor(3), out);
      out.finish();
      assertThat(tree.fileUse()).hasToString("{4=160}");
      assertThat(tree.height()).isEqualTo(2);
      assertThat(tree.entryCount()).isEqualTo(3);
    }
    assertThat(disk.files()).containsOnlyKeys(NAME).containsEntry(NAME, bytes);
  }

  /** Reads all entries, which fails, and then what verification has to say. */
  private static List<String> problems(byte[] file) {
    BTree tree = tree(file);
    List<String> problems = new ArrayList<>();
    try {
      tree.verify(problems::add);
      for (BlockFile each : tree.files().files()) {
        try {
          tree.files().verify(each);
        } catch (CorruptionException | FormatException e) {
          problems.add(e.getMessage());
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return problems;
  }

  /** Reads as a reader of the newest view does, for whom no file can have been given back. */
  private static byte @Nullable [] get(byte[] file, String key) throws IOException {
    try {
      return tree(file).get(bytes(key), ReadTime.BEFORE_ALL);
    } catch (UnknownFileException e) {
      throw e.asCorruption();
    }
  }

  private static void assertCorrupt(byte[] file, String key, String message) {
    assertThatThrownBy(() -> get(file, key))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining(NAME)
        .hasMessageContaining(message);
    assertThat(problems(file)).isNotEmpty();
  }

  private byte[] flipped(int position) {
    byte[] damaged = bytes.clone();
    damaged[position] ^= 1;
    return damaged;
  }

  @Test
  void anotherLengthIsDamage() {
    for (int length = 0; length < bytes.length; length++) {
      assertCorrupt(
          Arrays.copyOf(bytes, length), "apple", "has " + length + " bytes instead of 256");
    }
    assertCorrupt(Arrays.copyOf(bytes, 257), "apple", "has 257 bytes instead of 256");
  }

  @Test
  void flippedBitsAreDamage() throws IOException {
    for (int i = 0; i < FIRST_LEAF; i++) {
      assertCorrupt(flipped(i), "apple", i < 8 ? "does not begin" : "header");
    }
    for (int i = FIRST_LEAF; i < SECOND_LEAF; i++) {
      assertCorrupt(flipped(i), "apple", NAME + " at 64 is damaged: its checksum is");
      assertThat(tree(flipped(i)).get(bytes("banana"), ReadTime.BEFORE_ALL))
          .isEqualTo(bytes("yellow"));
    }
    for (int i = ROOT; i < FOOTER; i++) {
      assertCorrupt(flipped(i), "apple", NAME + " at 173 is damaged: its checksum is");
    }
  }

  @Test
  void aDamagedFooterIsSeenByVerificationOnly() throws IOException {
    for (int i = FOOTER; i < bytes.length; i++) {
      assertThat(tree(flipped(i)).get(bytes("apple"), ReadTime.BEFORE_ALL)).isEqualTo(bytes("red"));
      assertThat(problems(flipped(i))).containsExactly("the footer of " + NAME + " is damaged");
    }
  }

  @Test
  void anotherHeaderIsRefused() {
    assertThatThrownBy(
            () -> tree(FileHeaders.withVersion(bytes, 2)).get(bytes("apple"), ReadTime.BEFORE_ALL))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(NAME + " has format version 2");
    assertCorrupt(withHeader(DATABASE, 5), "apple", "000005.tree: it was renamed or replaced");
    assertCorrupt(withHeader(new UUID(1, 2), 4), "apple", "belongs to another database");
  }

  private byte[] withHeader(UUID database, long number) {
    FileIdentity identity = new FileIdentity(database, number);
    byte[] changed = bytes.clone();
    byte[] header = new FileHeader(FileKind.TREE, identity, 0).encode();
    System.arraycopy(header, 0, changed, 0, header.length);
    return changed;
  }

  /** Returns the file with a byte changed, and the checksum of its frame put right. */
  private byte[] withFrame(int frame, int end, int position, int value) {
    return withFrame(IDENTITY, frame, end, position, value);
  }

  private byte[] withFrame(FileIdentity seed, int frame, int end, int position, int value) {
    byte[] changed = bytes.clone();
    changed[position] = (byte) value;
    int covered = frame + Integer.BYTES;
    int checksum = seed.checksum(frame, changed, covered, end - covered);
    byte[] little = new ByteWriter(Integer.BYTES).writeInt(checksum).array();
    System.arraycopy(little, 0, changed, frame, Integer.BYTES);
    return changed;
  }

  @Test
  void aGoodFrameInTheWrongPlaceIsDamage() {
    byte kind = bytes[FIRST_LEAF + 4];
    assertThat(withFrame(FIRST_LEAF, SECOND_LEAF, FIRST_LEAF + 4, kind)).isEqualTo(bytes);
    for (FileIdentity other :
        List.of(new FileIdentity(DATABASE, 5), new FileIdentity(new UUID(1, 2), 4))) {
      byte[] file = withFrame(other, FIRST_LEAF, SECOND_LEAF, FIRST_LEAF + 4, kind);
      assertCorrupt(file, "apple", "its checksum is");
    }
  }

  @Test
  void aFrameThatIsNotWhatItsPointerSaysIsDamage() {
    assertCorrupt(
        withFrame(FIRST_LEAF, SECOND_LEAF, FIRST_LEAF + 4, 2),
        "apple",
        "is of kind 2 with 47 bytes instead of kind 1 with 47");
    assertCorrupt(
        withFrame(FIRST_LEAF, SECOND_LEAF, FIRST_LEAF + 8, 46),
        "apple",
        "is of kind 1 with 46 bytes instead of kind 1 with 47");
    assertThatThrownBy(
            () ->
                tree(withFrame(FIRST_LEAF, SECOND_LEAF, FIRST_LEAF + 5, 3))
                    .get(bytes("apple"), ReadTime.BEFORE_ALL))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("compression 3");
  }

  @Test
  void pointersThatLeadNowhereAreDamage() {
    int file = 0xD7;
    assertCorrupt(withFrame(ROOT, FOOTER, file, 6), "apple", "points into 000006.tree");
    assertCorrupt(withFrame(ROOT, FOOTER, file + 1, 63), "apple", "points to 63 bytes at 63");
    assertCorrupt(withFrame(ROOT, FOOTER, file + 2, 15), "apple", "points to 15 bytes at 64");
  }

  @Test
  void anInnerPageWithoutEntriesIsDamage() {
    BlockFiles files = files(new SimulatedDisk());
    assertThatThrownBy(
            () -> {
              try (BlockOutput out = files.newOutput()) {
                PageRef empty =
                    new PageRef(out.append(BlockKind.INNER, List.of(), Compression.NONE), null);
                out.finish();
                new BTree(files, FORMAT, empty, 2, 0, FileUse.NONE, FileUse.NONE)
                    .get(bytes("apple"), ReadTime.BEFORE_ALL);
              }
            })
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("has no children");
  }

  @Test
  void verificationSeesKeysOutOfOrder() {
    // The key "apricot" becomes "apaicot", which is before "apple", and so does its head.
    bytes[0x61] = 'a';
    byte[] unsorted = withFrame(FIRST_LEAF, SECOND_LEAF, 0x74, 'a');
    assertThat(problems(unsorted))
        .anyMatch(problem -> problem.contains("the key 'apaicot' comes after 'apple'"));
  }
}
