package io.lightningdb;

/**
 * The disk refused to read, write or sync. After a failed write or sync nobody can know what is on
 * the disk, so the open database refuses further writes while reads go on; close it and open it
 * again to recover. The same holds if damage or a failed read keeps the database from writing what
 * it has in memory into its trees. A full disk is the exception to this rule: writing resumes by
 * itself once there is space. So is a disk that is too slow: a commit that found memory full for a
 * minute is refused, with nothing written, and a later one may succeed.
 *
 * <p>A commit that failed because it could not be synced stays visible in the open database, and
 * may be there or not when it is opened again: whole, in any case.
 */
public final class StorageException extends LightningException {

  private final boolean diskFull;

  public StorageException(String message) {
    super(message);
    this.diskFull = false;
  }

  public StorageException(String message, Throwable cause) {
    this(message, cause, false);
  }

  public StorageException(String message, Throwable cause, boolean diskFull) {
    super(message, cause);
    this.diskFull = diskFull;
  }

  /** Returns whether there was just no space: nothing was written, and writing can go on later. */
  public boolean isDiskFull() {
    return diskFull;
  }
}
