package io.lightningdb.benchmarks.store;

import io.lightningdb.benchmarks.measure.Plan;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;

/** MapDB: a B-link tree of Java objects in a file. */
final class MapDbAdapter implements StoreAdapter {

  /*
   * Without transactionEnable a killed process leaves a file that nobody promises anything about, so
   * it stays on. In that mode the store keeps no compaction: StoreWAL.compact() is empty in 3.1.0.
   */
  private static final String FILE = "store.mapdb";
  private static final String MAP = "entries";

  /** Larger values would make nodes of megabytes. */
  private static final int VALUE_BYTES_IN_NODES_MAX = 4096;

  @Override
  public String id() {
    return "mapdb";
  }

  @Override
  public String title() {
    return "MapDB";
  }

  @Override
  public String version() {
    return Versions.of(id());
  }

  @Override
  public String settings(Plan plan) {
    return "fileDB, fileMmapEnable, transactionEnable, which has a log; treeMap with"
        + " Serializer.BYTE_ARRAY for keys and values, which copies neither, so that is done here;"
        + " values of more than "
        + VALUE_BYTES_IN_NODES_MAX
        + " bytes outside of the nodes; no cache but the operating system's, as MapDB has none for"
        + " trees; scans are not as of one moment, as its trees have no snapshots";
  }

  @Override
  public String promise(Survives survives) {
    return switch (survives) {
      case PROCESS_END ->
          "commit() with fileSyncDisable: the file is not synced, but its log is all the same, for"
              + " which MapDB has no switch: more than was asked for. A commit is for all threads"
              + " at once.";
      case POWER_FAILURE ->
          "commit(): log and file are synced before it returns. A commit is for all threads at"
              + " once, and each makes syncs of its own.";
    };
  }

  @Override
  public Store open(Path directory, Survives survives, Plan plan) {
    DBMaker.Maker maker =
        DBMaker.fileDB(directory.resolve(FILE).toFile()).fileMmapEnable().transactionEnable();
    if (survives == Survives.PROCESS_END) {
      maker.fileSyncDisable();
    }
    DB database = maker.make();
    DB.TreeMapMaker<byte[], byte[]> treeMap =
        database.treeMap(MAP, Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY);
    if (plan.valueBytes() > VALUE_BYTES_IN_NODES_MAX) {
      treeMap.valuesOutsideNodesEnable();
    }
    return new MapDbStore(database, treeMap.createOrOpen());
  }

  private static final class MapDbStore implements Store {

    private final DB database;
    private final BTreeMap<byte[], byte[]> map;

    MapDbStore(DB database, BTreeMap<byte[], byte[]> map) {
      this.database = database;
      this.map = map;
    }

    @Override
    public StoreWriter writer() {
      return new Writer(database, map);
    }

    @Override
    public StoreReader reader() {
      return new Reader(map);
    }

    @Override
    public void close() {
      database.close();
    }
  }

  private static final class Writer implements StoreWriter {

    private final DB database;
    private final BTreeMap<byte[], byte[]> map;

    Writer(DB database, BTreeMap<byte[], byte[]> map) {
      this.database = database;
      this.map = map;
    }

    @Override
    public void put(byte[] key, byte[] value) {
      map.put(key.clone(), value.clone());
    }

    @Override
    public void commit() {
      database.commit();
    }

    @Override
    public void close() {}
  }

  private static final class Reader implements StoreReader {

    private final BTreeMap<byte[], byte[]> map;

    Reader(BTreeMap<byte[], byte[]> map) {
      this.map = map;
    }

    /** Each read makes new arrays out of the file's bytes, so there is nothing left to copy. */
    @Override
    public byte @Nullable [] get(byte[] key) {
      return map.get(key);
    }

    @Override
    public void scan(EntryVisitor visitor) {
      visit(map.entryIterator(), Long.MAX_VALUE, visitor);
    }

    @Override
    public void scan(byte[] from, int limit, EntryVisitor visitor) {
      visit(map.entryIterator(from, true, null, false), limit, visitor);
    }

    private static void visit(
        Iterator<Map.Entry<byte[], byte[]>> entries, long limit, EntryVisitor visitor) {
      for (long i = 0; i < limit && entries.hasNext(); i++) {
        Map.Entry<byte[], byte[]> entry = entries.next();
        byte[] key = entry.getKey();
        byte[] value = entry.getValue();
        visitor.visit(key, key.length, value, value.length);
      }
    }

    @Override
    public void close() {}
  }
}
