package io.lightningdb.internal.testing;

import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.WritableFile;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** A disk whose syncs can be made to take until further notice. */
public final class BlockingDisk extends ForwardingDisk {

  private final CountDownLatch blocked = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile boolean blocking;

  public BlockingDisk(Disk disk) {
    super(disk);
  }

  public void blockSyncs() {
    blocking = true;
  }

  /** Waits until somebody waits for a sync. */
  public void awaitBlocked() {
    try {
      blocked.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public void unblock() {
    blocking = false;
    released.countDown();
  }

  @Override
  protected WritableFile wrap(String name, WritableFile file) {
    return new ForwardingFile(file) {
      @Override
      public void sync() throws IOException {
        if (blocking) {
          blocked.countDown();
          try {
            released.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        }
        super.sync();
      }
    };
  }
}
