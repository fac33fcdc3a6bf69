package io.lightningdb.internal.db;

import org.jspecify.annotations.Nullable;

/** What a frame of a manifest says. The codes are on disk; none is 0, so zeros are no frame. */
enum ManifestFrameType {
  /** This is the state; the payload begins with the length of the file. */
  SNAPSHOT(1),
  /** So the state has changed; the payload is a difference. */
  EDIT(2),
  /** All that comes before is on the device; there is no payload. */
  SYNCED(3);

  private static final @Nullable ManifestFrameType[] BY_CODE = {null, SNAPSHOT, EDIT, SYNCED};

  private final int code;

  ManifestFrameType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** Returns the type with this code, or null if there is none. */
  static @Nullable ManifestFrameType of(int code) {
    return code < BY_CODE.length ? BY_CODE[code] : null;
  }
}
