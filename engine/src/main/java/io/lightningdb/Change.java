package io.lightningdb;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a commit has changed.
 *
 * <p>The arrays belong to whoever the change is handed to. Changes are equal if they are the same
 * object.
 *
 * <p>Later versions may have kinds of changes that this one lacks. Whoever has to follow all of
 * them had better stop at one that it does not know than pass it over.
 */
public sealed interface Change
    permits Change.Put,
        Change.Delete,
        Change.DeleteRange,
        Change.Load,
        Change.KeyspaceCreated,
        Change.KeyspaceRenamed,
        Change.KeyspaceAltered,
        Change.KeyspaceDropped {

  /**
   * Returns the number of the keyspace, which it keeps when it is renamed, and which no other
   * keyspace of the database ever gets.
   */
  int keyspaceId();

  /**
   * Returns the name of the keyspace at the time of the commit if it was created or renamed in the
   * part of the history that was read before; otherwise its name as it is now, or null if it has
   * been dropped since.
   */
  @Nullable String keyspaceName();

  /**
   * The value of a key was set.
   *
   * @param expiresAt when the entry expires, or null if it never does
   */
  @SuppressWarnings("ArrayRecordComponent") // only the same changes are equal
  record Put(
      int keyspaceId,
      @Nullable String keyspaceName,
      byte[] key,
      ChangedValue value,
      @Nullable Instant expiresAt)
      implements Change {

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** A key was deleted, whether it was there or not. */
  @SuppressWarnings("ArrayRecordComponent") // only the same changes are equal
  record Delete(int keyspaceId, @Nullable String keyspaceName, byte[] key) implements Change {

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /**
   * All keys of a range were deleted, whichever of them were there. In a commit this comes before
   * the other changes, which it leaves alone.
   */
  record DeleteRange(int keyspaceId, @Nullable String keyspaceName, KeyRange range)
      implements Change {

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /**
   * A {@link BulkLoad} was committed. Its entries are not in the history: all from {@code firstKey}
   * to {@code lastKey}, both inclusive, have to be read from the keyspace, as they are by then. If
   * the load failed at the last moment, or a crash cut it off there, nothing was loaded, and
   * nothing else will be found.
   */
  @SuppressWarnings("ArrayRecordComponent") // only the same changes are equal
  record Load(int keyspaceId, @Nullable String keyspaceName, byte[] firstKey, byte[] lastKey)
      implements Change {

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** A keyspace was created. */
  record KeyspaceCreated(int keyspaceId, String keyspaceName, KeyspaceOptions options)
      implements Change {}

  /** A keyspace was renamed; {@code keyspaceName} is the new name. */
  record KeyspaceRenamed(int keyspaceId, String keyspaceName) implements Change {}

  /**
   * A keyspace got other attributes.
   *
   * @param attributes all that it has then, in place of those before, sorted by name
   */
  record KeyspaceAltered(
      int keyspaceId, @Nullable String keyspaceName, Map<String, String> attributes)
      implements Change {}

  /** A keyspace was dropped with all its entries. */
  record KeyspaceDropped(int keyspaceId, @Nullable String keyspaceName) implements Change {}
}
