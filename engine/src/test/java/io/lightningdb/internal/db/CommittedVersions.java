package io.lightningdb.internal.db;

import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.WritableFile;
import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.memtable.Memtable;
import io.lightningdb.internal.testing.ForwardingDisk;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/*
 * Memtables have every version with its sequence, but for long values. A generation is among those of
 * the view while it is flushed, and what is flushed goes into a file that is made before.
 */
/** Every version that keys have had, in the order of the commits. */
final class CommittedVersions {

  private final Set<Generation> generations = ConcurrentHashMap.newKeySet();

  /** Notes what is in memory just now. */
  private void note(View view) {
    generations.addAll(view.generations());
  }

  /**
   * Opens a database whose commits are all noted from here on.
   *
   * @param opener opens it on the disk that it is given
   */
  Session open(Disk disk, Function<Disk, Session> opener) {
    Session[] opened = {null};
    Supplier<View> view = () -> opened[0] == null ? null : opened[0].engine().timeline().view();
    opened[0] =
        opener.apply(
            new ForwardingDisk(disk) {
              @Override
              public WritableFile create(String name) throws IOException {
                View current = view.get();
                if (current != null) {
                  note(current);
                }
                return super.create(name);
              }
            });
    note(view.get());
    return opened[0];
  }

  /** Returns the values that a key has had, oldest first, each of them once. */
  List<byte[]> of(KeyspaceId keyspace, byte[] key) {
    Map<Long, byte[]> versions = new TreeMap<>();
    for (Generation generation : generations) {
      Memtable memtable = generation.memtable(keyspace);
      if (memtable != null) {
        addVersions(memtable, key, generation.follows(), versions);
      }
    }
    return List.copyOf(versions.values());
  }

  private static void addVersions(
      Memtable memtable, byte[] key, long follows, Map<Long, byte[]> versions) {
    for (long sequence = memtable.newestSequence(key); sequence > follows; ) {
      byte[] value = value(memtable, key, sequence);
      versions.put(sequence, value);
      sequence = sequenceBefore(memtable, key, follows, sequence);
    }
  }

  /** Returns the sequence of the version before one, or {@code follows} if there is none. */
  private static long sequenceBefore(Memtable memtable, byte[] key, long follows, long sequence) {
    byte[] before = value(memtable, key, sequence - 1);
    if (before == null) {
      return follows;
    }
    long low = follows + 1;
    long high = sequence - 1;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (Arrays.equals(value(memtable, key, middle), before)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static byte[] value(Memtable memtable, byte[] key, long sequence) {
    try {
      return memtable.get(key, sequence, ReadTime.BEFORE_ALL);
    } catch (IOException e) {
      throw new AssertionError("a long value is not noted here", e);
    }
  }
}
