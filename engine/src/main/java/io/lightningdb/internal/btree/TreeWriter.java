package io.lightningdb.internal.btree;

import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.KeyRanges;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.block.BlockEntry;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockKind;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.FileUse;
import io.lightningdb.internal.store.KeyspaceStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * The old tree is walked from left to right. Pages into which no change falls are kept, with all that
 * is beneath them; the others are taken apart, and their content, with the changes, flows into the
 * levels of the new tree, which cut it into pages. A page can only be kept if what waits before it in
 * the levels beneath makes good pages of its own; if it would be less than half a page, the kept page
 * is taken apart too, as far down as needed, and they are joined. So all pages stay at least half
 * full (but for the last ones of keys that come in order, and where single entries are larger), and
 * the work is in proportion to the leaves that change.
 */
/** Makes a new tree out of an old one. For one use. */
final class TreeWriter {

  /**
   * An inner page has two children at least, however long the keys between them are: with a single
   * one a level would have as many pages as the one beneath it, and the tree would never end.
   */
  private static final int CHILDREN_MIN = 2;

  private final BTree old;
  private final BlockFiles files;
  private final BlockOutput out;
  private final FileUse.Builder use;
  private final LeafEntries entries;
  private final TreeLevel<BlockEntry> leaves;

  /** The levels above the leaves, the lowest first. */
  private final List<TreeLevel<Child>> inner = new ArrayList<>();

  /** A key at or before all that waits in the leaves' level, and after all that went before. */
  private byte[] leafFence = {};

  /**
   * Whether the leaf that was taken apart last is in the cache, so that what it becomes belongs
   * there.
   */
  private boolean hot;

  /** Whether the newest keys are all at the end, so that more are to be expected there. */
  private boolean appending;

  private long entryCount;

  /** Tells which entries do not come into the new tree because they have expired. */
  private final ReadTime time;

  /** How much is still to be taken apart because of what has expired. */
  private long bytesToDropFrom;

  /** The ranges of the old tree's keys that do not come into the new one. */
  private KeyRanges deleted = KeyRanges.NONE;

  TreeWriter(BTree old, BlockOutput out, ReadTime time) {
    this.old = old;
    this.time = time;
    this.files = old.files();
    this.out = out;
    this.use = old.pageUse().toBuilder();
    this.entries = new LeafEntries(old, out);
    this.leaves = new TreeLevel<>(old.format().pageBytes(), 1, BlockEntry::blockBytes);
    this.entryCount = old.entryCount();
  }

  BTree apply(KeyRanges ranges, EntryCursor changes) throws IOException {
    boolean anyChange = changes.first();
    PageRef root = old.root();
    if (!anyChange && (ranges.isEmpty() || root == null)) {
      return old;
    }
    Changes pending = new Changes(changes, anyChange);
    deleted = ranges;
    if (root == null) {
      addRest(pending, null);
      appending = true;
    } else {
      merge(root, old.height(), new byte[0], null, pending);
    }
    return finish();
  }

  /** Appends an entry to a tree that was empty and is filled in the order of the keys. */
  BlockEntry load(byte[] key, byte[] value, long expiresAt) throws IOException {
    return load(entries.make(key, value, expiresAt));
  }

  /** Appends the entry that a cursor is on, as {@link #load(byte[], byte[], long)} does. */
  BlockEntry load(EntryCursor cursor) throws IOException {
    return load(entries.make(cursor));
  }

  BlockEntry loadDeletion(byte[] key) throws IOException {
    return load(BlockEntry.delete(key));
  }

  private BlockEntry load(BlockEntry entry) throws IOException {
    appending = true;
    addEntry(entry);
    entryCount++;
    return entry;
  }

  BTree moveOut(Set<Long> files) throws IOException {
    PageRef root = old.root();
    LeavingPages leaving = LeavingPages.find(old, files);
    if (root == null || leaving.isEmpty()) {
      return old;
    }
    move(root, old.height(), new byte[0], leaving);
    return finish();
  }

  KeyspaceStore.Packed pack(byte[] from, long bytesMax) throws IOException {
    PageRef root = old.root();
    if (root == null) {
      return new KeyspaceStore.Packed(old, null);
    }
    Packing packing = new Packing(from, bytesMax);
    pack(root, old.height(), new byte[0], null, packing);
    return new KeyspaceStore.Packed(finish(), packing.next);
  }

  /** How far a step of packing has got. */
  private static final class Packing {

