package io.lightningdb.jcache;

import io.lightningdb.jcache.entry.EntryContext;
import io.lightningdb.jcache.integration.Writer;
import io.lightningdb.jcache.store.PendingWrite;
import io.lightningdb.jcache.store.PendingWrites;
import io.lightningdb.jcache.store.PendingWrites.Pending;
import io.lightningdb.jcache.store.WriteQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/*
 * Before anything is handed over it is brought to the device: or else the writer could have been told
 * of what a crash takes back. After that it is removed from the queue; a crash in between has it
 * handed over once more.
 *
 * One thread of the process hands over the writes of a keyspace, so those of one key come one after
 * the other, in their order. What fails is tried again, each write in its own time; and because a
 * writer may fail as a whole for the sake of one entry, what has failed is handed over in smaller
 * and smaller batches, in the end one by one.
 */
/**
 * Hands the pending writes of a cache to its writer, in the background. Any number of threads may
 * use it.
 */
final class WriteBehind<K, V> {

  private static final System.Logger LOGGER = System.getLogger(WriteBehind.class.getName());

  private static final long CLOSE_SECONDS = 10;
  private static final long BATCH_BYTES_MAX = 16 * 1024 * 1024;
  private static final long NOT_SCHEDULED = Long.MAX_VALUE;

  private final EntryContext<K, V> context;
  private final WriteQueue queue;
  private final PendingWrites pending;
  private final Writer<K, V> writer;
  private final Background background;
  private final ManagerTiming timing;
  private final Runnable waker = this::wake;

  /** Held while the writer is used. */
  private final ReentrantLock busy = new ReentrantLock();

  /** When the next look is due that was scheduled, as System.nanoTime has it. */
  private final AtomicLong scheduled = new AtomicLong(NOT_SCHEDULED);

  private volatile boolean closed;

  /** For the thread that hands over: until when failures are not logged. */
  private long quietUntilMillis = Long.MIN_VALUE;

  WriteBehind(
      EntryContext<K, V> context,
      WriteQueue queue,
      Writer<K, V> writer,
      Background background,
      ManagerTiming timing) {
    this.context = context;
    this.queue = queue;
    this.pending = queue.pending();
    this.writer = writer;
    this.background = background;
    this.timing = timing;
  }

  /** Begins with what an earlier run has left. */
  void start() {
    pending.drainers().add(waker);
    wake();
  }

  /** Sees to it that somebody looks when the next write is due. */
  private void wake() {
    OptionalLong next = pending.nextMillis();
    if (next.isPresent()) {
      // Not a difference, which might overflow for what is due since ever.
      long now = context.nowMillis();
      look(next.getAsLong() <= now ? 0 : Math.min(next.getAsLong() - now, timing.lookMillisMax()));
    }
  }

  private void look(long millis) {
    long at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (true) {
      long present = scheduled.get();
      if (closed || (present != NOT_SCHEDULED && present - at <= 0)) {
        return;
      }
      if (scheduled.compareAndSet(present, at)) {
        break;
      }
    }
    if (millis == 0) {
      execute();
    } else {
      background.schedule(this::execute, millis);
    }
  }

  private void execute() {
    try {
      background.execute(this::run);
    } catch (RejectedExecutionException e) {
      // The manager is being closed: what is pending waits for the next opening.
      LOGGER.log(System.Logger.Level.TRACE, "no writing any more", e);
    }
  }

  private void run() {
    scheduled.set(NOT_SCHEDULED);
    if (!pending.draining().tryLock()) {
      // Another one is at it.
      look(timing.lookMillisMax());
      return;
    }
    busy.lock();
    try {
      while (!closed && handOverSome()) {}
    } finally {
      busy.unlock();
      pending.draining().unlock();
      wake();
    }
  }

  /** One that was taken from the queue. */
  private record Task<K>(Pending taken, PendingWrite write, K key) {}

  /** Hands over a batch of what is due, and returns whether there was anything. */
  private boolean handOverSome() {
    List<Pending> batch = takeBatch();
    if (batch.isEmpty()) {
      return false;
    }
    Set<Pending> left = new HashSet<>(batch);
    try {
      context.store().sync();
      handOver(batch, left);
    } catch (RuntimeException | Error e) {
      report(e, left);
    }
    // Those that the writer has not taken, for whatever reason.
    left.forEach(this::fail);
    return true;
  }

  private List<Pending> takeBatch() {
    List<Pending> batch = new ArrayList<>();
    long now = context.nowMillis();
    int max = 1;
    for (Pending each = pending.take(now); each != null; each = pending.take(now)) {
      int ofItsAttempts = Math.max(1, Chunks.ENTRIES_MAX >> Math.min(30, 3 * each.attempts()));
      if (batch.isEmpty()) {
        max = ofItsAttempts;
      }
      if (batch.size() == max || ofItsAttempts != max) {
        pending.putBack(each);
        break;
      }
      batch.add(each);
    }
    return batch;
  }

