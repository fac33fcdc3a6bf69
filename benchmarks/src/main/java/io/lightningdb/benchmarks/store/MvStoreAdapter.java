package io.lightningdb.benchmarks.store;

import io.lightningdb.benchmarks.measure.Compress;
import io.lightningdb.benchmarks.measure.Plan;
import java.nio.file.Path;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreTool;
import org.h2.mvstore.type.ByteArrayDataType;
import org.jspecify.annotations.Nullable;

/** MVStore, the store beneath the H2 database. */
final class MvStoreAdapter implements StoreAdapter {

  /*
   * MVStore's own background thread stays on, because it is that thread which reclaims space. It
   * commits too, but only when nobody has for a second. Commits because a buffer is full are
   * switched off: they would come in the middle of a batch.
   */
  private static final String FILE = "store.mv";
  private static final String MAP = "entries";

  @Override
  public String id() {
    return "mvstore";
  }

  @Override
  public String title() {
    return "H2 MVStore";
  }

  @Override
  public String version() {
    return Versions.of(id());
  }

  @Override
  public String settings(Plan plan) {
    return "cacheSize("
        + plan.cacheMib()
        + "); autoCommitBufferSize(0), so that no commit comes in the middle of a batch; the rest"
        + " as it comes: background thread on, no compression but in the rows about"
        + " compressed data; keys and values as byte arrays with"
        + " ByteArrayDataType, copied going in and coming out";
  }

  @Override
  public String promise(Survives survives) {
    return switch (survives) {
      case PROCESS_END ->
          "commit(): the file's new chunk is handed to the operating system before it returns, and"
              + " so survives the end of the process. A power failure can lose what the operating"
              + " system had not written yet. A batch is there whole or not at all, unless the"
              + " background thread, which commits what waits for a second, comes in between.";
      case POWER_FAILURE ->
          "commit() and then sync(), which is FileChannel.force(true): the chunk is on the device."
              + " Threads can share a commit, and each makes a sync of its own.";
    };
  }

  @Override
  public boolean compact(Path directory, Plan plan) {
    MVStoreTool.compact(directory.resolve(FILE).toString(), compresses(plan));
    return true;
  }

  @Override
  public Store open(Path directory, Survives survives, Plan plan) {
    MVStore.Builder builder =
        new MVStore.Builder()
            .fileName(directory.resolve(FILE).toString())
            .cacheSize(plan.cacheMib())
            .autoCommitBufferSize(0);
    MVStore store = (compresses(plan) ? builder.compress() : builder).open();
    MVMap<byte[], byte[]> map =
        store.openMap(
            MAP,
            new MVMap.Builder<byte[], byte[]>()
                .keyType(ByteArrayDataType.INSTANCE)
                .valueType(ByteArrayDataType.INSTANCE));
    return new OpenMvStore(store, map, survives == Survives.POWER_FAILURE);
  }

  /** It does not by itself. */
  private static boolean compresses(Plan plan) {
    return plan.compress() == Compress.WHERE_POSSIBLE;
  }

  private static final class OpenMvStore implements Store {

    private final MVStore store;
    private final MVMap<byte[], byte[]> map;
    private final boolean synced;

    OpenMvStore(MVStore store, MVMap<byte[], byte[]> map, boolean synced) {
      this.store = store;
      this.map = map;
      this.synced = synced;
    }

    @Override
    public StoreWriter writer() {
      return new Writer(store, map, synced);
    }

    @Override
    public StoreReader reader() {
      return new Reader(map);
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private static final class Writer implements StoreWriter {

    private final MVStore store;
    private final MVMap<byte[], byte[]> map;
    private final boolean synced;

    Writer(MVStore store, MVMap<byte[], byte[]> map, boolean synced) {
      this.store = store;
      this.map = map;
      this.synced = synced;
    }

    @Override
    public void put(byte[] key, byte[] value) {
      map.put(key.clone(), value.clone());
    }

    @Override
    public void commit() {
      store.commit();
      if (synced) {
        store.sync();
      }
    }

    @Override
    public void close() {}
  }

  private static final class Reader implements StoreReader {

    private final MVMap<byte[], byte[]> map;

    Reader(MVMap<byte[], byte[]> map) {
      this.map = map;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      byte[] value = map.get(key);
      return value == null ? null : value.clone();
    }

    @Override
    public void scan(EntryVisitor visitor) {
      Cursor<byte[], byte[]> cursor = map.cursor(null);
      EntryCopy copy = copyOf(cursor);
      while (cursor.hasNext()) {
        cursor.next();
        copy.giveTo(visitor);
      }
    }

    /** What a cursor shows are the arrays of the map. */
    private static EntryCopy copyOf(Cursor<byte[], byte[]> cursor) {
      return new EntryCopy(
          into -> EntryCopy.copy(cursor.getKey(), into),
          into -> EntryCopy.copy(cursor.getValue(), into));
    }

    @Override
    public void scan(byte[] from, int limit, EntryVisitor visitor) {
      Cursor<byte[], byte[]> cursor = map.cursor(from);
      EntryCopy copy = copyOf(cursor);
      for (int i = 0; i < limit && cursor.hasNext(); i++) {
        cursor.next();
        copy.giveTo(visitor);
      }
    }

    @Override
    public void close() {}
  }
}
