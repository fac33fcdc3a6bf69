package io.lightningdb.internal.btree;

import io.lightningdb.internal.base.ForwardCursor;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.block.Block;
import java.io.IOException;
import java.util.Arrays;

/*
 * Two states of a tree share the pages in which nothing changed. Both are walked side by side, and a
 * page before which both stand is passed over with all that is beneath it. So the work is in
 * proportion to the pages that differ. Pages that were only written anew, by reclamation, differ too,
 * but their entries do not.
 */
/** What is different in a newer state of a tree, as changes to an older one; goes forward only. */
final class TreeChanges extends ForwardCursor {

  private static final byte[] NO_KEY = {};

  private final BTree newerTree;
  private final TreeWalk older;
  private final TreeWalk newer;
  private final BTree hidden;

  /** Which of the two is on the entry that was found. */
  private boolean inOlder;

  private boolean inNewer;
  private byte[] key = NO_KEY;

  /**
   * @param hidden the changes of keys that this tree has are left out
   */
  TreeChanges(BTree older, BTree newer, BTree hidden) {
    this.newerTree = newer;
    this.older = new TreeWalk(older);
    this.newer = new TreeWalk(newer);
    this.hidden = hidden;
  }

  @Override
  public boolean first() throws IOException {
    return find();
  }

  @Override
  public boolean next() throws IOException {
    if (inOlder) {
      older.next();
    }
    if (inNewer) {
      newer.next();
    }
    return find();
  }

  private boolean find() throws IOException {
    while (findAny()) {
      if (!hidden.contains(key, ReadTime.BEFORE_ALL)) {
        return true;
      }
      if (inOlder) {
        older.next();
      }
      if (inNewer) {
        newer.next();
      }
    }
    return false;
  }

  /** Goes on to the next difference, and returns whether there is one. */
  private boolean findAny() throws IOException {
    while (!older.isDone() || !newer.isDone()) {
      PageRef olderPage = older.page();
      PageRef newerPage = newer.page();
      if (olderPage != null && newerPage != null) {
        passOrEnter(olderPage, newerPage);
      } else if (olderPage != null) {
        if (newer.isDone() || Keys.compare(newer.key(), older.fence()) >= 0) {
          older.enter();
        } else {
          return found(newer.key(), false, true);
        }
      } else if (newerPage != null) {
        if (older.isDone() || Keys.compare(older.key(), newer.fence()) >= 0) {
          newer.enter();
        } else {
          return found(older.key(), true, false);
        }
      } else if (isDifferenceHere()) {
        return true;
      }
    }
    return false;
  }

  private void passOrEnter(PageRef olderPage, PageRef newerPage) throws IOException {
    if (isSame(olderPage, newerPage)) {
      older.pass();
      newer.pass();
      return;
    }
    // The one that is behind; or the one that is further up, so that they meet before a page again.
    int ahead = Keys.compare(older.fence(), newer.fence());
    if (ahead == 0) {
      ahead = newer.level() - older.level();
    }
    if (ahead <= 0) {
      older.enter();
    }
    if (ahead >= 0) {
      newer.enter();
    }
  }

  private static boolean isSame(PageRef one, PageRef other) {
    return one.file().number() == other.file().number() && one.offset() == other.offset();
  }

  /** Compares the entries that the two are on; one of them may be done. Passes over equal ones. */
  private boolean isDifferenceHere() {
    if (older.isDone()) {
      return found(newer.key(), false, true);
    }
    byte[] olderKey = older.key();
    if (newer.isDone()) {
      return found(olderKey, true, false);
    }
    byte[] newerKey = newer.key();
    int comparison = Keys.compare(olderKey, newerKey);
    if (comparison < 0) {
      return found(olderKey, true, false);
    }
    if (comparison > 0) {
      return found(newerKey, false, true);
    }
    if (!hasSameValue()) {
      return found(newerKey, true, true);
    }
    older.next();
    newer.next();
    return false;
  }

  /** A value that has been moved is another one: the pointer to it is. */
  private boolean hasSameValue() {
    Block one = older.leaf();
    Block other = newer.leaf();
    if (one.kind(older.index()) != other.kind(newer.index())) {
      return false;
    }
    int start = one.placePosition(older.index());
    int otherStart = other.placePosition(newer.index());
    return Arrays.equals(
        one.array(),
        start,
        start + one.placeLength(older.index()),
        other.array(),
        otherStart,
        otherStart + other.placeLength(newer.index()));
  }

  private boolean found(byte[] foundKey, boolean isInOlder, boolean isInNewer) {
    key = foundKey;
    inOlder = isInOlder;
    inNewer = isInNewer;
    return true;
  }

  @Override
  public byte[] key() {
    return key;
  }

  @Override
  public int keyLength() {
    return key.length;
  }

  @Override
  public boolean isDelete() {
    return !inNewer;
  }

  @Override
  public long expiresAt() {
    return newer.leaf().expiresAt(newer.index());
  }

  @Override
  public byte[] value() throws IOException {
    return newerTree.valueQuietly(newer.leaf(), newer.index());
  }

  @Override
  public boolean isBlob() {
    return newer.leaf().isBlob(newer.index());
  }

  @Override
  public byte[] stored() {
    return newer.leaf().value(newer.index());
  }
}