  private void handOver(List<Pending> batch, Set<Pending> left) {
    Map<K, V> values = new LinkedHashMap<>();
    List<Task<K>> writes = new ArrayList<>();
    List<Task<K>> deletes = new ArrayList<>();
    long bytes = 0;
    for (Pending each : batch) {
      if (bytes > BATCH_BYTES_MAX) {
        pending.putBack(each);
        left.remove(each);
        continue;
      }
      PendingWrite write = queue.findTaken(each);
      if (write == null) {
        left.remove(each);
        continue;
      }
      try {
        K key = key(each.key().bytes());
        if (write.isDelete()) {
          deletes.add(new Task<>(each, write, key));
        } else {
          byte[] draft = write.draft();
          bytes += draft.length;
          values.put(key, context.value(key, draft));
          writes.add(new Task<>(each, write, key));
        }
      } catch (CacheException e) {
        // A class that is not to be had here, for instance.
        report(e, Set.of(each));
      }
    }
    settle(writes, writer.writeAll(values), left);
    settle(deletes, writer.deleteAll(deletes.stream().map(Task::key).toList()), left);
  }

  @SuppressWarnings("unchecked") // was put as a key of the cache
  private K key(byte[] storedKey) {
    return (K) context.format().decodeKey(storedKey);
  }

  private void settle(List<Task<K>> tasks, Writer.Outcome<K> outcome, Set<Pending> left) {
    Set<Pending> failed = new HashSet<>();
    for (Task<K> task : tasks) {
      if (outcome.failure() != null && outcome.failedKeys().contains(task.key())) {
        failed.add(task.taken());
      } else {
        queue.remove(task.taken(), task.write(), task.key());
        left.remove(task.taken());
      }
    }
    if (outcome.failure() != null) {
      report(outcome.failure(), failed);
    }
  }

  private void fail(Pending failed) {
    long wait = retryMillis(failed.attempts());
    long jitter = ThreadLocalRandom.current().nextLong(wait / 4 + 1);
    pending.failed(failed, context.nowMillis() + wait - jitter);
  }

  private long retryMillis(int attempts) {
    return Math.min(timing.retryMillisMax(), timing.retryMillisMin() << Math.min(attempts, 20));
  }

  /** Logs a failure, unless one was logged in the time after which it is tried again. */
  private void report(Throwable failure, Set<Pending> failed) {
    int attempts = failed.stream().mapToInt(Pending::attempts).max().orElse(0);
    long now = context.nowMillis();
    if (closed || now < quietUntilMillis) {
      return;
    }
    long wait = retryMillis(attempts);
    quietUntilMillis = now + wait;
    LOGGER.log(
        System.Logger.Level.WARNING,
        "handing over "
            + failed.size()
            + " of "
            + pending.size()
            + " pending writes of cache '"
            + context.name()
            + "' failed; they stay in the queue, and are tried again in about "
            + wait
            + " ms",
        failure);
  }

  /** Returns how many writes are pending. */
  long size() {
    return pending.size();
  }

  /** Returns how often a write has failed. */
  long failures() {
    return pending.failures();
  }

  /**
   * Hands over what is pending now, due or not, and waits for that.
   *
   * @return whether the writer has taken all of it in time
   */
  boolean awaitWritten(Duration timeout) {
    long sequence = pending.hurry();
    wake();
    return pending.await(sequence, timeout);
  }

  /** Lets no further batch begin. */
  void end() {
    closed = true;
  }

  /**
   * Lets no further batch begin, and waits for a while for the one that the writer is told of, so
   * that the writer can go.
   */
  void close() {
    end();
    if (pending.drainers().remove(waker)) {
      if (!busy.isHeldByCurrentThread()) {
        awaitIdle();
      }
      pending.drainers().forEach(Runnable::run);
    }
  }

  private void awaitIdle() {
    try {
      if (busy.tryLock(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        busy.unlock();
      } else {
        LOGGER.log(
            System.Logger.Level.WARNING,
            "a writer still runs though its cache '" + context.name() + "' was closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Returns the queue of a cache, or null if it has none.
   *
   * @throws CacheException if there are pending writes, and a writer that would be told of newer
   *     ones before them
   */
  static @Nullable WriteQueue checked(
      @Nullable WriteQueue queue, String cacheName, boolean writesThrough) {
    if (queue != null && writesThrough && queue.pending().size() > 0) {
      throw new CacheException(
          "the cache '"
              + cacheName
              + "' has "
              + queue.pending().size()
              + " pending writes, which would come after newer ones if it wrote through; set its"
              + " writeBehindDelay, to PT0S for instance, until there are none");
    }
    return queue;
  }
}
