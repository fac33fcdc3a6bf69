package io.lightningdb.internal.testing;

import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.Keys;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Supplier;

/** Two cursors that are moved alike and must show the same. */
public final class CursorWalk {

  private final EntryCursor found;
  private final EntryCursor expected;
  private boolean on;

  public CursorWalk(EntryCursor found, EntryCursor expected) {
    this.found = found;
    this.expected = expected;
  }

  /** Goes through everything, there and back again. */
  public void thereAndBack() throws IOException {
    check(found.first(), expected.first());
    while (on) {
      check(found.next(), expected.next());
    }
    check(found.last(), expected.last());
    while (on) {
      check(found.previous(), expected.previous());
    }
  }

  /** Moves at random, in steps of either direction and jumps to keys. */
  public void wander(Seed seed, int steps, Supplier<byte[]> keys) throws IOException {
    for (int i = 0; i < steps; i++) {
      int choice = on ? seed.between(0, 15) : seed.between(12, 15);
      if (choice < 6) {
        check(found.next(), expected.next());
      } else if (choice < 12) {
        check(found.previous(), expected.previous());
      } else {
        jump(choice, keys.get());
      }
    }
  }

  private void jump(int choice, byte[] key) throws IOException {
    switch (choice) {
      case 12 -> check(found.seek(key), expected.seek(key));
      case 13 -> check(found.seekBefore(key), expected.seekBefore(key));
      case 14 -> check(found.first(), expected.first());
      default -> check(found.last(), expected.last());
    }
  }

  /** Turns round at every entry: one forward and back, two forward and back, and so on. */
  public void turnAtEveryStep(int stepsMax) throws IOException {
    check(found.first(), expected.first());
    for (int steps = 1; on && steps <= stepsMax; steps++) {
      for (int i = 0; on && i < steps; i++) {
        check(found.next(), expected.next());
      }
      for (int i = 1; on && i < steps; i++) {
        check(found.previous(), expected.previous());
      }
    }
  }

  private void check(boolean foundOn, boolean expectedOn) throws IOException {
    on = expectedOn;
    if (foundOn != expectedOn) {
      throw new AssertionError(
          foundOn
              ? "on " + show(found) + " instead of none"
              : "on none instead of " + show(expected));
    }
    if (on && !isSame()) {
      throw new AssertionError("on " + show(found) + " instead of " + show(expected));
    }
  }

  private boolean isSame() throws IOException {
    return Keys.compare(key(found), key(expected)) == 0
        && found.isDelete() == expected.isDelete()
        && (expected.isDelete() || Arrays.equals(found.value(), expected.value()));
  }

  private static String show(EntryCursor cursor) throws IOException {
    return Keys.show(key(cursor))
        + (cursor.isDelete() ? " (deleted)" : "=" + Keys.show(cursor.value()));
  }

  /** Returns a copy of the key of the entry that a cursor is on. */
  public static byte[] key(EntryCursor cursor) {
    return Arrays.copyOf(cursor.key(), cursor.keyLength());
  }
}
