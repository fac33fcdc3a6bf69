package io.lightningdb.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.io.WritableFile;
import io.lightningdb.internal.testing.ForwardingDisk;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LogTest {

  /** Does something, once, at the end of the next sync of a file, before that returns. */
  private static final class DiskWithLateSync extends ForwardingDisk {

    interface Action {
      void run() throws IOException;
    }

    private Action action = () -> {};

    DiskWithLateSync(SimulatedDisk disk) {
      super(disk);
    }

    void afterNextSync(Action newAction) {
      action = newAction;
    }

    @Override
    protected WritableFile wrap(String name, WritableFile file) {
      return new ForwardingFile(file) {
        @Override
        public void sync() throws IOException {
          super.sync();
          Action now = action;
          action = () -> {};
          now.run();
        }
      };
    }
  }

  @Test
  void whatFillsASegmentWhileItIsSyncedIsSyncedToo() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    DiskWithLateSync late = new DiskWithLateSync(disk);
    TestLog test = new TestLog(late);
    try (Log log = test.create()) {
      test.append();
      late.afterNextSync(test::fillSegment);
      log.awaitSynced(1);
      long last = log.lastAppended();
      assertThat(last).isGreaterThan(5);
      log.awaitSynced(last);
      SimulatedDisk image = disk.afterPowerFailure(Survival.NOTHING, new Seed(1));
      LogRecovery recovery = new LogRecovery(image, TestLog.DATABASE, 1, 1, 0);
      assertThat(recovery.lastSequence()).isEqualTo(last);
      assertThat(TestLog.replay(recovery)).hasSize((int) last);
    }
  }
}
