package io.lightningdb;

/**
 * Is told of what was committed; see {@link LocalDatabase#listen}.
 *
 * <p>All calls come from one thread, one after the other. A listener may use the database, and may
 * take its time: nobody waits for it. What it throws is logged, and changes nothing: the next
 * commit is delivered all the same.
 */
public interface ChangeListener {

  /**
   * A commit has become visible: each one once, in the order of their sequences, but for those of
   * which {@link #missed} tells. As with {@link ChangeCursor}, it may not be synced yet.
   */
  void committed(CommittedChanges commit);

  /**
   * Commits are not in the log any more, because the listener fell too far behind: all from {@code
   * firstSequence} to {@code lastSequence}, both inclusive, are not delivered. What follows them
   * comes next. Whoever mirrors the database has to read it anew.
   */
  void missed(long firstSequence, long lastSequence);

  /**
   * The log cannot be read on: the subscription is over, and this is the last call. It is logged in
   * any case.
   *
   * @param reason a {@link CorruptionException}, or a {@link StorageException} if the disk failed
   */
  default void failed(LightningException reason) {}
}
