package io.lightningdb.internal.codec;

import java.util.Optional;

/** The kinds of files that a database consists of. The codes and suffixes are on disk. */
public enum FileKind {
  LOG(1, ".log", 1),
  TREE(2, ".tree", 1),
  MANIFEST(3, ".manifest", 1);

  private static final int NUMBER_DIGITS = 6;

  private final int code;
  private final String suffix;
  private final int version;

  FileKind(int code, String suffix, int version) {
    this.code = code;
    this.suffix = suffix;
    this.version = version;
  }

  int code() {
    return code;
  }

  /** Returns the version of the format that is written, and the newest that is read. */
  public int version() {
    return version;
  }

  /** Returns the name of the file of this kind with this number. */
  public String fileName(long number) {
    String digits = Long.toString(number);
    return "0".repeat(Math.max(0, NUMBER_DIGITS - digits.length())) + digits + suffix;
  }

  /** Returns the kind that a file's name tells, or nothing if it is not one of ours. */
  public static Optional<FileKind> of(String fileName) {
    for (FileKind kind : values()) {
      if (fileName.endsWith(kind.suffix)) {
        String digits = fileName.substring(0, fileName.length() - kind.suffix.length());
        if (digits.matches("[0-9]{1,18}")
            && kind.fileName(Long.parseLong(digits)).equals(fileName)) {
          return Optional.of(kind);
        }
      }
    }
    return Optional.empty();
  }

  /** Returns the number in a file's name, which {@link #of} has recognised. */
  public static long number(String fileName) {
    return Long.parseLong(fileName.substring(0, fileName.indexOf('.')));
  }
}
