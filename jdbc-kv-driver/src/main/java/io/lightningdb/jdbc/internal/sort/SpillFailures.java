package io.lightningdb.jdbc.internal.sort;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is wrong with temporary files, in JDBC's terms. The database itself is none the worse. */
final class SpillFailures {

  /** Less than this is no space: the smallest block of most file systems. */
  private static final long USABLE_BYTES_MIN = 4096;

  private SpillFailures() {}

  /**
   * Translates what a temporary file threw.
   *
   * @param directory where it is; null for the system's directory for such files
   */
  static SQLException storage(IOException e, @Nullable Path directory) {
    Path place = directory == null ? Path.of(System.getProperty("java.io.tmpdir", ".")) : directory;
    return isDiskFull(e, place)
        ? new SQLNonTransientException(
            "no space left in " + place + " for rows that do not fit into memory", "53100", e)
        : new SQLNonTransientException(
            "a temporary file in " + place + " failed: " + SqlErrors.message(e), "58030", e);
  }

  /** Messages come in the system's language, so the space itself is asked too. */
  private static boolean isDiskFull(IOException e, Path directory) {
    String message = SqlErrors.message(e).toLowerCase(Locale.ROOT);
    return message.contains("no space left")
        || message.contains("not enough space")
        || message.contains("quota exceeded")
        || hasNoSpace(directory);
  }

  private static boolean hasNoSpace(Path directory) {
    try {
      return Files.getFileStore(directory).getUsableSpace() < USABLE_BYTES_MIN;
    } catch (IOException e) {
      // Such as for a directory that does not exist, which is another failure.
      return false;
    }
  }

  static SQLException damaged(long position, String what) {
    return new SQLNonTransientException(
        "a temporary file is damaged at byte " + position + ": " + what, "XX001");
  }
}
