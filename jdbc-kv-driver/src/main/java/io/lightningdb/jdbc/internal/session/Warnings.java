package io.lightningdb.jdbc.internal.session;

import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * A program that takes statements from a pool for hours may never ask for its warnings, so there are
 * not more than a few of them.
 */
/** A chain of warnings, which stays until it is cleared. Any number of threads may use it. */
public final class Warnings {

  private static final int COUNT_MAX = 64;

  private final List<SQLWarning> all = new ArrayList<>();

  public Warnings() {}

  /** Adds a warning behind the others, unless there are very many. */
  public synchronized void add(SQLWarning warning) {
    if (all.size() == COUNT_MAX) {
      return;
    }
    if (!all.isEmpty()) {
      all.get(all.size() - 1).setNextWarning(warning);
    }
    all.add(warning);
  }

  /** Returns the first warning, from which the others are reached; null if there is none. */
  public synchronized @Nullable SQLWarning first() {
    return all.isEmpty() ? null : all.get(0);
  }

  public synchronized void clear() {
    all.clear();
  }
}
