package io.lightningdb.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.base.Scheduler;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.io.WritableFile;
import io.lightningdb.internal.testing.ForwardingDisk;
import io.lightningdb.internal.testing.HoldingScheduler;
import io.lightningdb.internal.testing.InlineScheduler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EarlyWriteBackTest {

  private static final int PORTION = EarlyWriteBack.PORTION_BYTES;

  private final List<String> done = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private IOException failure;

  private WritableFile file(String name) {
    try {
      return new ForwardingDisk.ForwardingFile(new MemoryDisk().create(name)) {
        @Override
        public void writeBack(long from, long to) throws IOException {
          done.add(name + " " + from + " to " + to);
          if (failure != null) {
            throw failure;
          }
        }
      };
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private EarlyWriteBack on(Scheduler scheduler) {
    return new EarlyWriteBack(scheduler, failures::add);
  }

  @Test
  void whatIsFullIsBroughtToTheDeviceInPortions() {
    EarlyWriteBack early = on(new InlineScheduler());
    WritableFile file = file("a");
    for (int end = PORTION + 100; end < 4 * PORTION; end += 1_000) {
      early.written(file, end);
    }
    assertThat(done)
        .containsExactly(
            "a %d to %d".formatted(PORTION, 2 * PORTION),
            "a %d to %d".formatted(2 * PORTION, 3 * PORTION));
    assertThat(failures).isEmpty();
  }

  @Test
  void anotherFileBeginsAnew() {
    EarlyWriteBack early = on(new InlineScheduler());
    WritableFile file = file("a");
    early.written(file, 10);
    early.written(file, PORTION - 1);
    WritableFile next = file("b");
    early.written(next, 10);
    early.written(next, PORTION + 10);
    assertThat(done).containsExactly("b 0 to " + PORTION);
  }

  @Test
  void aFileThatIsUsedAgainBeginsAnew() {
    EarlyWriteBack early = on(new InlineScheduler());
    WritableFile file = file("a");
    early.written(file, 0);
    early.written(file, 2 * PORTION);
    early.written(file, 10);
    early.written(file, PORTION);
    assertThat(done).containsExactly("a 0 to " + 2 * PORTION, "a 0 to " + PORTION);
  }

  @Test
  void whatIsNotComeToIsLeftToTheSync() {
    HoldingScheduler scheduler = new HoldingScheduler();
    EarlyWriteBack early = on(scheduler);
    WritableFile file = file("a");
    for (int portion = 0; portion <= 3; portion++) {
      early.written(file, (long) portion * PORTION);
    }
    scheduler.runAll();
    assertThat(done).containsExactly("a %d to %d".formatted(2 * PORTION, 3 * PORTION));
  }

  @Test
  void aFailureIsToldOf() {
    EarlyWriteBack early = on(new InlineScheduler());
    WritableFile file = file("a");
    failure = new IOException("planted");
    early.written(file, 0);
    early.written(file, PORTION);
    assertThat(failures).containsExactly(failure);
  }
}
