package io.lightningdb.internal.base;

import org.jspecify.annotations.Nullable;

/*
 * A class rather than an Integer, so that looking something up by it never allocates: each keyspace
 * has one such object, which maps find by identity before they compare values.
 */
/** The number of a keyspace, which never changes and is never used again after a drop. */
public final class KeyspaceId {

  private final int value;

  public KeyspaceId(int value) {
    this.value = value;
  }

  public int value() {
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeyspaceId id && id.value == value;
  }

  @Override
  public int hashCode() {
    return value * 0x9E3779B9;
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}
