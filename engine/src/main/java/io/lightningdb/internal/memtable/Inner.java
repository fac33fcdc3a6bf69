package io.lightningdb.internal.memtable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Children and the keys that separate them: a key equal to a separator belongs to the child after
 * it. What it consists of never changes, but a child can be replaced by another for the same keys.
 */
final class Inner extends Node {

  static final int CAPACITY = 64;

  private static final VarHandle CHILD = MethodHandles.arrayElementVarHandle(Node[].class);

  private final long[] heads;
  private final int[] separators;
  private final Node[] children;

  /** Makes a node of two children. */
  Inner(Arena arena, Node left, int separator, Node right) {
    super(arena, Arena.NULL, Arena.NULL);
    this.separators = new int[] {separator};
    this.children = new Node[] {left, right};
    this.heads = new long[] {head(separator)};
  }

  /**
   * Makes a node out of another one.
   *
   * @param known heads of the separators as they are in {@code other}
   */
  private Inner(
      Inner other, int lowFence, int highFence, int[] separators, long[] known, Node[] children) {
    super(other.arena, lowFence, highFence);
    assert children.length == separators.length + 1;
    this.separators = separators;
    this.children = children;
    this.heads = known;
    if (prefixLength != other.prefixLength) {
      for (int i = 0; i < heads.length; i++) {
        heads[i] = head(separators[i]);
      }
    }
  }

  int childCount() {
    return children.length;
  }

  Node child(int index) {
    return (Node) CHILD.getAcquire(children, index);
  }

  void setChild(int index, Node child) {
    CHILD.setRelease(children, index, child);
  }

  /** Returns the index of the child that {@code key} belongs to. */
  int find(byte[] key) {
    return countSeparators(key, true);
  }

  /** Returns the index of the child that the last key before {@code key} belongs to. */
  int findBefore(byte[] key) {
    return countSeparators(key, false);
  }

  /** Counts the separators before {@code key}, and the one equal to it too if so wanted. */
  private int countSeparators(byte[] key, boolean orEqual) {
    long head = head(key, key.length);
    int low = 0;
    int high = heads.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int comparison = Long.compare(heads[middle], head);
      if (comparison == 0) {
        comparison = compare(separators[middle], key);
      }
      if (comparison < 0 || (orEqual && comparison == 0)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Returns a node like this one with the child at {@code index} replaced by two. */
  Inner withSplitChild(int index, Node left, int separator, Node right) {
    int count = separators.length;
    int[] newSeparators = new int[count + 1];
    System.arraycopy(separators, 0, newSeparators, 0, index);
    newSeparators[index] = separator;
    System.arraycopy(separators, index, newSeparators, index + 1, count - index);
    long[] newHeads = new long[count + 1];
    System.arraycopy(heads, 0, newHeads, 0, index);
    newHeads[index] = head(separator);
    System.arraycopy(heads, index, newHeads, index + 1, count - index);
    Node[] newChildren = new Node[children.length + 1];
    System.arraycopy(children, 0, newChildren, 0, index);
    newChildren[index] = left;
    newChildren[index + 1] = right;
    System.arraycopy(children, index + 1, newChildren, index + 2, children.length - index - 1);
    return new Inner(this, lowFence, highFence, newSeparators, newHeads, newChildren);
  }

  /** Returns the separator before the child at {@code index}. */
  int separatorBefore(int index) {
    return separators[index - 1];
  }

  /** Returns a node of the children from {@code from}, inclusive, to {@code to}, exclusive. */
  Inner part(int from, int to) {
    return new Inner(
        this,
        from == 0 ? lowFence : separators[from - 1],
        to == children.length ? highFence : separators[to - 1],
        Arrays.copyOfRange(separators, from, to - 1),
        Arrays.copyOfRange(heads, from, to - 1),
        Arrays.copyOfRange(children, from, to));
  }
}
