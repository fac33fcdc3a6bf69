package io.lightningdb.spi;

import io.lightningdb.Database;
import io.lightningdb.Options;

/**
 * Opens databases of one kind, found by {@link java.util.ServiceLoader}. The local engine is one; a
 * store on other machines would be another.
 */
public interface DatabaseProvider {

  /** Returns whether this provider knows the form of {@code url}, which begins with a scheme. */
  boolean accepts(String url);

  /**
   * Opens a database for the caller alone.
   *
   * @throws io.lightningdb.DatabaseLockedException if it is open already
   */
  Database open(String url, Options options);

  /**
   * Opens a database, or joins those who have it open in this process through this method. It is
   * closed when the last of them has closed what it got.
   *
   * @throws io.lightningdb.DatabaseLockedException if it is open otherwise
   * @throws IllegalStateException if it is open with other options
   */
  Database share(String url, Options options);
}
