package io.lightningdb.internal.base;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/*
 * The layers are few (a transaction's writes, two or three memtables, a tree), so the next one is
 * found by looking at each: a heap would cost more than it saves.
 *
 * Going forward, every layer stands on its first entry at or after the current key, or is done; the
 * newest layer that is on the smallest key gives the entry, and moving on moves every layer that is
 * on that key. Going back is the mirror image. Turning round moves each layer to the other side of
 * the current key.
 */
/**
 * Shows several layers of entries as one: where layers have the same key, the first of them in the
 * list hides the others. Deletions hide too, and are left out unless they are asked for.
 */
public final class MergingCursor implements EntryCursor {

  private static final int NONE = -1;

  private final EntryCursor[] layers;
  private final boolean[] on;
  private final boolean showsDeletions;
  private boolean forward = true;
  private int current = NONE;

  private MergingCursor(List<? extends EntryCursor> newestFirst, boolean showsDeletions) {
    this.layers = newestFirst.toArray(EntryCursor[]::new);
    this.on = new boolean[layers.length];
    this.showsDeletions = showsDeletions;
  }

  /** Merges {@code newestFirst}. */
  public MergingCursor(List<? extends EntryCursor> newestFirst) {
    this(newestFirst, false);
  }

  /** Merges {@code newestFirst} and shows deletions too, for what may lie beneath all of them. */
  public static MergingCursor withDeletions(List<? extends EntryCursor> newestFirst) {
    return new MergingCursor(newestFirst, true);
  }

  @Override
  public boolean first() throws IOException {
    forward = true;
    for (int i = 0; i < layers.length; i++) {
      on[i] = layers[i].first();
    }
    return settle();
  }

  @Override
  public boolean last() throws IOException {
    forward = false;
    for (int i = 0; i < layers.length; i++) {
      on[i] = layers[i].last();
    }
    return settle();
  }

  @Override
  public boolean seek(byte[] key) throws IOException {
    forward = true;
    for (int i = 0; i < layers.length; i++) {
      on[i] = layers[i].seek(key);
    }
    return settle();
  }

  @Override
  public boolean seekBefore(byte[] key) throws IOException {
    forward = false;
    for (int i = 0; i < layers.length; i++) {
      on[i] = layers[i].seekBefore(key);
    }
    return settle();
  }

  @Override
  public boolean next() throws IOException {
    if (!forward) {
      turnForward();
    }
    leaveCurrentKey();
    return settle();
  }

  @Override
  public boolean previous() throws IOException {
    if (forward) {
      turnBack();
    }
    leaveCurrentKey();
    return settle();
  }

  /** Brings every other layer to its first entry at or after the current key. */
  private void turnForward() throws IOException {
    byte[] key = Arrays.copyOf(key(), keyLength());
    for (int i = 0; i < layers.length; i++) {
      if (i != current) {
        on[i] = layers[i].seek(key);
      }
    }
    forward = true;
  }

  /** Brings every other layer to its last entry at or before the current key. */
  private void turnBack() throws IOException {
    byte[] key = Arrays.copyOf(key(), keyLength());
    byte[] successor = Arrays.copyOf(key, key.length + 1);
    for (int i = 0; i < layers.length; i++) {
      if (i != current) {
        on[i] = layers[i].seekBefore(successor);
      }
    }
    forward = false;
  }

  /** Moves every layer that is on the current key past it; the current one last. */
  private void leaveCurrentKey() throws IOException {
    for (int i = 0; i < layers.length; i++) {
      if (i != current && on[i] && compare(i, current) == 0) {
        on[i] = step(i);
      }
    }
    on[current] = step(current);
  }

  /** Chooses the layer that gives the entry, and passes over keys that it says are deleted. */
  private boolean settle() throws IOException {
    while (true) {
      current = NONE;
      for (int i = 0; i < layers.length; i++) {
        if (on[i] && (current == NONE || isBefore(i, current))) {
          current = i;
        }
      }
      if (current == NONE) {
        return false;
      }
      if (showsDeletions || !layers[current].isDelete()) {
        return true;
      }
      leaveCurrentKey();
    }
  }

  /** Returns whether layer {@code a} comes before {@code b}, which hides it at the same key. */
  private boolean isBefore(int a, int b) {
    int comparison = compare(a, b);
    return forward ? comparison < 0 : comparison > 0;
  }

  private int compare(int a, int b) {
    return Arrays.compareUnsigned(
        layers[a].key(), 0, layers[a].keyLength(), layers[b].key(), 0, layers[b].keyLength());
  }

  private boolean step(int layer) throws IOException {
    return forward ? layers[layer].next() : layers[layer].previous();
  }

  @Override
  public byte[] key() {
    return layers[current].key();
  }

  @Override
  public int keyLength() {
    return layers[current].keyLength();
  }

  @Override
  public boolean isDelete() {
    return showsDeletions && layers[current].isDelete();
  }

  @Override
  public long expiresAt() {
    return layers[current].expiresAt();
  }

  @Override
  public byte[] value() throws IOException {
    return layers[current].value();
  }

  @Override
  public int copyValue(byte[] into) throws IOException {
    return layers[current].copyValue(into);
  }

  @Override
  public boolean isBlob() {
    return layers[current].isBlob();
  }

  @Override
  public byte[] stored() throws IOException {
    return layers[current].stored();
  }
}
