package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import io.lightningdb.SnapshotStatistics.Kind;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.txn.Conflicts;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Snapshots and transactions begin and end without a lock while commits are made, generations are
 * sealed and flushed, and files deleted. Lincheck makes up short programs of these, and looks
 * whether a snapshot ever misses a commit or reads a file that is gone, and a transaction what it
 * is to be checked against.
 */
@Timeout(120)
class TimelineLinearizabilityTest {

  /** Of flushed generations, as many are kept for transactions. */
  private static final int HISTORY_MAX = 2;

  /** What holds the database together, and of files no more than which of them are deleted. */
  public static class Files {

    private final Timeline timeline = new Timeline(firstView(), 0);
    private final SnapshotRegistry snapshots = new SnapshotRegistry(() -> 0);

    /** One flush at a time. */
    private final ReentrantLock working = new ReentrantLock();

    /** The sequences of flushed states whose files are gone. */
    private final Set<Long> deleted = ConcurrentHashMap.newKeySet();

    private final AtomicInteger flushes = new AtomicInteger();

    private static View firstView() {
      return new View(
          new Generation(0),
          List.of(),
          new View.Flushed(0, Catalog.EMPTY, Map.of()),
          List.of(),
          Catalog.EMPTY);
    }

    /** Opens a snapshot; for the control. */
    OpenSnapshot open(boolean transaction) {
      return snapshots.open(timeline, lease(transaction));
    }

    /** A lease of nobody, as snapshots need one. */
    static Lease lease(boolean transaction) {
      return new Lease(null, transaction ? Kind.TRANSACTION : Kind.SNAPSHOT, 0, 0, null);
    }

    final Timeline timeline() {
      return timeline;
    }

    final SnapshotRegistry snapshots() {
      return snapshots;
    }

    /** Returns the sequence of the new commit. */
    @Operation
    public long commit() {
      timeline.changing().lock();
      try {
        long sequence = timeline.now().sequence() + 1;
        View view = timeline.view();
        view.active().advanceTo(sequence);
        timeline.publish(view, sequence);
        return sequence;
      } finally {
        timeline.changing().unlock();
      }
    }

    /** Returns the newest commit that a snapshot sees, or less than nothing if a file is gone. */
    @Operation
    public long read() {
      OpenSnapshot snapshot = open(false);
      long sequence = snapshot.sequence();
      boolean gone = deleted.contains(snapshot.view().flushed().sequence());
      snapshots.remove(snapshot);
      return gone ? -1 : sequence;
    }

    /** Returns whether a transaction can be checked against what was committed meanwhile. */
    @Operation
    public boolean transact() {
      int before = flushes.get();
      OpenSnapshot transaction = open(true);
      timeline.changing().lock();
      try {
        return Conflicts.cover(timeline.view().generations(), transaction.sequence())
            || flushes.get() - before > HISTORY_MAX;
      } finally {
        timeline.changing().unlock();
        snapshots.remove(transaction);
      }
    }

    @Operation
    public void flush() {
      working.lock();
      try {
        Generation sealed = seal();
        if (sealed != null) {
          replaceFlushed(sealed);
          deleteFiles();
        }
      } finally {
        working.unlock();
      }
    }

    private Generation seal() {
      timeline.changing().lock();
      try {
        View view = timeline.view();
        if (view.active().lastSequence() == view.active().follows()) {
          return null;
        }
        timeline.replace(view.withSealed());
        return view.active();
      } finally {
        timeline.changing().unlock();
      }
    }

    private void replaceFlushed(Generation sealed) {
      timeline.changing().lock();
      try {
        View view = timeline.view();
        View.Flushed flushed = new View.Flushed(sealed.lastSequence(), view.catalog(), Map.of());
        List<Generation> history =
            Maintenance.history(view.history(), sealed, snapshots.oldestTransaction());
        flushes.incrementAndGet();
        timeline.replace(view.withFlushed(flushed, history));
      } finally {
        timeline.changing().unlock();
      }
    }

    private void deleteFiles() {
      Set<Long> needed = new HashSet<>();
      for (OpenSnapshot snapshot : snapshots.all()) {
        needed.add(snapshot.view().flushed().sequence());
      }
      long current = timeline.view().flushed().sequence();
      for (long sequence = 0; sequence < current; sequence++) {
        if (!needed.contains(sequence)) {
          deleted.add(sequence);
        }
      }
    }
  }

  /** The control: a snapshot does not look whether the view was replaced meanwhile. */
  public static class WithoutASecondLook extends Files {
    @Override
    OpenSnapshot open(boolean transaction) {
      Moment moment = timeline().now();
      OpenSnapshot snapshot =
          new OpenSnapshot(
              lease(transaction), moment.view(), moment.sequence(), ReadTime.BEFORE_ALL);
      snapshots().add(snapshot);
      return snapshot;
    }
  }

  /** What it should be. */
  public static class Sequential {

    private long sequence;

    public long commit() {
      return ++sequence;
    }

    public long read() {
      return sequence;
    }

    public boolean transact() {
      return true;
    }

    public void flush() {}
  }

  /** The programs in which most can go wrong come in any case, and a few others by chance. */
  private static ModelCheckingOptions modelChecking() {
    return new ModelCheckingOptions()
        .iterations(4)
        .invocationsPerIteration(300)
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(1)
        .addCustomScenario(whileFlushing("read"))
        .addCustomScenario(whileFlushing("transact"))
        .addGuarantee(
            forClasses(
                    ConcurrentHashMap.class.getName(),
                    ConcurrentHashMap.KeySetView.class.getName(),
                    View.class.getName(),
                    Generation.class.getName(),
                    Catalog.class.getName())
                .allMethods()
                .treatAsAtomic())
        .sequentialSpecification(Sequential.class);
  }

  private static ExecutionScenario whileFlushing(String reading) {
    return new ExecutionScenario(
        List.of(operation("commit")),
        List.of(
            List.of(operation(reading)),
            List.of(operation("flush"), operation("commit"), operation("flush"))),
        List.of(),
        null);
  }

  private static Actor operation(String name) {
    try {
      return new Actor(Files.class.getMethod(name), List.of());
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void snapshotsSeeEveryCommitAndFindTheirFilesUnderStress() {
    new StressOptions()
        .iterations(30)
        .invocationsPerIteration(2_000)
        .threads(3)
        .actorsPerThread(3)
        .actorsBefore(2)
        .actorsAfter(1)
        .sequentialSpecification(Sequential.class)
        .check(Files.class);
  }

  @Test
  void snapshotsSeeEveryCommitAndFindTheirFilesInEachInterleaving() {
    modelChecking().check(Files.class);
  }

  @Test
  void whoLooksOnlyOnceIsFoundOut() {
    assertThatThrownBy(
            () -> modelChecking().minimizeFailedScenario(false).check(WithoutASecondLook.class))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining("Invalid execution results");
  }
}
