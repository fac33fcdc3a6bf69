package io.lightningdb.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  /** Runs out of memory in the next write, as the JDK does where it copies what is written. */
  private static final class DiskWithoutMemory extends ForwardingDisk {

    private boolean failing;

    DiskWithoutMemory(SimulatedDisk disk) {
      super(disk);
    }

    @Override
    protected WritableFile wrap(String name, WritableFile file) {
      return new ForwardingFile(file) {
        @Override
        public void write(long position, byte[] from, int offset, int length) throws IOException {
          if (failing) {
            failing = false;
            throw new OutOfMemoryError("no memory for a copy");
          }
          super.write(position, from, offset, length);
        }
      };
    }
  }

  @Test
  void aWriteThatFindsNoMemoryEndsTheLogRatherThanLeaveAHole() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    DiskWithoutMemory failing = new DiskWithoutMemory(disk);
    TestLog test = new TestLog(failing);
    Log log = test.create();
    log.awaitSynced(test.append());
    test.append();
    failing.failing = true;
    assertThatThrownBy(() -> log.awaitWritten(2)).isInstanceOf(OutOfMemoryError.class);
    assertThatThrownBy(test::append)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no memory for a copy");
    assertThatThrownBy(() -> log.awaitSynced(2)).isInstanceOf(IOException.class);
    assertThatThrownBy(log::close).isInstanceOf(IOException.class);
    assertThat(disk.openHandles()).isEmpty();
    assertThat(test.recover(1, 0).lastSequence()).isEqualTo(1);
  }
}
