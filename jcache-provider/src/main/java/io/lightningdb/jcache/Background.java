package io.lightningdb.jcache;

import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * Loaders and listeners are the application's, so they run with the manager's class loader as the
 * context class loader; but an idle thread must not keep that loader alive. Threads begin when they
 * are needed first, and end when they were idle for a while.
 */
/** The threads of one manager. */
final class Background implements Executor, AutoCloseable {

  private static final int THREADS_MAX = Math.max(4, Runtime.getRuntime().availableProcessors());
  private static final long IDLE_SECONDS = 5;
  private static final long CLOSE_SECONDS = 10;

  private final WeakReference<ClassLoader> classLoader;
  private final ThreadPoolExecutor workers;
  private final ScheduledThreadPoolExecutor timer;

  /** What is to become of the stages that are not complete when this is closed. */
  private final Set<Runnable> abandonments = ConcurrentHashMap.newKeySet();

  /**
   * @param name what the threads are named after
   */
  Background(String name, ClassLoader classLoader) {
    this.classLoader = new WeakReference<>(classLoader);
    this.workers =
        new ThreadPoolExecutor(
            THREADS_MAX,
            THREADS_MAX,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            threads("lightning-jcache-worker " + name));
    workers.allowCoreThreadTimeOut(true);
    this.timer = new ScheduledThreadPoolExecutor(1, threads("lightning-jcache-timer " + name));
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    timer.setRemoveOnCancelPolicy(true);
  }

  private static ThreadFactory threads(String name) {
    return task -> {
      Thread thread = new Thread(null, task, name, 0, false);
      thread.setContextClassLoader(null);
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * Runs a task of the application soon.
   *
   * @throws RejectedExecutionException if the manager is closed
   */
  @Override
  public void execute(Runnable task) {
    workers.execute(withContext(task));
  }

  /**
   * Runs a task of the application soon. The stage completes with what it returns or throws, or, if
   * the manager is closed before it has begun or ended, with an {@link IllegalStateException}.
   */
  <T extends @Nullable Object> CompletionStage<T> supply(Supplier<T> task) {
    CompletableFuture<T> stage = new CompletableFuture<>();
    Runnable abandonment =
        () -> stage.completeExceptionally(new IllegalStateException("the cache manager is closed"));
    abandonments.add(abandonment);
    try {
      execute(
          () -> {
            try {
              stage.complete(task.get());
            } catch (RuntimeException | Error e) {
              stage.completeExceptionally(e);
            } finally {
              abandonments.remove(abandonment);
            }
          });
    } catch (RejectedExecutionException e) {
      abandon();
    }
    return stage;
  }

  private void abandon() {
    abandonments.forEach(Runnable::run);
    abandonments.clear();
  }

  /** Runs a task after a while, unless the manager is closed by then. */
  @SuppressWarnings("FutureReturnValueIgnored") // the task never throws
  void schedule(Runnable task, long millis) {
    try {
      timer.schedule(withContext(task), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // Closed: nothing is to be done any more.
    }
  }

  private Runnable withContext(Runnable task) {
    return () -> {
      Thread thread = Thread.currentThread();
      thread.setContextClassLoader(classLoader.get());
      try {
        task.run();
      } finally {
        thread.setContextClassLoader(null);
      }
    };
  }

  /** Lets nothing begin any more, interrupts what runs, and waits for it for a while. */
  @Override
  public void close() {
    timer.shutdownNow();
    workers.shutdownNow();
    boolean interrupted = false;
    for (ThreadPoolExecutor each : new ThreadPoolExecutor[] {timer, workers}) {
      try {
        if (!isOwnThread() && !each.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
          System.getLogger(Background.class.getName())
              .log(
                  System.Logger.Level.WARNING,
                  "a listener or loader still runs though its cache manager was closed");
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    abandon();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether a listener or loader closes the manager that it runs for. */
  private static boolean isOwnThread() {
    return Thread.currentThread().getName().startsWith("lightning-jcache-");
  }
}
