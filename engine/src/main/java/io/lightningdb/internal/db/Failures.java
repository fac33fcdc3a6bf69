package io.lightningdb.internal.db;

import io.lightningdb.LightningException;
import io.lightningdb.StorageException;
import io.lightningdb.internal.io.DiskFullException;
import io.lightningdb.internal.store.UnknownFileException;
import java.io.IOException;
import java.nio.file.FileSystemException;

/** Says in the API's terms what the disk said. */
final class Failures {

  private Failures() {}

  static LightningException reading(IOException e) {
    if (e instanceof UnknownFileException unknown) {
      return unknown.asCorruption();
    }
    return new StorageException("reading failed: " + describe(e), e);
  }

  static StorageException writing(IOException e) {
    if (e instanceof DiskFullException) {
      return new StorageException(
          describe(e) + "; nothing was written, and writing can go on once there is space",
          e,
          true);
    }
    return new StorageException(
        "writing failed, and nothing is written any more until the database is closed and opened"
            + " again: "
            + describe(e),
        e);
  }

  static StorageException opening(IOException e) {
    return new StorageException("cannot open the database: " + describe(e), e);
  }

  /** Many messages of the JDK are just a file's name. */
  private static String describe(IOException e) {
    return e instanceof FileSystemException || e.getMessage() == null
        ? e.toString()
        : e.getMessage();
  }
}
