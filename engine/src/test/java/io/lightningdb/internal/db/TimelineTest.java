package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Lightning;
import io.lightningdb.SnapshotStatistics.Kind;
import io.lightningdb.internal.memtable.Generation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The moments of a few nanoseconds in which the view is replaced. */
class TimelineTest {

  private static View view() {
    return new View(
        new Generation(0),
        List.of(),
        new View.Flushed(0, Catalog.EMPTY, Map.of()),
        List.of(),
        Catalog.EMPTY);
  }

  private static void sealAndCommit(Timeline timeline) {
    timeline.changing().lock();
    try {
      timeline.replace(timeline.view().withSealed());
      timeline.publish(timeline.view(), timeline.now().sequence() + 1);
    } finally {
      timeline.changing().unlock();
    }
  }

  @Test
  void whatAReaderHasStaysAsItWas() {
    Timeline timeline = new Timeline(view(), 0);
    Moment before = timeline.now();
    sealAndCommit(timeline);
    assertThat(before.sequence()).isZero();
    assertThat(before.view().is(timeline.view())).isFalse();
    assertThat(timeline.now().sequence()).isEqualTo(1);
  }

  @Test
  void aSnapshotIsNeverOfAViewThatWasReplacedBeforeItWasRegistered() {
    Timeline timeline = new Timeline(view(), 0);
    boolean[] changed = {false};
    SnapshotRegistry snapshots =
        new SnapshotRegistry(() -> 0) {
          @Override
          void add(OpenSnapshot snapshot) {
            if (!changed[0]) {
              // Whoever deletes files has looked for snapshots and found none.
              changed[0] = true;
              sealAndCommit(timeline);
            }
            super.add(snapshot);
          }
        };
    try (Session session = (Session) Lightning.openInMemory()) {
      Lease lease = session.engine().leases().begin(session, Kind.TRANSACTION);
      OpenSnapshot snapshot = snapshots.open(timeline, lease);
      assertThat(snapshot.view().is(timeline.view())).isTrue();
      assertThat(snapshots.all()).containsExactly(snapshot);
      assertThat(snapshots.oldestTransaction()).isEqualTo(1);
    }
  }
}
