package io.lightningdb.internal.db;

import io.lightningdb.ChangeCursor;
import io.lightningdb.ChangeListener;
import io.lightningdb.ChangeSubscription;
import io.lightningdb.LightningException;
import io.lightningdb.LimitException;
import io.lightningdb.ListenOptions;
import io.lightningdb.internal.wal.HistoryGoneException;
import io.lightningdb.internal.wal.Log;
import io.lightningdb.internal.wal.LogReader;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Those who follow the commits of a database. */
final class ChangeFeeds {

  /** What follows the commits until it is closed. */
  interface Feed extends AutoCloseable {

    Session session();

    @Override
    void close();
  }

  private final Engine engine;
  private final Log log;
  private final CommitSignal signal;
  private final Set<Feed> feeds = ConcurrentHashMap.newKeySet();
  private final AtomicInteger listeners = new AtomicInteger();

  ChangeFeeds(Engine engine, Log log, CommitSignal signal) {
    this.engine = engine;
    this.log = log;
    this.signal = signal;
  }

  /** Returns the least sequence that can be read after. */
  long keptAfter() {
    return log.readableAfter();
  }

  /** Begins to read what was committed after a sequence. */
  ChangeCursor open(Session session, long sequence) {
    ChangeCursorHandle cursor = new ChangeCursorHandle(this, session, reader(session, sequence, 0));
    register(cursor);
    return cursor;
  }

  /** Begins to tell a listener of commits. */
  ChangeSubscription listen(Session session, ChangeListener listener, ListenOptions options) {
    ChangeReader reader;
    if (options.afterSequence().isPresent()) {
      reader = reader(session, options.afterSequence().getAsLong(), options.backlogBytes());
    } else {
      reader = readerFromNowOn(session, options.backlogBytes());
    }
    String name = "lightning-changes-" + listeners.incrementAndGet() + " " + engine.disk();
    ChangeSubscriptionHandle subscription =
        new ChangeSubscriptionHandle(this, session, listener, reader, name);
    subscription.start();
    register(subscription);
    if (!subscription.isOpen()) {
      // It has failed already, and may have been taken out before it was in.
      remove(subscription);
    }
    return subscription;
  }

  private void register(Feed feed) {
    feeds.add(feed);
    if (!feed.session().isOpen()) {
      // Whoever closed the database may not have seen it.
      feed.close();
      feed.session().checkOpen();
    }
  }

  void remove(Feed feed) {
    feeds.remove(feed);
  }

  CommitSignal signal() {
    return signal;
  }

  /** Closes what a session follows the commits with. */
  void close(Session session) {
    for (Feed feed : feeds) {
      if (feed.session() == session) {
        feed.close();
      }
    }
  }

  private ChangeReader reader(Session session, long sequence, long claimedBytes) {
    long last = engine.timeline().now().sequence();
    if (sequence < 0 || sequence > last) {
      throw new IllegalArgumentException(
          "there is no commit with sequence "
              + sequence
              + ": the newest has "
              + last
              + (sequence < 0 ? "" : ", and a power failure may have taken what was not synced"));
    }
    try {
      return open(session, sequence, claimedBytes);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** The newest commit may be gone from the log before it is asked for; then there is another. */
  private ChangeReader readerFromNowOn(Session session, long claimedBytes) {
    while (true) {
      try {
        return open(session, engine.timeline().now().sequence(), claimedBytes);
      } catch (HistoryGoneException e) {
        session.checkOpen();
      } catch (IOException e) {
        throw failure(e);
      }
    }
  }

  private ChangeReader open(Session session, long sequence, long claimedBytes) throws IOException {
    LogReader reader = log.read(sequence, claimedBytes, engine.maintenance()::collectSoon);
    return new ChangeReader(session, log, reader);
  }

  /** Says in the API's terms why the log could not be read. */
  static LightningException failure(IOException e) {
    if (e instanceof HistoryGoneException gone) {
      return new LimitException(
          "some of the changes asked for are not in the log any more; there are all after sequence "
              + gone.readableAfter()
              + ", and with a greater Options.logBytesKept there would be more",
          e);
    }
    return Failures.reading(e);
  }
}
