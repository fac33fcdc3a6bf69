package io.lightningdb.jcache.event;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is made from its bytes when it is first asked for.
 *
 * @param <V> the type of the value
 */
public final class LazyValue<V> {

  private final Supplier<V> decoder;
  private final AtomicReference<@Nullable V> value = new AtomicReference<>();

  /**
   * @param decoder makes the value; maybe more than once, if several threads ask at once
   */
  public LazyValue(Supplier<V> decoder) {
    this.decoder = decoder;
  }

  /** Returns the value, always the same object. */
  public V get() {
    V present = value.get();
    if (present != null) {
      return present;
    }
    V made = decoder.get();
    V first = value.compareAndExchange(null, made);
    return first == null ? made : first;
  }
}
