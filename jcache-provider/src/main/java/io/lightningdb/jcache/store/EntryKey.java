package io.lightningdb.jcache.store;

import io.lightningdb.jcache.lock.LockName;
import java.util.Arrays;

/** A key as a caller gave it, with its bytes. */
public final class EntryKey {

  private static final int TEXT_LENGTH_MAX = 100;

  private final Object object;
  private final byte[] bytes;
  private final boolean isIndexed;
  private final boolean hashMayChange;

  /**
   * @param isIndexed whether equal keys may have different bytes, so that the key is to be found by
   *     its hash code too
   * @param hashMayChange whether the hash code may be another in another process
   */
  EntryKey(Object object, byte[] bytes, boolean isIndexed, boolean hashMayChange) {
    this.object = object;
    this.bytes = bytes;
    this.isIndexed = isIndexed;
    this.hashMayChange = hashMayChange;
  }

  /** Returns the key as an object. */
  public Object object() {
    return object;
  }

  /** Returns the key as bytes, not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns whether equal keys may have different bytes. */
  public boolean isIndexed() {
    return isIndexed;
  }

  boolean hashMayChange() {
    return hashMayChange;
  }

  int hash() {
    return object.hashCode();
  }

  /** Returns what the lock of the key is named by, which also serves to find it by its bytes. */
  public LockName lockName() {
    return new LockName(bytes);
  }

  /** Returns the key as it may stand in a message: short, whatever its class does. */
  @Override
  public String toString() {
    return show(object);
  }

  static String show(Object key) {
    String text;
    try {
      text = key instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(key);
    } catch (RuntimeException e) {
      text = "of " + key.getClass();
    }
    String shortened =
        text.length() <= TEXT_LENGTH_MAX ? text : text.substring(0, TEXT_LENGTH_MAX) + "...";
    return key instanceof CharSequence ? "'" + shortened + "'" : shortened;
  }
}
