package io.lightningdb.internal.wal;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/*
 * Group commit by leader and followers: who finds nobody syncing syncs, for itself and for all who
 * came before; who comes meanwhile waits and is covered by the next sync. With a single writer no
 * thread has to wake another, and a commit costs what the bare sync costs.
 *
 * A leader that finds others waiting when it is done hands them to a thread of the log's own, which
 * goes on until nobody waits: it is awake already when the next sync is due, and the leader can
 * return. That thread must never wait here itself: it would wait for a leader, and those who wait for
 * one would be waiting for it. Once there is no such thread any more, leaders do its work.
 *
 * Threads that commit again and again come back one by one after a sync has let them go. The first of
 * them would sync for itself alone, and the others would wait for the sync after that. So before a
 * sync its leader lets others run until as many wait as the last one let go, or a part of the time
 * that a sync takes has passed (as PostgreSQL's commit_delay, but measured rather than set). Where
 * nobody waited the last time, nobody is waited for.
 *
 * Waiters are on a stack. Whoever has led looks at it again after giving up the lead, so one that
 * came in between is not forgotten.
 */
/** Lets threads wait until the log is synced up to a sequence, by as few syncs as will do. */
final class SyncQueue {

  /** The part of the time of a sync that is waited for others before the next one. */
  private static final int COMPANY_SHARE = 2;

  private static final long COMPANY_NANOS_MAX = 1_000_000;

  /** Syncs what has been appended. */
  interface Sync {
    /** Returns the newest sequence that is on the device afterwards. */
    long sync() throws IOException;
  }

  private static final class Waiter {
    final @Nullable Thread thread;
    final long sequence;
    @Nullable Waiter next;

    /** How many waiters there are from this one on down the stack. */
    int depth;

    volatile boolean done;

    /** Makes a waiter; without a thread, it is a request that nobody waits for. */
    Waiter(@Nullable Thread thread, long sequence) {
      this.thread = thread;
      this.sequence = sequence;
    }
  }

  /** The reason where there is no memory for another one. */
  private final IOException withoutMemory = new IOException("there was no memory");

  private final Sync sync;
  private final Runnable wakeLogThread;
  private final AtomicBoolean leading = new AtomicBoolean();
  private final AtomicReference<@Nullable Waiter> waiters = new AtomicReference<>();
  private volatile long synced;
  private volatile boolean closed;

  /** How many waiters the last sync let go, and how long it took; changed by who has the lead. */
  private int company;

  private long syncNanos;
  private final AtomicReference<@Nullable IOException> firstFailure = new AtomicReference<>();
  private volatile Runnable afterSync = () -> {};

  /**
   * Makes a queue.
   *
   * @param synced the newest sequence that is on the device already
   * @param sync what syncs
   * @param wakeLogThread makes the log's thread call {@link #serve} soon, until {@link #close}
   */
  SyncQueue(long synced, Sync sync, Runnable wakeLogThread) {
    this.synced = synced;
    this.sync = sync;
    this.wakeLogThread = wakeLogThread;
  }

  /**
   * Has {@code listener} called after each sync, and when one has failed, by a thread that does not
   * have the lead but may have locks of the log: it must neither wait nor throw.
   */
  void onSync(Runnable listener) {
    afterSync = listener;
  }

  /** Returns the newest sequence that is on the device. */
  long synced() {
    return synced;
  }

