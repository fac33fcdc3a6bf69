package io.lightningdb.jcache.entry;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * A change can be seen as soon as it is committed; until it is on the device takes a thousand times
 * longer. The lock of its key is not held for that: the next change of the key may come meanwhile,
 * and both are brought to the device together. The log's order sees to it that a later change never
 * survives without an earlier one.
 */
/** What an operation still has to do after it has given up its locks. For one thread. */
public final class Completion {

  private boolean isSyncDue;
  private @Nullable Throwable listenerFailure;

  private Completion() {}

  /**
   * Runs {@code work}, then brings to the device what it changed, and then tells what listeners
   * threw.
   */
  public static <R extends @Nullable Object> R run(
      EntryContext<?, ?> context, Function<Completion, R> work) {
    Completion completion = new Completion();
    R result;
    try {
      result = work.apply(completion);
    } catch (RuntimeException | Error e) {
      completion.finishAfter(e, context);
      throw e;
    }
    completion.finish(context);
    return result;
  }

  /**
   * Runs {@code work} as {@link #run} does, but waits for no sync: the stage completes after it,
   * with what the work returned, or with what it or a listener threw.
   */
  public static <R extends @Nullable Object> CompletionStage<R> runAsync(
      EntryContext<?, ?> context, Function<Completion, R> work) {
    Completion completion = new Completion();
    try {
      R result = work.apply(completion);
      CompletionStage<Void> synced =
          completion.isSyncDue
              ? context.store().syncAsync()
              : CompletableFuture.completedFuture(null);
      Throwable failure = completion.listenerFailure;
      return failure == null
          ? synced.thenApply(nothing -> result)
          : synced.thenCompose(nothing -> CompletableFuture.failedFuture(failure));
    } catch (RuntimeException e) {
      if (completion.isSyncDue) {
        // Part of it was done.
        return context
            .store()
            .syncAsync()
            .thenCompose(nothing -> CompletableFuture.failedFuture(e));
      }
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Notes that something was committed that is not on the device yet. */
  void syncLater() {
    isSyncDue = true;
  }

  /** Notes what a listener threw, if anything. */
  void noteFailure(@Nullable Throwable failure) {
    if (listenerFailure == null) {
      listenerFailure = failure;
    } else if (failure != null && failure != listenerFailure) {
      listenerFailure.addSuppressed(failure);
    }
  }

  private void finishAfter(Throwable reason, EntryContext<?, ?> context) {
    try {
      finish(context);
    } catch (RuntimeException | Error e) {
      if (e != reason) {
        reason.addSuppressed(e);
      }
    }
  }

  private void finish(EntryContext<?, ?> context) {
    if (isSyncDue) {
      context.store().sync();
    }
    if (listenerFailure instanceof RuntimeException e) {
      throw e;
    }
    if (listenerFailure instanceof Error e) {
      throw e;
    }
  }
}
