package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.store.EntryVisitor;
import io.lightningdb.benchmarks.store.Store;
import io.lightningdb.benchmarks.store.StoreAdapter;
import io.lightningdb.benchmarks.store.StoreReader;
import io.lightningdb.benchmarks.store.StoreWriter;
import io.lightningdb.benchmarks.store.Survives;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Sorted maps that outlive their stores, and can be told to cheat. */
final class ModelAdapter implements StoreAdapter {

  /** How it cheats. */
  enum Cheat {
    NONE,
    FORGETS_AN_ENTRY,
    ANSWERS_WITH_OTHER_BYTES,
    LOSES_A_COMMIT
  }

  private final Map<Path, NavigableMap<byte[], byte[]>> maps = new ConcurrentHashMap<>();
  private final Cheat cheat;

  ModelAdapter(Cheat cheat) {
    this.cheat = cheat;
  }

  @Override
  public String id() {
    return "model";
  }

  @Override
  public String title() {
    return "Model";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public String settings(Plan plan) {
    return "none";
  }

  @Override
  public String promise(Survives survives) {
    return "none";
  }

  @Override
  public Store open(Path directory, Survives survives, Plan plan) {
    return new Model(
        maps.computeIfAbsent(
            directory, path -> new ConcurrentSkipListMap<>(Arrays::compareUnsigned)));
  }

  private final class Model implements Store, StoreWriter, StoreReader {

    private final NavigableMap<byte[], byte[]> map;
    private final AtomicBoolean committed = new AtomicBoolean();

    Model(NavigableMap<byte[], byte[]> map) {
      this.map = map;
    }

    @Override
    public StoreWriter writer() {
      return this;
    }

    @Override
    public StoreReader reader() {
      return this;
    }

    @Override
    public void put(byte[] key, byte[] value) {
      map.put(key.clone(), value.clone());
    }

    @Override
    public void commit() {
      if (cheat == Cheat.LOSES_A_COMMIT && committed.compareAndSet(false, true)) {
        map.pollFirstEntry();
      }
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      byte[] value = map.get(key);
      return value == null ? null : answer(key, value);
    }

    @Override
    public void scan(EntryVisitor visitor) {
      map.forEach(
          (key, value) -> {
            byte[] answer = answer(key, value);
            if (answer != null) {
              visitor.visit(key.clone(), answer);
            }
          });
    }

    @Override
    public void scan(byte[] from, int count, EntryVisitor visitor) {
      int left = count;
      for (Map.Entry<byte[], byte[]> entry : map.tailMap(from, true).entrySet()) {
        byte[] answer = left-- > 0 ? answer(entry.getKey(), entry.getValue()) : null;
        if (answer != null) {
          visitor.visit(entry.getKey().clone(), answer);
        }
      }
    }

    private byte @Nullable [] answer(byte[] key, byte[] value) {
      if (!Arrays.equals(key, map.lastKey())) {
        return value.clone();
      }
      return switch (cheat) {
        case NONE, LOSES_A_COMMIT -> value.clone();
        case FORGETS_AN_ENTRY -> null;
        case ANSWERS_WITH_OTHER_BYTES -> {
          byte[] other = value.clone();
          other[other.length - 1]++;
          yield other;
        }
      };
    }

    @Override
    public void close() {}
  }
}
