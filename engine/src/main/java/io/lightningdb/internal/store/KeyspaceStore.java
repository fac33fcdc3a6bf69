package io.lightningdb.internal.store;

import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.KeyRanges;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.codec.ByteWriter;
import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one keyspace that are on disk, as of one sequence. Immutable: changes make a new
 * store that shares with the old one what did not change. Any number of threads may read.
 */
public interface KeyspaceStore {

  /** Returns a copy of the value of {@code key}, or null if there is none. */
  byte @Nullable [] get(byte[] key, ReadTime time) throws IOException;

  /** Returns what looks up several keys, in their order, at less cost than one by one. */
  AscendingReader ascendingReader(ReadTime time);

  /** Returns whether there is an entry for {@code key}. */
  boolean contains(byte[] key, ReadTime time) throws IOException;

  /** Returns a cursor over all entries, those included that have expired. */
  EntryCursor cursor();

  /** Returns whether any entry expires some time, or has expired. */
  boolean mayExpire();

  /** Returns whether there is nothing in any file. */
  boolean isEmpty();

  /** Returns which files the entries are in. */
  FileUse fileUse();

  /**
   * Returns the store with changes made. Of what has expired by now nothing comes into it that is
   * written anew.
   *
   * @param deleted ranges of which everything in this store is deleted; the changes come after that
   * @param changes a cursor that is on no entry yet; deletions are of keys that may not be there
   * @param out where new blocks go
   */
  KeyspaceStore apply(KeyRanges deleted, EntryCursor changes, BlockOutput out) throws IOException;

  /**
   * Returns whether {@link #dropExpired} has something to do that is worth it. A store that sees to
   * this in its compactions never says so.
   *
   * @param asOfMicros what has expired by this time is meant, in microseconds since 1970
   */
  default boolean isRipe(long asOfMicros) {
    return false;
  }

  /**
   * Returns the store without entries that have expired, where these are many.
   *
   * @param asOfMicros as for {@link #isRipe}; not later than now
   * @param bytesMax how much of the store to read for that, about
   */
  default KeyspaceStore dropExpired(long asOfMicros, long bytesMax, BlockOutput out)
      throws IOException {
    return this;
  }

  /** Returns the store with nothing left in {@code files}. */
  KeyspaceStore moveOut(Set<Long> files, BlockOutput out) throws IOException;

  /**
   * Returns how much memory the store takes beside what is in the {@link IndexCache} and the block
   * cache, in bytes: what stays as long as the store.
   */
  default long pinnedBytes() {
    return 0;
  }

  /**
   * Returns the work on this store that would gain most among what can begin, or null if none is
   * worth its cost.
   *
   * @param underWay the compactions that were made by this store, or what it has become of, and are
   *     not done
   */
  default @Nullable Compaction compaction(Collection<Compaction> underWay) {
    return null;
  }

  /** Returns how urgent compaction is, whatever is under way, as {@link Compaction#urgency}. */
  default double compactionUrgency() {
    return 0;
  }

  /**
   * Returns how far compaction is behind: 0 if it is not, 1 if it is as far as it should ever be.
   */
  default double backlog() {
    return 0;
  }

  /**
   * Returns a step towards a store with nothing left to be gained, or null if that is reached or no
   * step can begin.
   *
   * @param underWay as for {@link #compaction}
   * @param asOfMicros what had expired by this time is to go where it is much, in microseconds
   *     since 1970; the same for all steps, or they would never come to an end
   */
  default @Nullable Compaction fullCompaction(Collection<Compaction> underWay, long asOfMicros) {
    return null;
  }

  /**
   * A step of {@link #pack}.
   *
   * @param store the store after it
   * @param next the key from which to go on, or null if that was the last step
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared or printed
  record Packed(KeyspaceStore store, byte @Nullable [] next) {}

  /**
   * Writes a part of the store anew so that its blocks are full, where that is not what {@link
   * #fullCompaction} does.
   *
   * @param from the key from which to begin
   * @param bytesMax how much to write, about
   */
  default Packed pack(byte[] from, long bytesMax, BlockOutput out) throws IOException {
    return new Packed(this, null);
  }

  /**
   * Begins to load entries into files of the form that this store has, to be put over this or any
   * other store of its kind.
   */
  Load newLoad(BlockOutput out);

  /** Writes what the manifest has to say about this store. */
  void encode(ByteWriter out);

  /** Reads everything and reports every broken rule. */
  void verify(Consumer<String> problems) throws IOException;
}
