package io.lightningdb.internal.db;

import io.lightningdb.KeyRange;
import io.lightningdb.LimitException;
import io.lightningdb.Limits;
import io.lightningdb.internal.base.SortedKeys;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks keys and values that callers pass. */
final class Sizes {

  private Sizes() {}

  static void checkKey(byte[] key) {
    if (Objects.requireNonNull(key, "key").length > Limits.KEY_BYTES_MAX) {
      throw new LimitException(
          "the key has " + key.length + " bytes; the limit is " + Limits.KEY_BYTES_MAX);
    }
  }

  /** Checks a range that is to be stored: an end may be the successor of the longest key. */
  static void checkRange(KeyRange range) {
    Objects.requireNonNull(range, "range");
    checkEnd(range.from());
    checkEnd(range.to());
  }

  private static void checkEnd(byte @Nullable [] end) {
    if (end != null && end.length > Limits.KEY_BYTES_MAX + 1) {
      throw new LimitException(
          "an end of the range has "
              + end.length
              + " bytes; the limit is "
              + (Limits.KEY_BYTES_MAX + 1));
    }
  }

  /** Returns {@code keys} in their order, each of them checked. */
  static SortedKeys sortedKeys(List<byte[]> keys) {
    keys.forEach(Sizes::checkKey);
    return SortedKeys.of(keys);
  }

  static void checkValue(byte[] value) {
    if (Objects.requireNonNull(value, "value").length > Limits.VALUE_BYTES_MAX) {
      throw new LimitException(
          "the value has " + value.length + " bytes; the limit is " + Limits.VALUE_BYTES_MAX);
    }
  }
}