    private final byte[] from;
    private long bytesLeft;
    private byte @Nullable [] next;

    Packing(byte[] from, long bytesMax) {
      this.from = from;
      this.bytesLeft = bytesMax;
    }
  }

  /** Takes leaves apart whose keys are not before the first to be packed, until it is enough. */
  private void pack(
      PageRef page, int level, byte[] fence, byte @Nullable [] highFence, Packing packing)
      throws IOException {
    boolean before = highFence != null && Keys.compare(highFence, packing.from) <= 0;
    if (before) {
      keep(page, level, fence);
    } else if (packing.bytesLeft <= 0) {
      packing.next = packing.next == null ? fence : packing.next;
      keep(page, level, fence);
    } else if (level == 1) {
      addLeaf(page, fence);
      packing.bytesLeft -= page.length();
    } else {
      InnerPage content = takeApart(page, level);
      int last = content.childCount() - 1;
      for (int i = 0; i <= last; i++) {
        pack(
            content.child(i),
            level - 1,
            i == 0 ? fence : content.separator(i),
            i == last ? highFence : content.separator(i + 1),
            packing);
      }
    }
  }

  /** Takes leaves apart that are ripe, until it is enough. */
  BTree dropExpired(long bytesMax) throws IOException {
    PageRef root = old.root();
    if (root == null || !time.isPast(root.ripeAt())) {
      return old;
    }
    bytesToDropFrom = bytesMax;
    dropExpired(root, old.height(), new byte[0]);
    return finish();
  }

  private void dropExpired(PageRef page, int level, byte[] fence) throws IOException {
    if (bytesToDropFrom <= 0 || !time.isPast(page.ripeAt())) {
      keep(page, level, fence);
    } else if (level == 1) {
      bytesToDropFrom -= page.length();
      addLeaf(page, fence);
    } else {
      InnerPage content = takeApart(page, level);
      for (int i = 0; i < content.childCount(); i++) {
        dropExpired(content.child(i), level - 1, i == 0 ? fence : content.separator(i));
      }
    }
  }

  /** The changes not yet made. */
  private static final class Changes {

    private final EntryCursor cursor;
    private boolean more;

    /** Takes a cursor that is on the first change, if there is one. */
    Changes(EntryCursor cursor, boolean more) {
      this.cursor = cursor;
      this.more = more;
    }

    /** Returns whether the next change is of a key before {@code fence}; null is after all keys. */
    boolean isNextBefore(byte @Nullable [] fence) {
      return more
          && (fence == null
              || Arrays.compareUnsigned(cursor.key(), 0, cursor.keyLength(), fence, 0, fence.length)
                  < 0);
    }

    int compareNextWith(byte[] key) {
      return Arrays.compareUnsigned(cursor.key(), 0, cursor.keyLength(), key, 0, key.length);
    }

    void advance() throws IOException {
      more = cursor.next();
    }
  }

  /** Makes the changes in {@code page}, whose keys are before {@code highFence}. */
  private void merge(
      PageRef page, int level, byte[] fence, byte @Nullable [] highFence, Changes changes)
      throws IOException {
    if (!changes.isNextBefore(highFence) && !deleted.overlap(fence, highFence)) {
      keep(page, level, fence);
    } else if (deleted.cover(fence, highFence)) {
      if (leaves.isEmpty()) {
        leafFence = fence;
      }
      drop(page, level);
      addRest(changes, highFence);
    } else if (level == 1) {
      mergeLeaf(page, fence, highFence, changes);
    } else {
      InnerPage content = takeApart(page, level);
      int last = content.childCount() - 1;
      for (int i = 0; i <= last; i++) {
        merge(
            content.child(i),
            level - 1,
            i == 0 ? fence : content.separator(i),
            i == last ? highFence : content.separator(i + 1),
            changes);
      }
    }
  }

  private void mergeLeaf(PageRef page, byte[] fence, byte @Nullable [] highFence, Changes changes)
      throws IOException {
    Block block = openLeaf(page, fence);
    boolean anyDeleted = deleted.overlap(fence, highFence);
    for (int i = 0; i < block.count(); i++) {
      byte[] key = block.key(i);
      boolean gone = (anyDeleted && deleted.contain(key)) || time.isPast(block.expiresAt(i));
      while (changes.isNextBefore(highFence) && changes.compareNextWith(key) <= 0) {
        gone |= changes.compareNextWith(key) == 0;
        addChange(changes);
      }
      if (gone) {
        drop(block, i);
      } else {
        addEntry(BlockEntry.of(block, i));
      }
    }
    appending = highFence == null && changes.isNextBefore(null);
    addRest(changes, highFence);
  }

