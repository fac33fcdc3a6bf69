package io.lightningdb.jcache.codec;

import java.util.Date;

/** What the writer and the reader of structures agree on. */
final class StructureTags {

  static final byte NULL = 0x00;

  /** In the place of an object that is there a second time. */
  static final byte REFERENCE = 0x01;

  static final byte RECORD = 0x50;
  static final byte OPTIONAL = 0x5C;

  /** How many structures may be in one another. */
  static final int DEPTH_MAX = 100;

  /** Longer encodings are not written a second time for the same object. */
  private static final int UNSHARED_BYTES_MAX = 255;

  private StructureTags() {}

  /**
   * Returns whether an object that is no structure has a number, by which it can be referred to:
   * because it can be changed, and a change has to be seen in both places, or because it is long.
   */
  static boolean isNumbered(TypeCodec<?> codec, int bytes) {
    return bytes > UNSHARED_BYTES_MAX || codec.type().isArray() || codec.type() == Date.class;
  }
}
