package io.lightningdb.internal.btree;

import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.block.BlockBuilder;
import io.lightningdb.internal.block.BlockEntry;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockKind;
import io.lightningdb.internal.store.BlockPointer;
import io.lightningdb.internal.store.IndexPart;
import io.lightningdb.internal.store.UnknownFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of separators and pointers: the child at an index has the keys from its separator on up to
 * the next one. Immutable but for what its children's references come to keep.
 */
final class InnerPage implements IndexPart {

  /** What a child takes beside its entry: the reference, and that to the reference. */
  private static final int CHILD_OVERHEAD_BYTES = 52;

  private static final int OVERHEAD_BYTES = 48;

  private final Block block;
  private final PageRef[] children;

  private InnerPage(Block block, PageRef[] children) {
    this.block = block;
    this.children = children;
  }

  /** Makes a page of a block that was read. */
  static InnerPage decode(BlockFiles files, BlockPointer source, Block block)
      throws UnknownFileException {
    String name = source.toString();
    PageRef[] children = new PageRef[block.count()];
    for (int i = 0; i < children.length; i++) {
      ByteReader reader =
          new ByteReader(name, block.array(), block.placePosition(i), block.placeLength(i));
      long file = reader.readVarint();
      long offset = reader.readVarint();
      long length = reader.readVarint();
      BlobSpan blobs = reader.remaining() == 0 ? null : readSpan(reader);
      long ripeAt = reader.remaining() == 0 ? ReadTime.NEVER : reader.readVarint();
      reader.expectEnd();
      children[i] = new PageRef(files.pointer(name, file, offset, length), blobs, ripeAt);
    }
    return new InnerPage(block, children);
  }

  private static @Nullable BlobSpan readSpan(ByteReader reader) {
    long oldest = reader.readVarint();
    long span = reader.readVarint();
    return oldest == Child.NO_FILE ? null : new BlobSpan(oldest, oldest + span);
  }

  /** Makes a page of the entries that were written, with the references that are in use already. */
  static InnerPage of(List<Child> children) {
    ByteWriter bytes = new ByteWriter(children.size() * 32);
    BlockBuilder.append(entries(children), bytes);
    byte[] array = bytes.toByteArray();
    return new InnerPage(
        Block.parse("a new page", array, 0, array.length),
        children.stream().map(Child::page).toArray(PageRef[]::new));
  }

  /** Returns what the block of a page with these children consists of. */
  static List<BlockEntry> entries(List<Child> children) {
    List<BlockEntry> entries = new ArrayList<>(children.size());
    for (Child child : children) {
      entries.add(child.toEntry());
    }
    return entries;
  }

  @Override
  public BlockKind kind() {
    return BlockKind.INNER;
  }

  @Override
  public int memoryBytes() {
    return OVERHEAD_BYTES + block.memoryBytes() + children.length * CHILD_OVERHEAD_BYTES;
  }

  @Override
  public List<PageRef> beneath() {
    return Collections.unmodifiableList(Arrays.asList(children));
  }

  int childCount() {
    return children.length;
  }

  PageRef child(int index) {
    return children[index];
  }

  /** Returns the key at which the child at {@code index} begins. */
  byte[] separator(int index) {
    return block.key(index);
  }

  /** Returns the index of the child that {@code key} belongs to. */
  int find(byte[] key) {
    int found = block.search(key);
    return found >= 0 ? found : Math.max(0, -found - 2);
  }

  /** Returns whether {@code key} is before the child at {@code index}, or there is none there. */
  boolean isBeforeChild(byte[] key, int index) {
    return index == children.length || block.compareKey(index, key) > 0;
  }

  /** Returns the index of the child that the last key before {@code key} belongs to. */
  int findBefore(byte[] key) {
    int found = block.search(key);
    return Math.max(0, (found >= 0 ? found : -found - 1) - 1);
  }
}
