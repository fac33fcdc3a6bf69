package io.lightningdb.internal.db;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lightningdb.ChangeCursor;
import io.lightningdb.CommittedChanges;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A user on the way through the log. */
final class ChangeCursorHandle implements ChangeCursor, ChangeFeeds.Feed {

  private final ChangeFeeds feeds;
  private final Session session;

  /** Held while the log is read, so that closing the database can wait for that. */
  private final ReentrantLock using = new ReentrantLock();

  @GuardedBy("using")
  private final ChangeReader reader;

  @GuardedBy("using")
  private boolean closed;

  ChangeCursorHandle(ChangeFeeds feeds, Session session, ChangeReader reader) {
    this.feeds = feeds;
    this.session = session;
    this.reader = reader;
  }

  @Override
  public Session session() {
    return session;
  }

  @Override
  public @Nullable CommittedChanges next() {
    using.lock();
    try {
      session.checkOpen();
      if (closed) {
        throw new IllegalStateException("the cursor is closed");
      }
      return reader.next();
    } catch (IOException e) {
      throw ChangeFeeds.failure(e);
    } finally {
      using.unlock();
    }
  }

  @Override
  public void close() {
    using.lock();
    try {
      if (!closed) {
        closed = true;
        feeds.remove(this);
        reader.close();
      }
    } catch (IOException e) {
      System.getLogger(ChangeCursorHandle.class.getName())
          .log(System.Logger.Level.WARNING, "cannot close a file of the log", e);
    } finally {
      using.unlock();
    }
  }
}
