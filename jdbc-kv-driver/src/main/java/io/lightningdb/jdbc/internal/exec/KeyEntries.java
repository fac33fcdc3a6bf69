package io.lightningdb.jdbc.internal.exec;

import io.lightningdb.ReadView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of certain keys, each found by a get: the first at once, the others when asked for.
 */
final class KeyEntries implements Entries {

  private static final byte[] NOTHING = {};

  private final ReadView view;
  private final List<byte[]> keys;
  private final boolean backwards;
  private int done;
  private byte @Nullable [] first;
  private byte[] key = NOTHING;
  private byte[] value = NOTHING;

  /**
   * @param keys in their order
   */
  KeyEntries(ReadView view, List<byte[]> keys, boolean backwards) {
    this.view = view;
    this.keys = keys;
    this.backwards = backwards;
    this.first = keys.isEmpty() ? null : view.get(keyAt(0));
  }

  private byte[] keyAt(int index) {
    return keys.get(backwards ? keys.size() - 1 - index : index);
  }

  @Override
  public boolean next() {
    while (done < keys.size()) {
      key = keyAt(done);
      byte[] found = done == 0 ? first : view.get(key);
      first = null;
      done++;
      if (found != null) {
        value = found;
        return true;
      }
    }
    return false;
  }

  @Override
  public byte[] key() {
    return key;
  }

  @Override
  public byte[] value() {
    return value;
  }

  @Override
  public void close() {}
}
