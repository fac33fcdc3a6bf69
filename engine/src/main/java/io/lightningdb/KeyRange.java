package io.lightningdb;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A range of keys in unsigned byte order: from an inclusive lower end to an exclusive upper end,
 * either of which may be absent. Immutable.
 *
 * <p>Half-open ranges are enough: the smallest key after {@code k} is {@code k} with a zero byte
 * appended.
 */
public final class KeyRange {

  private static final KeyRange ALL = new KeyRange(null, null);

  private final byte @Nullable [] from;
  private final byte @Nullable [] to;

  private KeyRange(byte @Nullable [] from, byte @Nullable [] to) {
    this.from = from;
    this.to = to;
  }

  /** Returns the range of all keys. */
  public static KeyRange all() {
    return ALL;
  }

  /** Returns the keys at or after {@code from}. */
  public static KeyRange atLeast(byte[] from) {
    return new KeyRange(copy(from, "from"), null);
  }

  /** Returns the keys after {@code from}. */
  public static KeyRange greaterThan(byte[] from) {
    return new KeyRange(successor(from, "from"), null);
  }

  /** Returns the keys before {@code to}. */
  public static KeyRange lessThan(byte[] to) {
    return new KeyRange(null, copy(to, "to"));
  }

  /** Returns the keys at or before {@code to}. */
  public static KeyRange atMost(byte[] to) {
    return new KeyRange(null, successor(to, "to"));
  }

  /**
   * Returns the keys at or after {@code from} and before {@code to}; none where {@code to} is not
   * after {@code from}.
   */
  public static KeyRange between(byte[] from, byte[] to) {
    return new KeyRange(copy(from, "from"), copy(to, "to"));
  }

  /** Returns the one key {@code key}. */
  public static KeyRange only(byte[] key) {
    return new KeyRange(copy(key, "key"), successor(key, "key"));
  }

  /** Returns the keys that begin with {@code prefix}; all keys for an empty prefix. */
  public static KeyRange prefix(byte[] prefix) {
    return new KeyRange(copy(prefix, "prefix"), afterPrefix(prefix));
  }

  /** Returns the keys that are in this range and in {@code other}. */
  public KeyRange intersect(KeyRange other) {
    byte[] lower = from;
    if (lower == null || (other.from != null && Arrays.compareUnsigned(other.from, lower) > 0)) {
      lower = other.from;
    }
    byte[] upper = to;
    if (upper == null || (other.to != null && Arrays.compareUnsigned(other.to, upper) < 0)) {
      upper = other.to;
    }
    return new KeyRange(lower, upper);
  }

  /** Returns whether {@code key} is in this range. */
  public boolean contains(byte[] key) {
    Objects.requireNonNull(key, "key");
    return (from == null || Arrays.compareUnsigned(key, from) >= 0)
        && (to == null || Arrays.compareUnsigned(key, to) < 0);
  }

  /** Returns whether no key can be in this range. */
  public boolean isEmpty() {
    return to != null
        && (to.length == 0 || (from != null && Arrays.compareUnsigned(from, to) >= 0));
  }

  /** Returns a copy of the inclusive lower end, or null where there is none. */
  public byte @Nullable [] from() {
    return from == null ? null : from.clone();
  }

  /** Returns a copy of the exclusive upper end, or null where there is none. */
  public byte @Nullable [] to() {
    return to == null ? null : to.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeyRange range
        && Arrays.equals(from, range.from)
        && Arrays.equals(to, range.to);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(from) + Arrays.hashCode(to);
  }

  /** Returns the range with its ends in hex. */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return "["
        + (from == null ? "first" : hex.formatHex(from))
        + ", "
        + (to == null ? "last]" : hex.formatHex(to) + ")");
  }

  private static byte[] copy(byte[] key, String name) {
    return Objects.requireNonNull(key, name).clone();
  }

  private static byte[] successor(byte[] key, String name) {
    return Arrays.copyOf(Objects.requireNonNull(key, name), key.length + 1);
  }

  /**
   * Returns the smallest key after all that begin with {@code prefix}, or null if there is none.
   */
  private static byte @Nullable [] afterPrefix(byte[] prefix) {
    int last = prefix.length - 1;
    while (last >= 0 && prefix[last] == (byte) 0xFF) {
      last--;
    }
    if (last < 0) {
      return null;
    }
    byte[] after = Arrays.copyOf(prefix, last + 1);
    after[last]++;
    return after;
  }
}
