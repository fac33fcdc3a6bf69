package io.lightningdb.internal.db;

import io.lightningdb.LightningException;
import io.lightningdb.internal.io.DiskFullException;
import io.lightningdb.internal.wal.Log;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gives work on the files its turns, one at a time. What fails for want of space can be tried
 * again; all else ends writing.
 */
final class FileTurns {

  private static final System.Logger LOGGER = System.getLogger(FileTurns.class.getName());

  private final Log log;
  private final Backpressure backpressure;

  /**
   * Held while files are written or deleted. Whoever waits longest comes next, since a thread that
   * flushes has it again at once.
   */
  private final ReentrantLock working = new ReentrantLock(true);

  FileTurns(Log log, Backpressure backpressure) {
    this.log = log;
    this.backpressure = backpressure;
  }

  interface Work {
    void run() throws IOException;
  }

  /** Does work on the files when its turn comes, in the calling thread. */
  void work(Work work) throws IOException {
    working.lock();
    try {
      log.checkUsable();
      work.run();
      backpressure.hinder(null);
    } catch (DiskFullException e) {
      backpressure.hinder(e);
      throw e;
    } catch (IOException e) {
      log.fail(e);
      throw e;
    } catch (LightningException e) {
      throw ended(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException | Error e) {
      throw ended("unexpected: " + e, e);
    } finally {
      working.unlock();
      backpressure.lookAgain();
    }
  }

  /**
   * Does work on the files in the background, unless writing has ended.
   *
   * @return whether it was done
   */
  boolean workInBackground(Work work) {
    if (log.hasFailed()) {
      return false;
    }
    boolean known = backpressure.obstacle() != null;
    try {
      work(work);
      return true;
    } catch (DiskFullException e) {
      if (!known) {
        LOGGER.log(System.Logger.Level.WARNING, "no space to flush; trying again", e);
      }
    } catch (IOException e) {
      LOGGER.log(
          System.Logger.Level.ERROR,
          "background work failed; the database takes no more writes until it is opened again",
          e);
    }
    return false;
  }

  boolean hasFailed() {
    return log.hasFailed();
  }

  /** Ends writing, because work in the background failed. */
  void fail(String what, Throwable cause) {
    if (!log.hasFailed()) {
      LOGGER.log(
          System.Logger.Level.ERROR,
          what + "; the database takes no more writes until it is opened again",
          ended(what + ": " + cause, cause));
    }
  }

  private IOException ended(String message, Throwable cause) {
    IOException reason = new IOException(message, cause);
    log.fail(reason);
    return reason;
  }
}
