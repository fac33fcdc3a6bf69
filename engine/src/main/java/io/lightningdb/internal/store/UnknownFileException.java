package io.lightningdb.internal.store;

import io.lightningdb.CorruptionException;
import io.lightningdb.internal.codec.FileKind;
import java.io.IOException;

/**
 * A block points into a file that is not among those of the database: the file was given back
 * because a newer view of the database does without it, or, where there is no newer view, the block
 * is wrong.
 */
public final class UnknownFileException extends IOException {

  UnknownFileException(String source, long fileNumber) {
    super(
        source
            + " is damaged: it points into "
            + FileKind.TREE.fileName(fileNumber)
            + ", which the database does not have");
  }

  /** Returns what this is where it cannot be explained by a newer view. */
  public CorruptionException asCorruption() {
    return new CorruptionException(String.valueOf(getMessage()), this);
  }
}
