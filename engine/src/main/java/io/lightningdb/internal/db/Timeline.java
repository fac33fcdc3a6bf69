package io.lightningdb.internal.db;

import java.util.concurrent.locks.ReentrantLock;

/*
 * A reader needs a view and a sequence that belong together. The sequence must not be older than
 * what the view's files hold, so the view is read first. And the view must have all commits up to
 * the sequence: commits that came after the view was replaced are in a generation that it lacks. So
 * the view is read again, and if it is still the current one, it was when the sequence was read.
 */
/** The current view and the newest sequence that readers see. */
class Timeline {

  /** Held by whoever commits or replaces the view. Never held while waiting for the disk's sync. */
  private final ReentrantLock changing = new ReentrantLock();

  private volatile View view;
  private volatile long published;

  Timeline(View view, long published) {
    this.view = view;
    this.published = published;
  }

  final ReentrantLock changing() {
    return changing;
  }

  final View view() {
    return view;
  }

  long published() {
    return published;
  }

  final Moment now() {
    while (true) {
      View before = view;
      long sequence = published();
      if (before.is(view)) {
        return new Moment(before, sequence);
      }
    }
  }

  /** Replaces the view. */
  final void replace(View newView) {
    assert changing.isHeldByCurrentThread();
    view = newView;
  }

  /** Lets readers see everything up to {@code sequence}. */
  final void publish(long sequence) {
    assert changing.isHeldByCurrentThread() && sequence == published + 1;
    published = sequence;
  }
}
