package io.lightningdb.internal.memtable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

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

  Inner(Arena arena, int lowFence, int highFence, int[] separators, Node[] children) {
    super(arena, lowFence, highFence);
    assert children.length == separators.length + 1;
    this.separators = separators;
    this.children = children;
    this.heads = new long[separators.length];
    for (int i = 0; i < heads.length; i++) {
      heads[i] = head(separators[i]);
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
    int[] newSeparators = new int[separators.length + 1];
    System.arraycopy(separators, 0, newSeparators, 0, index);
    newSeparators[index] = separator;
    System.arraycopy(separators, index, newSeparators, index + 1, separators.length - index);
    Node[] newChildren = new Node[children.length + 1];
    System.arraycopy(children, 0, newChildren, 0, index);
    newChildren[index] = left;
    newChildren[index + 1] = right;
    System.arraycopy(children, index + 1, newChildren, index + 2, children.length - index - 1);
    return new Inner(arena, lowFence, highFence, newSeparators, newChildren);
  }

  /** Returns the separator before the child at {@code index}. */
  int separatorBefore(int index) {
    return separators[index - 1];
  }

  /** Returns a node of the children from {@code from}, inclusive, to {@code to}, exclusive. */
  Inner part(int from, int to) {
    int[] newSeparators = new int[to - from - 1];
    System.arraycopy(separators, from, newSeparators, 0, newSeparators.length);
    Node[] newChildren = new Node[to - from];
    System.arraycopy(children, from, newChildren, 0, newChildren.length);
    return new Inner(
        arena,
        from == 0 ? lowFence : separators[from - 1],
        to == children.length ? highFence : separators[to - 1],
        newSeparators,
        newChildren);
  }
}
