package io.lightningdb.internal.testing;

import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.ReadableFile;
import io.lightningdb.internal.io.WritableFile;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** A {@link SimulatedDisk} for many threads, of which anyone may take images meanwhile. */
public final class SharedDisk implements Disk {

  private final SimulatedDisk disk;

  /** Fair, so that others get their turn between any two operations. */
  private final ReentrantLock lock = new ReentrantLock(true);

  public SharedDisk() {
    this(new SimulatedDisk());
  }

  /** Makes a disk of one that nobody else uses any more. */
  public SharedDisk(SimulatedDisk disk) {
    this.disk = disk;
  }

  private interface Action<T> {
    T run() throws IOException;
  }

  private <T> T locked(Action<T> action) throws IOException {
    lock.lock();
    try {
      return action.run();
    } finally {
      lock.unlock();
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private void alone(Step step) throws IOException {
    locked(
        () -> {
          step.run();
          return true;
        });
  }

  /** Returns a disk with what is on the device if the power fails now. */
  public SimulatedDisk afterPowerFailure(Survival survival, Seed seed) {
    lock.lock();
    try {
      return disk.afterPowerFailure(survival, seed);
    } finally {
      lock.unlock();
    }
  }

  /** Returns the names of the files that are open. */
  public List<String> openHandles() {
    return disk.openHandles();
  }

  @Override
  public List<String> list() throws IOException {
    return locked(disk::list);
  }

  @Override
  public WritableFile create(String name) throws IOException {
    return new OutputFile(locked(() -> disk.create(name)));
  }

  @Override
  public WritableFile openForWriting(String name) throws IOException {
    return new OutputFile(locked(() -> disk.openForWriting(name)));
  }

  @Override
  public ReadableFile openForReading(String name) throws IOException {
    return new InputFile(locked(() -> disk.openForReading(name)));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    alone(() -> disk.rename(from, to));
  }

  @Override
  public void delete(String name) throws IOException {
    alone(() -> disk.delete(name));
  }

  @Override
  public void syncDirectory() throws IOException {
    alone(disk::syncDirectory);
  }

  @Override
  public Optional<Path> directory() {
    return Optional.empty();
  }

  @Override
  public void close() {}

  private final class OutputFile implements WritableFile {

    private final WritableFile file;

    OutputFile(WritableFile file) {
      this.file = file;
    }

    @Override
    public void write(long position, byte[] from, int offset, int length) throws IOException {
      alone(() -> file.write(position, from, offset, length));
    }

    @Override
    public void truncate(long length) throws IOException {
      alone(() -> file.truncate(length));
    }

    @Override
    public void sync() throws IOException {
      alone(file::sync);
    }

    @Override
    public void close() throws IOException {
      alone(file::close);
    }
  }

  private final class InputFile implements ReadableFile {

    private final ReadableFile file;

    InputFile(ReadableFile file) {
      this.file = file;
    }

    @Override
    public long size() throws IOException {
      return locked(file::size);
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) throws IOException {
      alone(() -> file.read(position, into, offset, length));
    }

    @Override
    public void close() throws IOException {
      alone(file::close);
    }
  }
}
