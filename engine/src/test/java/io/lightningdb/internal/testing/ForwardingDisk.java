package io.lightningdb.internal.testing;

import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.ReadableFile;
import io.lightningdb.internal.io.WritableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Passes everything on to another disk, but for what a subclass does otherwise. */
public class ForwardingDisk implements Disk {

  private final Disk disk;

  public ForwardingDisk(Disk disk) {
    this.disk = disk;
  }

  /** Returns what writers of {@code file}, which has this name, are given in its place. */
  protected WritableFile wrap(String name, WritableFile file) {
    return file;
  }

  @Override
  public List<String> list() throws IOException {
    return disk.list();
  }

  @Override
  public WritableFile create(String name) throws IOException {
    return wrap(name, disk.create(name));
  }

  @Override
  public WritableFile openForWriting(String name) throws IOException {
    return wrap(name, disk.openForWriting(name));
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

  /** Passes everything on to another file, but for what a subclass does otherwise. */
  public static class ForwardingFile implements WritableFile {

    private final WritableFile file;

    public ForwardingFile(WritableFile file) {
      this.file = file;
    }

    @Override
    public void write(long position, byte[] from, int offset, int length) throws IOException {
      file.write(position, from, offset, length);
    }

    @Override
    public void truncate(long length) throws IOException {
      file.truncate(length);
    }

    @Override
    public void sync() throws IOException {
      file.sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