  private void drop(Block leaf, int index) {
    entryCount--;
    entries.drop(leaf, index);
  }

  /**
   * Takes a page with all that is beneath it out of the tree. The leaves are read to be counted.
   */
  private void drop(PageRef page, int level) throws IOException {
    if (level == 1) {
      use.remove(page);
      out.supersede(page);
      Block block = files.leafQuietly(page);
      for (int i = 0; i < block.count(); i++) {
        drop(block, i);
      }
      return;
    }
    InnerPage content = takeApart(page, level);
    for (int i = 0; i < content.childCount(); i++) {
      drop(content.child(i), level - 1);
    }
  }

  private void addRest(Changes changes, byte @Nullable [] highFence) throws IOException {
    while (changes.isNextBefore(highFence)) {
      addChange(changes);
    }
  }

  private void addChange(Changes changes) throws IOException {
    if (!changes.cursor.isDelete() && !time.isPast(changes.cursor.expiresAt())) {
      addEntry(entries.make(changes.cursor));
      entryCount++;
    }
    changes.advance();
  }

  /** Copies pages, and the blobs that they point to, out of files that are to be left. */
  private void move(PageRef page, int level, byte[] fence, LeavingPages leaving)
      throws IOException {
    if (!leaving.contains(page)) {
      keep(page, level, fence);
    } else if (level == 1) {
      Block block = openLeaf(page, fence);
      for (int i = 0; i < block.count(); i++) {
        addEntry(entries.move(BlockEntry.of(block, i), leaving.files()));
      }
    } else {
      InnerPage content = takeApart(page, level);
      for (int i = 0; i < content.childCount(); i++) {
        move(content.child(i), level - 1, i == 0 ? fence : content.separator(i), leaving);
      }
    }
  }

  /** Makes {@code page}, with all beneath it, a part of the new tree as it is, if that is well. */
  private void keep(PageRef page, int level, byte[] fence) throws IOException {
    if (leaves.isUnderfull()) {
      openAndKeep(page, level, fence);
      return;
    }
    writeLeaves();
    for (int below = 2; below <= level; below++) {
      if (level(below).isUnderfull()) {
        openAndKeep(page, level, fence);
        return;
      }
      writePages(below);
    }
    level(level + 1).add(new Child(fence, page));
    writeFullPages(level + 1);
  }

  private void openAndKeep(PageRef page, int level, byte[] fence) throws IOException {
    if (level == 1) {
      addLeaf(page, fence);
      return;
    }
    InnerPage content = takeApart(page, level);
    for (int i = 0; i < content.childCount(); i++) {
      keep(content.child(i), level - 1, i == 0 ? fence : content.separator(i));
    }
  }

  private void addLeaf(PageRef page, byte[] fence) throws IOException {
    Block block = openLeaf(page, fence);
    for (int i = 0; i < block.count(); i++) {
      if (time.isPast(block.expiresAt(i))) {
        drop(block, i);
      } else {
        addEntry(BlockEntry.of(block, i));
      }
    }
  }

  private Block openLeaf(PageRef page, byte[] fence) throws IOException {
    if (leaves.isEmpty()) {
      leafFence = fence;
    }
    hot = files.isCached(page);
    use.remove(page);
    out.supersede(page);
    return files.leafQuietly(page);
  }

  private InnerPage takeApart(PageRef page, int level) throws IOException {
    use.remove(page);
    out.supersede(page);
    return old.inner(page, level);
  }

  private void addEntry(BlockEntry entry) throws IOException {
    leaves.add(entry);
    while (leaves.isTwoPages()) {
      writeLeaf(leaves.takeFullPage());
    }
  }

  /** Writes the leaves that wait. */
  private void writeLeaves() throws IOException {
    while (leaves.isOverfull()) {
      writeLeaf(appending ? leaves.takeFullPage() : leaves.takeHalf());
    }
    if (!leaves.isEmpty()) {
      writeLeaf(leaves.takeAll());
    }
  }

