package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.KeyspaceOptions;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.testing.Threads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever a thread finds in the timeline is complete: everything that was written before it was
 * published, through as many objects as lead there, which have no locks and few fences. A writer
 * changes as much as it can between any two moments, and readers look at nothing but the newest.
 *
 * <p>This is a stress test of the JVM that it runs on, and of this machine's processors. What only
 * weaker memory than theirs would show it does not see; jcstress, which has the same limits, and a
 * licence and a build of its own, would add little for a single field.
 */
@Timeout(120)
class PublicationTest {

  /** So many moments each reader looks at, of more that there are. */
  private static final int MOMENTS = 20_000;

  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int READERS = 2;
  private static final int KEYS = 50;
  private static final int COMMITS_OF_A_GENERATION = 40;

  private static byte[] bytes(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  /** Returns the view with one keyspace more, and no others. */
  private static View withKeyspace(View view, int number) {
    KeyspaceInfo info =
        new KeyspaceInfo(
            new KeyspaceId(number), Integer.toString(number), KeyspaceOptions.defaults());
    return view.withCatalog(Catalog.EMPTY.with(info));
  }

  private static View nextView(View view, long sequence) {
    View sealed = view.withSealed();
    View.Flushed flushed =
        new View.Flushed(view.active().lastSequence(), sealed.catalog(), Map.of());
    return withKeyspace(sealed.withFlushed(flushed, List.of(view.active())), (int) sequence);
  }

  @Test
  void whatIsPublishedIsComplete() {
    View first = nextView(emptyView(), 0);
    Timeline timeline = new Timeline(first, 0);
    AtomicBoolean done = new AtomicBoolean();
    Thread writer =
        Threads.start(
            () -> {
              for (long sequence = 1; !done.get(); sequence++) {
                commit(timeline, sequence);
              }
            });
    List<Thread> readers = new ArrayList<>();
    for (int reader = 0; reader < READERS; reader++) {
      readers.add(Threads.start(() -> read(timeline)));
    }
    long end = System.nanoTime() + LONG_NANOS;
    while (readers.stream().anyMatch(Thread::isAlive) && System.nanoTime() < end) {
      Threads.pause();
    }
    done.set(true);
    Threads.join(writer);
    assertThat(readers).as("readers who see nothing new").noneMatch(Thread::isAlive);
    readers.forEach(Threads::join);
  }

  /**
   * Does nothing else while it waits for another moment, so that nothing else has it look again.
   */
  private static void read(Timeline timeline) {
    Moment before = timeline.now();
    for (int seen = 0; seen < MOMENTS; seen++) {
      Moment moment;
      do {
        moment = timeline.now();
      } while (moment.sequence() == before.sequence());
      assertComplete(moment, before);
      before = moment;
    }
  }

  private static View emptyView() {
    return new View(
        new Generation(0),
        List.of(),
        new View.Flushed(0, Catalog.EMPTY, Map.of()),
        List.of(),
        Catalog.EMPTY);
  }

  /** The newest keyspace gets every key that it has anew, and the number of the commit. */
  private static void commit(Timeline timeline, long sequence) {
    timeline.changing().lock();
    try {
      View view = timeline.view();
      if (sequence % COMMITS_OF_A_GENERATION == 0) {
        view = nextView(view, sequence);
      }
      for (KeyspaceInfo info : view.catalog().keyspaces()) {
        view.active()
            .put(info.id(), bytes(sequence % KEYS), bytes(sequence), ReadTime.NEVER, sequence);
        view.active().put(info.id(), bytes(-1), bytes(sequence), ReadTime.NEVER, sequence);
      }
      timeline.publish(view, sequence);
    } finally {
      timeline.changing().unlock();
    }
  }

  private static void assertComplete(Moment moment, Moment before) {
    View view = moment.view();
    long sequence = moment.sequence();
    long follows = view.active().follows();
    check(sequence > before.sequence(), "the sequence goes back", moment);
    check(view.active().lastSequence() >= sequence, "the generation ends early", moment);
    check(view.flushed().sequence() == follows, "what is flushed is other", moment);
    check(view.history().get(0).lastSequence() == follows, "the history is other", moment);
    check(view.catalog().keyspaces().size() == 1, "there are other keyspaces", moment);
    for (KeyspaceInfo info : view.catalog().keyspaces()) {
      check(info.name().equals(Integer.toString(info.id().value())), "the name is other", moment);
      check(has(moment, info.id(), sequence % KEYS), "a key has another value", moment);
      check(has(moment, info.id(), -1), "the key of all commits has another value", moment);
    }
  }

  private static boolean has(Moment moment, KeyspaceId keyspace, long key) {
    try {
      byte[] value =
          moment.view().get(keyspace, bytes(key), moment.sequence(), ReadTime.BEFORE_ALL);
      return value != null && Arrays.equals(value, bytes(moment.sequence()));
    } catch (IOException e) {
      throw new AssertionError("nothing is read from files", e);
    }
  }

  private static void check(boolean holds, String otherwise, Moment moment) {
    if (!holds) {
      throw new AssertionError(otherwise + " at " + moment.sequence());
    }
  }
}
