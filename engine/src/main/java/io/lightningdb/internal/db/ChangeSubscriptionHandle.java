package io.lightningdb.internal.db;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lightningdb.ChangeListener;
import io.lightningdb.ChangeSubscription;
import io.lightningdb.CommittedChanges;
import io.lightningdb.LightningException;
import io.lightningdb.StorageException;
import io.lightningdb.internal.wal.HistoryGoneException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * The queue of a listener is the log: it is in the order of the commits, is bounded by what is kept of
 * it, and costs whoever commits nothing but a look at who waits. Falling behind and catching up are the
 * same as keeping up, so there is no place where one would have to be joined to the other.
 *
 * Waking a thread costs more than a commit does, and so does writing each commit out on its own. So one
 * that has come to the end of what is in the log's files first rests for a while in which it need not be
 * woken. Whoever waits for a commit writes it out meanwhile; what nobody waits for, the thread writes out
 * itself, all at once.
 */
/** Tells a listener of commits, on a thread of its own. */
final class ChangeSubscriptionHandle implements ChangeSubscription, ChangeFeeds.Feed, Runnable {

  private static final System.Logger LOGGER =
      System.getLogger(ChangeSubscriptionHandle.class.getName());

  private static final long REST_NANOS = 1_000_000;
  private static final long WAIT_NANOS_MAX = Duration.ofMinutes(1).toNanos();
  private static final long CLOSE_NANOS_MAX = Duration.ofMinutes(1).toNanos();

  /** A thread that calls a listener, of any database. */
  private static final class ListenerThread extends Thread {
    ListenerThread(Runnable task, String name) {
      super(null, task, name, 0, false);
      // It would keep the class loader of its creator from being collected.
      setContextClassLoader(null);
      setDaemon(true);
    }
  }

  private final ChangeFeeds feeds;
  private final Session session;
  private final ChangeListener listener;
  private final ListenerThread thread;
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Held while the log is read, so that closing the database can wait for that. */
  private final ReentrantLock reading = new ReentrantLock();

  @GuardedBy("reading")
  private final ChangeReader reader;

  private volatile long lastSequence;
  private volatile boolean closing;

  /** Whether the thread has to be woken when there is a commit. */
  private volatile boolean waiting;

  /**
   * @param reader closed with this
   * @param threadName the name of the thread
   */
  ChangeSubscriptionHandle(
      ChangeFeeds feeds,
      Session session,
      ChangeListener listener,
      ChangeReader reader,
      String threadName) {
    this.feeds = feeds;
    this.session = session;
    this.listener = listener;
    this.reader = reader;
    this.lastSequence = reader.sequence();
    this.thread = new ListenerThread(this::deliver, threadName);
  }

  /** Begins to call the listener. */
  void start() {
    boolean started = false;
    try {
      feeds.signal().add(this);
      thread.start();
      started = true;
    } finally {
      if (!started) {
        end();
      }
    }
  }

  @Override
  public Session session() {
    return session;
  }

  /** Lets the thread know that there is a commit. */
  @Override
  public void run() {
    if (waiting) {
      waiting = false;
      LockSupport.unpark(thread);
    }
  }

  private void deliver() {
    try {
      boolean rested = false;
      while (!closing) {
        Runnable call = nextCall(rested);
        if (call != null) {
          call.run();
          rested = false;
        } else if (!rested) {
          rested = true;
          LockSupport.parkNanos(this, REST_NANOS);
        } else {
          await();
        }
      }
    } finally {
      end();
      ended.countDown();
    }
  }

  private void await() {
    waiting = true;
    if (session.engine().timeline().now().sequence() <= lastSequence && !closing) {
      LockSupport.parkNanos(this, WAIT_NANOS_MAX);
    }
    waiting = false;
  }

  /**
   * Returns what to call the listener for, or null if there is nothing for now.
   *
   * @param all whether commits count that were not written out yet
   */
  private @Nullable Runnable nextCall(boolean all) {
    reading.lock();
    try {
      return closing ? null : read(all);
    } finally {
      reading.unlock();
    }
  }

  @GuardedBy("reading")
  private @Nullable Runnable read(boolean all) {
    try {
      CommittedChanges commit = all ? reader.next() : reader.nextWritten();
      return commit == null
          ? null
          : () -> call(() -> listener.committed(commit), commit.sequence());
    } catch (HistoryGoneException e) {
      return callOfGap(e.readableAfter());
    } catch (IOException e) {
      return callOfFailure(ChangeFeeds.failure(e));
    } catch (LightningException e) {
      return callOfFailure(e);
    } catch (RuntimeException | Error e) {
      // Out of memory, most likely, for a commit that is large.
      return callOfFailure(new StorageException("the log could not be read: " + e, e));
    }
  }

  @GuardedBy("reading")
  private Runnable callOfGap(long newSequence) {
    long first = reader.sequence() + 1;
    try {
      reader.skipTo(newSequence);
    } catch (IOException e) {
      return callOfFailure(ChangeFeeds.failure(e));
    }
    return () -> call(() -> listener.missed(first, newSequence), newSequence);
  }

  private Runnable callOfFailure(LightningException reason) {
    LOGGER.log(System.Logger.Level.ERROR, "a listener is told of no more changes", reason);
    closing = true;
    return () -> call(() -> listener.failed(reason), lastSequence);
  }

  /** Calls the listener, whatever it does, and notes that it is done up to {@code sequence}. */
  private void call(Runnable step, long sequence) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      LOGGER.log(System.Logger.Level.ERROR, "a listener failed at commit " + sequence, e);
    } finally {
      // It would end all waits from now on.
      Thread.interrupted();
      lastSequence = sequence;
    }
  }

  @Override
  public long lastSequence() {
    return lastSequence;
  }

  @Override
  public boolean isOpen() {
    return !closing;
  }

  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    end();
    if (!(Thread.currentThread() instanceof ListenerThread)) {
      awaitEnd();
    }
  }

  /** Lets go of everything but the thread. */
  private void end() {
    closing = true;
    feeds.signal().remove(this);
    feeds.remove(this);
    reading.lock();
    try {
      reader.close();
    } catch (IOException e) {
      LOGGER.log(System.Logger.Level.WARNING, "cannot close a file of the log", e);
    } finally {
      reading.unlock();
    }
  }

  private void awaitEnd() {
    long deadline = System.nanoTime() + CLOSE_NANOS_MAX;
    boolean interrupted = false;
    boolean waits = true;
    while (waits) {
      try {
        if (!ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          LOGGER.log(
              System.Logger.Level.WARNING, "a listener does not return; it is not waited for");
        }
        waits = false;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