  /**
   * Returns once everything up to {@code sequence} is on the device. An interrupt does not end the
   * wait, which lasts two syncs at most.
   *
   * @throws IOException if a sync failed: then none is tried again
   */
  void await(long sequence) throws IOException {
    if (synced >= sequence) {
      return;
    }
    Waiter waiter = null;
    boolean interrupted = false;
    try {
      while (synced < sequence) {
        throwFailure();
        if (lead()) {
          if (waiters.get() != null) {
            handOver();
          }
          continue;
        }
        if (waiter == null) {
          waiter = new Waiter(Thread.currentThread(), sequence);
          push(waiter);
          // The leader may have gone before it could see this waiter: look once more.
          continue;
        }
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
    } finally {
      if (waiter != null) {
        waiter.done = true;
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Lets the log's thread go on with those who wait, or goes on with them if there is none. */
  private void handOver() {
    if (closed) {
      serve();
    } else {
      wakeLogThread.run();
    }
  }

  /**
   * Sees to it that everything up to {@code sequence} gets to the device, and waits for nobody:
   * either syncs, or leaves it to whoever is syncing now. For the log's thread.
   */
  void request(long sequence) {
    if (synced < sequence && firstFailure.get() == null) {
      push(new Waiter(null, sequence));
      serve();
    }
  }

  /** Does without the log's thread from now on, and takes over what it may have left. */
  void close() {
    closed = true;
    serve();
  }

  /** Syncs until nobody waits. For the log's thread. */
  void serve() {
    while (waiters.get() != null && lead()) {
      // Another time for those who came meanwhile.
    }
  }

  /**
   * Takes the lead if it is free, syncs once, gives the lead up, and wakes those who need not wait
   * any more.
   *
   * @return whether the lead was free
   */
  private boolean lead() {
    // Taken and given up in one method: a stack that overflows in between must not leave it taken.
    if (!leading.compareAndSet(false, true)) {
      return false;
    }
    try {
      syncOnce();
      company = countOver();
      return true;
    } finally {
      leading.set(false);
      wake();
      afterSync.run();
    }
  }

  private void syncOnce() {
    try {
      if (firstFailure.get() == null) {
        awaitCompany();
        long started = System.nanoTime();
        synced = Math.max(synced, sync.sync());
        syncNanos = System.nanoTime() - started;
      }
    } catch (IOException e) {
      firstFailure.compareAndSet(null, e);
    } catch (RuntimeException | Error e) {
      // Whatever it was, nobody knows what is on the device.
      firstFailure.compareAndSet(null, reason("a sync ended unexpectedly", e));
      throw e;
    }
  }

  /** Lets those who were let go by the last sync come back, for a while. */
  @SuppressWarnings("ThreadPriorityCheck") // how long it takes decides how much is gained, no more
  private void awaitCompany() {
    if (company == 0 || closed) {
      return;
    }
    long deadline = System.nanoTime() + Math.min(syncNanos / COMPANY_SHARE, COMPANY_NANOS_MAX);
    while (depth(waiters.get()) < company && System.nanoTime() < deadline) {
      Thread.yield();
    }
  }

  private static int depth(@Nullable Waiter waiter) {
    return waiter == null ? 0 : waiter.depth;
  }

  /** Returns how many waiters are about to be let go. */
  private int countOver() {
    Waiter waiter = waiters.get();
    int count = 0;
    // Whoever led before may be putting some of them back meanwhile: no more than there were.
    for (int left = depth(waiter); left > 0 && waiter != null; left--) {
      if (waiter.thread != null && synced >= waiter.sequence) {
        count++;
      }
      waiter = waiter.next;
    }
    return count;
  }

  private void push(Waiter waiter) {
    Waiter next;
    do {
      next = waiters.get();
      waiter.next = next;
      waiter.depth = depth(next) + 1;
    } while (!waiters.compareAndSet(next, waiter));
  }

  /** Takes all waiters, wakes those who are done, and puts the others back. */
  private void wake() {
    Waiter waiter = waiters.getAndSet(null);
    while (waiter != null) {
      Waiter next = waiter.next;
      if (!isOver(waiter) && !waiter.done) {
        push(waiter);
      }
      // Asked again, since whoever ended the wait meanwhile did not find this waiter on the stack.
      if (isOver(waiter)) {
        LockSupport.unpark(waiter.thread);
      }
      waiter = next;
    }
  }

  /** Returns whether there is nothing left to wait for. */
  private boolean isOver(Waiter waiter) {
    return synced >= waiter.sequence || firstFailure.get() != null;
  }

  /** Makes all waiting and coming threads fail, with the first reason that there was. */
  void fail(IOException reason) {
    firstFailure.compareAndSet(null, reason);
    wake();
    afterSync.run();
  }

  /**
   * Does what {@link #fail(IOException)} does, whatever happened: where there is no memory to tell
   * of it, with a reason that was made before.
   */
  void fail(String what, Throwable cause) {
    fail(reason(what, cause));
  }

  private IOException reason(String what, Throwable cause) {
    try {
      return new IOException(what + ": " + cause, cause);
    } catch (VirtualMachineError | LinkageError e) {
      return withoutMemory;
    }
  }

  boolean hasFailed() {
    return firstFailure.get() != null;
  }

  void throwFailure() throws IOException {
    IOException reason = firstFailure.get();
    if (reason != null) {
      throw new IOException(
          "an earlier write or sync of the log failed: " + reason.getMessage(), reason);
    }
  }
}
