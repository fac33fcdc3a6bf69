package io.lightningdb.jdbc.internal.exec;

import java.util.List;

/** The entries of certain keys, each found by a get. */
final class KeyEntries implements Entries {

  private static final byte[] NOTHING = {};

  private final Reads.Source source;
  private final List<byte[]> keys;
  private final boolean backwards;
  private int done;
  private byte[] key = NOTHING;
  private byte[] value = NOTHING;

  /**
   * @param keys in their order
   */
  KeyEntries(Reads.Source source, List<byte[]> keys, boolean backwards) {
    this.source = source;
    this.keys = keys;
    this.backwards = backwards;
  }

  @Override
  public boolean next() {
    while (done < keys.size()) {
      key = keys.get(backwards ? keys.size() - 1 - done : done);
      done++;
      byte[] found = source.view().get(key);
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
  public void close() {
    source.release().run();
  }
}
