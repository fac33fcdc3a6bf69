package io.lightningdb.jcache;

import java.util.function.Supplier;
import javax.cache.CacheException;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;

/** What an entry processor did with one of several entries. */
record ProcessorResult<T>(@Nullable T result, @Nullable CacheException failure)
    implements EntryProcessorResult<T> {

  /** Returns what comes of {@code invocation}, or null if that is null. */
  static <T> @Nullable EntryProcessorResult<T> of(Supplier<@Nullable T> invocation) {
    try {
      T result = invocation.get();
      return result == null ? null : new ProcessorResult<>(result, null);
    } catch (CacheException e) {
      return new ProcessorResult<>(null, e);
    }
  }

  @Override
  public @Nullable T get() {
    if (failure != null) {
      throw failure;
    }
    return result;
  }
}
