package io.lightningdb.jdbc.internal.session;

import io.lightningdb.Savepoint;
import org.jspecify.annotations.Nullable;

/** A point in a transaction that can be gone back to. Nothing of it shows whether it still can. */
public final class SavePoint {

  private final @Nullable String name;
  private final @Nullable Savepoint engine;
  private final long bytesWritten;

  /**
   * @param name null if it has none
   * @param engine the engine's; null in a transaction that only reads
   * @param bytesWritten what the transaction had written
   */
  SavePoint(@Nullable String name, @Nullable Savepoint engine, long bytesWritten) {
    this.name = name;
    this.engine = engine;
    this.bytesWritten = bytesWritten;
  }

  /** Returns the name, or null if it has none. */
  public @Nullable String name() {
    return name;
  }

  @Nullable Savepoint engine() {
    return engine;
  }

  long bytesWritten() {
    return bytesWritten;
  }

  boolean isCalled(String wanted) {
    return name != null && name.equalsIgnoreCase(wanted);
  }

  @Override
  public String toString() {
    return name == null ? "the savepoint" : "the savepoint " + name;
  }
}
