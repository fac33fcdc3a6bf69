package io.lightningdb.internal.testing;

import io.lightningdb.internal.base.KeyRanges;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.io.ReadableFile;
import io.lightningdb.internal.store.BlockCache;
import io.lightningdb.internal.store.BlockFile;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.Compaction;
import io.lightningdb.internal.store.KeyspaceStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Files of blocks for tests, and what goes into and out of stores in one call. */
public final class TestFiles {

  public static final UUID DATABASE = new UUID(0x0123456789ABCDEFL, 0xFEDCBA9876543210L);

  private static final int FILE_BYTES_MAX = 16 * 1024;
  private static final long CACHE_BYTES = 64 * 1024;

  private final Disk disk;
  private final AtomicLong numbers = new AtomicLong(1);
  private final AtomicLong clock = new AtomicLong(1_700_000_000_000_000L);
  private final BlockCache cache;
  private final BlockFiles files;

  public TestFiles() {
    this(new MemoryDisk());
  }

  public TestFiles(Disk disk) {
    this(disk, FILE_BYTES_MAX);
  }

  public TestFiles(Disk disk, int fileBytesMax) {
    this(disk, fileBytesMax, CACHE_BYTES);
  }

  public TestFiles(Disk disk, int fileBytesMax, long cacheBytes) {
    this.disk = disk;
    this.cache = new BlockCache(cacheBytes);
    this.files =
        new BlockFiles(
            disk, DATABASE, cache, numbers::getAndIncrement, clock::incrementAndGet, fileBytesMax);
  }

  /** Lets time pass. */
  public void advance(Duration time) {
    clock.addAndGet(TimeUnit.MICROSECONDS.convert(time));
  }

  public Disk disk() {
    return disk;
  }

  public BlockFiles files() {
    return files;
  }

  public BlockCache cache() {
    return cache;
  }

  /** Returns {@code store} with changes made, of which null is a deletion. */
  public KeyspaceStore apply(KeyspaceStore store, NavigableMap<byte[], byte @Nullable []> changes)
      throws IOException {
    return apply(store, KeyRanges.NONE, changes);
  }

  /** Returns {@code store} without the keys of some ranges, and then with changes made. */
  public KeyspaceStore apply(
      KeyspaceStore store, KeyRanges deleted, NavigableMap<byte[], byte @Nullable []> changes)
      throws IOException {
    try (BlockOutput out = files.newOutput()) {
      KeyspaceStore changed = store.apply(deleted, new MapCursor(changes), out);
      out.finish();
      return changed;
    }
  }

  /** Returns {@code store} with nothing left in the files of these numbers. */
  public KeyspaceStore moveOut(KeyspaceStore store, Set<Long> leaving) throws IOException {
    try (BlockOutput out = files.newOutput()) {
      KeyspaceStore moved = store.moveOut(leaving, out);
      out.finish();
      return moved;
    }
  }

  /** Returns {@code store} without some of what has expired in it, where that is much. */
  public KeyspaceStore dropExpired(KeyspaceStore store, long bytesMax) throws IOException {
    try (BlockOutput out = files.newOutput()) {
      KeyspaceStore dropped = store.dropExpired(files.nowMicros(), bytesMax, out);
      out.finish();
      return dropped;
    }
  }

  /** Returns {@code store} with what {@code compaction}, which it made, does to it. */
  public KeyspaceStore compact(KeyspaceStore store, Compaction compaction) throws IOException {
    try (BlockOutput out = files.newOutput()) {
      Compaction.Change change = compaction.run(out);
      out.finish();
      return change.applyTo(store);
    }
  }

  /** Deletes all files but those that {@code stores} need. */
  public void deleteAllBut(KeyspaceStore... stores) throws IOException {
    for (BlockFile file : List.copyOf(files.files())) {
      boolean needed = false;
      for (KeyspaceStore store : stores) {
        needed |= store.fileUse().bytesByFile().containsKey(file.number());
      }
      if (!needed) {
        files.delete(file);
      }
    }
  }

  /** Returns what is in a file. */
  public static byte[] fileBytes(Disk disk, String name) throws IOException {
    try (ReadableFile file = disk.openForReading(name)) {
      byte[] bytes = new byte[(int) file.size()];
      file.read(0, bytes, 0, bytes.length);
      return bytes;
    }
  }

  /** Returns every rule that {@code store} breaks. */
  public static List<String> verify(KeyspaceStore store) throws IOException {
    List<String> problems = new ArrayList<>();
    store.verify(problems::add);
    return problems;
  }

  /** Returns what the manifest would have to say about {@code store}. */
  public static ByteReader encoded(KeyspaceStore store) {
    ByteWriter out = new ByteWriter(64);
    store.encode(out);
    return new ByteReader("a store", out.toByteArray());
  }
}
