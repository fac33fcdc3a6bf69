package io.lightningdb.jcache;

import io.lightningdb.jcache.entry.EntryContext;
import io.lightningdb.jcache.integration.Loader;
import io.lightningdb.jcache.store.EntryKey;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.cache.CacheException;
import javax.cache.integration.CompletionListener;
import org.jspecify.annotations.Nullable;

/** Loads entries in the background, because it was asked for. */
final class Loading<K, V> {

  private static final System.Logger LOGGER = System.getLogger(Loading.class.getName());

  private final EntryContext<K, V> context;
  private final CacheReads<K, V> reads;
  private final @Nullable Loader<K, V> loader;
  private final Executor executor;
  private final LoaderGate gate;

  Loading(
      EntryContext<K, V> context,
      CacheReads<K, V> reads,
      @Nullable Loader<K, V> loader,
      Executor executor,
      LoaderGate gate) {
    this.context = context;
    this.reads = reads;
    this.loader = loader;
    this.executor = executor;
    this.gate = gate;
  }

  void loadAll(Set<? extends K> keys, boolean replace, @Nullable CompletionListener listener) {
    Loader<K, V> from = loader;
    // Here and not in the background: the caller may change the set afterwards.
    List<EntryKey> copies = from == null ? List.of() : context.format().keys(keys);
    try {
      executor.execute(() -> run(from, copies, replace, listener));
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("the cache '" + context.name() + "' is closed", e);
    }
  }

  private void run(
      @Nullable Loader<K, V> from,
      List<EntryKey> keys,
      boolean replace,
      @Nullable CompletionListener listener) {
    try {
      if (from != null) {
        load(from, keys, replace);
      }
    } catch (RuntimeException | Error e) {
      fail(e, listener);
      return;
    }
    if (listener != null) {
      tell(listener::onCompletion);
    }
  }

  private void load(Loader<K, V> from, List<EntryKey> keys, boolean replace) {
    gate.run(
        () -> {
          for (List<EntryKey> chunk : Chunks.of(keys)) {
            reads.loadAll(from, chunk, replace, new HashMap<>());
          }
        });
  }

  private void fail(Throwable e, @Nullable CompletionListener listener) {
    if (listener == null) {
      LOGGER.log(
          System.Logger.Level.WARNING, "loading into cache '" + context.name() + "' failed", e);
    } else {
      Exception exception =
          e instanceof Exception known
              ? known
              : new CacheException("loading into cache '" + context.name() + "' failed: " + e, e);
      tell(() -> listener.onException(exception));
    }
  }

  private void tell(Runnable message) {
    try {
      message.run();
    } catch (RuntimeException | Error e) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "a completion listener of cache '" + context.name() + "' failed",
          e);
    }
  }
}
