package io.lightningdb.jcache.processor;

import io.lightningdb.jcache.entry.EntryPlan;
import io.lightningdb.jcache.integration.Loader;
import io.lightningdb.jcache.integration.Writer;
import java.util.function.BiFunction;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/*
 * Only the net effect counts. Setting a value and removing it again is nothing, if there was no entry
 * before; but if the value came from the loader, what lies behind the cache has it, and removing it
 * goes through to there ("provided that the first getValue was non-null", as the documentation of
 * EntryProcessor says in its third example). Removing what was never there goes through, too, as
 * Cache.remove does.
 */
/**
 * The entry that an entry processor sees, or a transaction. For one thread, and no longer than that
 * runs.
 *
 * @param <K> the type of the key
 * @param <V> the type of the value
 */
public final class ProcessedEntry<K, V> implements MutableEntry<K, V> {

  private enum State {
    /** As it was found. */
    FOUND,
    /** As it was found, and its value was looked at. */
    READ,
    /** Not found, and loaded. */
    LOADED,
    /** To be set. */
    SET,
    /** To be removed. */
    REMOVED,
    /** Not found, set, and removed again. */
    NOTHING
  }

  private final EntryPlan<K, V> plan;
  private final @Nullable Loader<K, V> loader;
  private final BiFunction<K, V, byte[]> drafts;
  private State state = State.FOUND;
  private boolean wasRead;
  private boolean wasLoaded;
  private @Nullable V value;
  private byte @Nullable [] draft;

  /**
   * @param loader what a missing value is loaded with, or null
   * @param drafts checks a new value and makes the draft of a record of it
   */
  public ProcessedEntry(
      EntryPlan<K, V> plan, @Nullable Loader<K, V> loader, BiFunction<K, V, byte[]> drafts) {
    this.plan = plan;
    this.loader = loader;
    this.drafts = drafts;
  }

  @Override
  public K getKey() {
    return plan.key();
  }

  @Override
  public boolean exists() {
    return switch (state) {
      case FOUND, READ -> plan.isLive();
      case LOADED, SET -> true;
      case REMOVED, NOTHING -> false;
    };
  }

  @Override
  public @Nullable V getValue() {
    if (state == State.FOUND) {
      // What fails leaves the state as it was: it can be tried again.
      if (plan.isLive()) {
        value = plan.value();
        wasRead = true;
        state = State.READ;
      } else {
        V loaded = loader == null ? null : plan.loaded(loader::load);
        if (loaded != null) {
          setLoaded(loaded);
        } else {
          state = State.READ;
        }
      }
    }
    return value;
  }

  /** Does what {@link #getValue} does, with an object of its own each time. */
  public @Nullable V copyOfValue() {
    V present = getValue();
    if (present == null) {
      return null;
    }
    return draft == null ? plan.value() : plan.value(draft);
  }

  private void setLoaded(V loaded) {
    draft = drafts.apply(plan.key(), loaded);
    value = loaded;
    state = State.LOADED;
    wasLoaded = true;
  }

  @Override
  public void setValue(V newValue) {
    if (newValue == null) {
      throw new NullPointerException("value");
    }
    draft = drafts.apply(plan.key(), newValue);
    value = newValue;
    state = State.SET;
  }

  @Override
  public void remove() {
    boolean isJustSet = state == State.SET && !plan.isLive() && !wasLoaded;
    state = isJustSet || state == State.NOTHING ? State.NOTHING : State.REMOVED;
    value = null;
    draft = null;
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new IllegalArgumentException("an entry is no " + type.getName());
  }

  /** Makes the net effect the plan, after writing it through. */
  public void finish(Writer<K, V> writer) {
    if (plan.isLive()) {
      plan.countHit();
    } else {
      plan.countMiss();
    }
    if (wasRead) {
      plan.access();
    }
    V newValue = value;
    byte[] newDraft = draft;
    switch (state) {
      case SET -> {
        if (newValue != null && newDraft != null) {
          plan.put(newDraft);
          plan.writeBehind(newDraft);
          writer.write(plan.key(), writer.isPresent() ? plan.value(newDraft) : newValue);
        }
      }
      case LOADED -> {
        if (newDraft != null) {
          plan.load(newDraft);
        }
      }
      case REMOVED -> {
        plan.remove();
        plan.deleteBehind();
        writer.delete(plan.key());
      }
      case FOUND, READ, NOTHING -> {}
    }
  }
}