  private void writeLeaf(List<BlockEntry> content) throws IOException {
    PageRef page = write(BlockKind.LEAF, content, BlobSpan.of(content), Ripeness.of(content));
    if (hot) {
      out.cacheLast(page);
    }
    Child child = new Child(leafFence, page);
    leaves.wrote(page, content);
    if (!leaves.isEmpty()) {
      leafFence = Keys.separator(content.get(content.size() - 1).key(), leaves.peek().key());
    }
    level(2).add(child);
    writeFullPages(2);
  }

  /** Writes the inner pages of {@code level} that wait. */
  private void writePages(int level) throws IOException {
    TreeLevel<Child> waiting = level(level);
    while (waiting.isOverfull()) {
      writePage(level, appending ? waiting.takeFullPage() : waiting.takeHalf());
    }
    if (!waiting.isEmpty()) {
      writePage(level, waiting.takeAll());
    }
  }

  private void writeFullPages(int level) throws IOException {
    while (level(level).isTwoPages()) {
      writePage(level, level(level).takeFullPage());
    }
  }

  private void writePage(int level, List<Child> children) throws IOException {
    PageRef page =
        write(
            BlockKind.INNER,
            InnerPage.entries(children),
            BlobSpan.beneath(children),
            Ripeness.beneath(children));
    old.keep(page, level, InnerPage.of(children));
    Child child = new Child(children.get(0).separator(), page);
    level(level).wrote(page, children);
    level(level + 1).add(child);
    writeFullPages(level + 1);
  }

  private PageRef write(
      BlockKind kind, List<BlockEntry> content, @Nullable BlobSpan blobs, long ripeAt)
      throws IOException {
    PageRef page =
        new PageRef(out.append(kind, content, old.format().compression()), blobs, ripeAt);
    use.add(page);
    return page;
  }

  private TreeLevel<Child> level(int level) {
    while (inner.size() < level - 1) {
      inner.add(new TreeLevel<>(old.format().pageBytes(), CHILDREN_MIN, Child::pageBytes));
    }
    return inner.get(level - 2);
  }

  /** Writes what still waits, from the leaves up, until one page is left: the root. */
  BTree finish() throws IOException {
    if (leaves.isUnderfull() && !appending) {
      joinWithPrevious(1);
    }
    writeLeaves();
    for (int level = 2; ; level++) {
      TreeLevel<Child> waiting = level(level);
      if (waiting.count() <= 1 && isNothingAbove(level)) {
        PageRef root = waiting.isEmpty() ? null : waiting.takeAll().get(0).page();
        int height = root == null ? 0 : level - 1;
        return new BTree(
            files, old.format(), root, height, entryCount, use.build(), entries.blobUse());
      }
      if (waiting.isUnderfull() && !appending) {
        joinWithPrevious(level);
      }
      writePages(level);
    }
  }

  private boolean isNothingAbove(int level) {
    return inner.stream().skip(level - 1L).allMatch(TreeLevel::isEmpty);
  }

  /**
   * Puts the content of the page before what waits in {@code level} back into that level.
   *
   * @return whether there is such a page
   */
  private boolean joinWithPrevious(int level) throws IOException {
    if (inner.size() < level) {
      return false;
    }
    TreeLevel<Child> parents = level(level + 1);
    if (parents.isEmpty() && !joinWithPrevious(level + 1)) {
      return false;
    }
    Child previous = parents.removeLast();
    if (level == 1) {
      rejoinLeaf(previous);
    } else {
      rejoinPage(level, previous);
    }
    return true;
  }

  private void rejoinLeaf(Child previous) throws IOException {
    List<BlockEntry> content = leaves.itemsOf(previous.page());
    if (content == null) {
      Block block = files.leafQuietly(previous.page());
      hot = files.isCached(previous.page());
      content = new ArrayList<>();
      for (int i = 0; i < block.count(); i++) {
        content.add(BlockEntry.of(block, i));
      }
    }
    use.remove(previous.page());
    out.supersede(previous.page());
    leaves.prepend(content);
    leafFence = previous.separator();
  }

  private void rejoinPage(int level, Child previous) throws IOException {
    List<Child> children = level(level).itemsOf(previous.page());
    if (children == null) {
      InnerPage content = old.inner(previous.page(), level);
      children = new ArrayList<>();
      for (int i = 0; i < content.childCount(); i++) {
        byte[] separator = i == 0 ? previous.separator() : content.separator(i);
        children.add(new Child(separator, content.child(i)));
      }
    }
    use.remove(previous.page());
    out.supersede(previous.page());
    level(level).prepend(children);
  }
}
