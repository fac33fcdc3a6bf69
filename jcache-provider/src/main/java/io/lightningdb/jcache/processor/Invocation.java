package io.lightningdb.jcache.processor;

import io.lightningdb.jcache.entry.EntryPlan;
import io.lightningdb.jcache.integration.Loader;
import io.lightningdb.jcache.integration.Writer;
import java.util.function.BiFunction;
import java.util.function.Function;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import org.jspecify.annotations.Nullable;

/**
 * Runs one entry processor on entries.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 * @param <T> the type of results
 */
public final class Invocation<K, V, T> implements Function<EntryPlan<K, V>, @Nullable T> {

  private final EntryProcessor<K, V, T> processor;
  private final Object[] arguments;
  private final @Nullable Loader<K, V> loader;
  private final Writer<K, V> writer;
  private final BiFunction<K, V, byte[]> drafts;

  /**
   * @param loader what missing values are loaded with, or null for a cache that does not read
   *     through
   * @param drafts checks a new value and makes the draft of a record of it
   */
  public Invocation(
      EntryProcessor<K, V, T> processor,
      Object[] arguments,
      @Nullable Loader<K, V> loader,
      Writer<K, V> writer,
      BiFunction<K, V, byte[]> drafts) {
    this.processor = processor;
    this.arguments = arguments;
    this.loader = loader;
    this.writer = writer;
    this.drafts = drafts;
  }

  /**
   * Runs the processor, once, and plans what it did.
   *
   * @return the processor's result
   * @throws EntryProcessorException for whatever exception the processor throws
   */
  @Override
  public @Nullable T apply(EntryPlan<K, V> plan) {
    ProcessedEntry<K, V> entry = new ProcessedEntry<>(plan, loader, drafts);
    T result;
    try {
      result = processor.process(entry, arguments);
    } catch (EntryProcessorException e) {
      throw e;
    } catch (Exception e) {
      throw new EntryProcessorException(
          "an entry processor failed on key " + plan.entryKey() + ": " + e, e);
    }
    entry.finish(writer);
    return result;
  }
}
