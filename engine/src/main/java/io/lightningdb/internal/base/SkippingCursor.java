package io.lightningdb.internal.base;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * Where it comes upon a deleted range it seeks past it, so the range costs the same however many
 * entries lie in it. Between ranges it only compares each key with the beginning of the next one.
 */
/** Shows the entries of another cursor but for those in deleted ranges. */
public final class SkippingCursor extends FilteringCursor {

  private final DeletedRanges deleted;

  /** The keys around the last entry that was shown, none of which is deleted. */
  private @Nullable Stretch clear;

  /**
   * @param deleted asked anew whenever the cursor is placed; what is added later, to keys behind
   *     those that have been shown, may be seen or not
   */
  public SkippingCursor(EntryCursor entries, DeletedRanges deleted) {
    super(entries);
    this.deleted = deleted;
  }

  @Override
  void leave() {
    clear = null;
  }

  @Override
  boolean forward(boolean on) throws IOException {
    while (on) {
      Stretch hidden = hidingStretch();
      if (hidden == null) {
        return true;
      }
      byte[] end = hidden.to();
      on = end != null && entries.seek(end);
    }
    return false;
  }

  @Override
  boolean backward(boolean on) throws IOException {
    while (on) {
      Stretch hidden = hidingStretch();
      if (hidden == null) {
        return true;
      }
      on = entries.seekBefore(hidden.from());
    }
    return false;
  }

  /** Returns the deleted keys that the present entry is among, or null if it is not deleted. */
  private @Nullable Stretch hidingStretch() {
    Stretch known = clear;
    if (known != null && known.has(entries)) {
      return null;
    }
    Stretch found = deleted.around(Arrays.copyOf(entries.key(), entries.keyLength()));
    if (found.isDeleted()) {
      return found;
    }
    clear = found;
    return null;
  }
}
