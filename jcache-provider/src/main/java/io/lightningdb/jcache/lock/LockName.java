package io.lightningdb.jcache.lock;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a lock is a lock of: some bytes within a keyspace. Ordered as the keys are. */
public final class LockName implements Comparable<LockName> {

  private final byte[] bytes;
  private final int hash;

  /**
   * @param bytes not to be changed any more
   */
  public LockName(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
  }

  /** Returns the bytes, not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int compareTo(LockName other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LockName name && Arrays.equals(bytes, name.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
