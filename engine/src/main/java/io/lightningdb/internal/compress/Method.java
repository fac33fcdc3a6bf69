package io.lightningdb.internal.compress;

/** How a block is compressed. The codes are on disk. */
public enum Method {
  NONE(0),
  SNAPPY(1),
  LZ4(2);

  private static final Method[] METHODS = values();

  private final int code;

  Method(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** Returns whether there is a method with this code. */
  public static boolean exists(int code) {
    return code >= 0 && code < METHODS.length;
  }

  /** Returns the method with a code that {@link #exists}. */
  public static Method of(int code) {
    return METHODS[code];
  }
}
