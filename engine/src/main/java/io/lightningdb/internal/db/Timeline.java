package io.lightningdb.internal.db;

import io.lightningdb.internal.base.ReadTime;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/*
 * A reader needs a view and a sequence that belong together: the view must have all commits up to
 * the sequence, and the sequence must not be older than what the view's files hold. So both are in
 * one object, which every commit and every change of the view replaces: a reader reads one field, and
 * allocates nothing.
 */
/** The newest sequence that readers see, and the view to find it in. */
final class Timeline {

  /**
   * Held by whoever commits or replaces the view. Nobody waits for the sync of a commit under it;
   * but a commit for which no log segment is ready makes one.
   */
  private final ReentrantLock changing = new ReentrantLock();

  private volatile Moment now;

  Timeline(View view, long published) {
    this.now = new Moment(view, published);
  }

  ReentrantLock changing() {
    return changing;
  }

  /** Returns what a reader sees who begins to read now. */
  Moment now() {
    return now;
  }

  /*
   * Were the time that of a later moment, what was renewed between the two would be seen as expired: it
   * was never gone, but the reader would know the old time only.
   */
  /** Returns what a reader sees who begins to read now, and the time at which that is so. */
  TimedMoment now(LongSupplier clockMicros) {
    while (true) {
      Moment moment = now;
      ReadTime time = ReadTime.of(clockMicros.getAsLong());
      if (isNow(moment)) {
        return new TimedMoment(moment, time);
      }
    }
  }

  /** Returns whether nothing was committed, nor the view replaced, since a moment. */
  @SuppressWarnings("ReferenceEquality")
  boolean isNow(Moment moment) {
    return moment == now;
  }

  /** Returns what a reader sees who begins when the change under way is done, if there is one. */
  Moment afterPresentChange() {
    changing.lock();
    try {
      return now;
    } finally {
      changing.unlock();
    }
  }

  /** Returns the current view. */
  View view() {
    return now.view();
  }

  /** Replaces the view by another one of the same commits. */
  void replace(View newView) {
    assert changing.isHeldByCurrentThread();
    now = new Moment(newView, now.sequence());
  }

  /** Lets readers see {@code sequence}, which {@code newView} has: the present view or another. */
  void publish(View newView, long sequence) {
    assert changing.isHeldByCurrentThread() && sequence == now.sequence() + 1;
    now = new Moment(newView, sequence);
  }
}
