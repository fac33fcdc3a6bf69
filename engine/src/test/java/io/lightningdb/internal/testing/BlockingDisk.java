package io.lightningdb.internal.testing;

import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.ReadableFile;
import io.lightningdb.internal.io.WritableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A disk whose syncs can be made to take until further notice. */
public final class BlockingDisk implements Disk {

  private final Disk disk;
  private final CountDownLatch blocked = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile boolean blocking;

  public BlockingDisk(Disk disk) {
    this.disk = disk;
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

  private WritableFile wrap(WritableFile file) {
    return new WritableFile() {
      @Override
      public void write(long position, byte[] from, int offset, int length) throws IOException {
        file.write(position, from, offset, length);
      }

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
        file.sync();
      }

      @Override
      public void close() throws IOException {
        file.close();
      }
    };
  }

  @Override
  public List<String> list() throws IOException {
    return disk.list();
  }

  @Override
  public WritableFile create(String name) throws IOException {
    return wrap(disk.create(name));
  }

  @Override
  public WritableFile openForWriting(String name) throws IOException {
    return wrap(disk.openForWriting(name));
  }

  @Override
  public ReadableFile openForReading(String name) throws IOException {
    return disk.openForReading(name);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void delete(String name) throws IOException {
    disk.delete(name);
  }

  @Override
  public void syncDirectory() throws IOException {
    disk.syncDirectory();
  }

  @Override
  public Optional<Path> directory() {
    return disk.directory();
  }

  @Override
  public void close() throws IOException {
    disk.close();
  }
}
