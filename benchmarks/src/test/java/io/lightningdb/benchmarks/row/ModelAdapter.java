package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.store.EntryVisitor;
import io.lightningdb.benchmarks.store.Store;
import io.lightningdb.benchmarks.store.StoreAdapter;
import io.lightningdb.benchmarks.store.StoreReader;
import io.lightningdb.benchmarks.store.StoreWriter;
import io.lightningdb.benchmarks.store.Survives;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** A sorted map with a file of all that was committed, which can be told to cheat. */
final class ModelAdapter implements StoreAdapter {

  /** How it cheats. */
  enum Cheat {
    NONE,
    FORGETS_AN_ENTRY,
    ANSWERS_WITH_OTHER_BYTES,
    LOSES_WHAT_IS_PUT_FIRST,
    LOSES_OVERWRITES_OF_AN_ENTRY,
    FINDS_WHAT_IS_NOT_THERE,
    SCANS_TOO_FAR,
    SKIPS_IN_SHORT_SCANS,
    LOSES_ENTRIES_WHEN_COMPACTED,
    LOSES_WHAT_IS_NOT_CLOSED
  }

  private static final String FILE = "commits";
  private static final String OPEN = "open";

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
  public boolean compressesAsUsual() {
    return true;
  }

  @Override
  public boolean takesPartInLongRows() {
    return true;
  }

  @Override
  public Store open(Path directory, Survives survives, Plan plan) {
    try {
      return new Model(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean compact(Path directory, Plan plan) {
    try {
      NavigableMap<byte[], byte[]> map = read(directory);
      if (cheat == Cheat.LOSES_ENTRIES_WHEN_COMPACTED) {
        map.pollFirstEntry();
      }
      Files.delete(directory.resolve(FILE));
      try (DataOutputStream out = out(directory)) {
        for (Map.Entry<byte[], byte[]> entry : map.entrySet()) {
          write(out, entry.getKey(), entry.getValue());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return true;
  }

  private static DataOutputStream out(Path directory) throws IOException {
    return new DataOutputStream(
        new BufferedOutputStream(
            Files.newOutputStream(
                directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.APPEND)));
  }

  private static void write(DataOutputStream out, byte[] key, byte[] value) throws IOException {
    out.writeInt(key.length);
    out.writeInt(value.length);
    out.write(key);
    out.write(value);
  }

  private static NavigableMap<byte[], byte[]> read(Path directory) throws IOException {
    NavigableMap<byte[], byte[]> map = new ConcurrentSkipListMap<>(Arrays::compareUnsigned);
    Path file = directory.resolve(FILE);
    if (Files.exists(file)) {
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
        while (in.available() > 0) {
          byte[] key = new byte[in.readInt()];
          byte[] value = new byte[in.readInt()];
          in.readFully(key);
          in.readFully(value);
          map.put(key, value);
        }
      }
    }
    return map;
  }

  private final class Model implements Store {

    private final NavigableMap<byte[], byte[]> map;
    private final Path directory;
    private final DataOutputStream out;
    private byte @Nullable [] lost;

    Model(Path directory) throws IOException {
      this.directory = directory;
      map = read(directory);
      Path open = directory.resolve(OPEN);
      if (Files.exists(open) && cheat == Cheat.LOSES_WHAT_IS_NOT_CLOSED) {
        map.pollLastEntry();
      }
      Files.deleteIfExists(open);
      Files.createFile(open);
      out = out(directory);
    }

    synchronized void commit(List<byte[]> batch) {
      try {
        for (int i = 0; i < batch.size(); i += 2) {
          byte[] key = batch.get(i);
          if (loses(key)) {
            continue;
          }
          map.put(key, batch.get(i + 1));
          write(out, key, batch.get(i + 1));
        }
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private boolean loses(byte[] key) {
      if (lost == null && cheat == Cheat.LOSES_WHAT_IS_PUT_FIRST) {
        lost = key;
      }
      return switch (cheat) {
        case LOSES_WHAT_IS_PUT_FIRST -> Arrays.equals(key, lost);
        case LOSES_OVERWRITES_OF_AN_ENTRY -> !map.isEmpty() && Arrays.equals(key, map.firstKey());
        default -> false;
      };
    }

    @Override
    public StoreWriter writer() {
      return new Writer(this);
    }

    @Override
    public StoreReader reader() {
      return new Reader(map);
    }

    @Override
    public void close() {
      try {
        out.close();
        Files.delete(directory.resolve(OPEN));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Writer implements StoreWriter {

    private final Model model;
    private final List<byte[]> batch = new ArrayList<>();

    Writer(Model model) {
      this.model = model;
    }

    @Override
    public void put(byte[] key, byte[] value) {
      batch.add(key.clone());
      batch.add(value.clone());
    }

    @Override
    public void commit() {
      model.commit(batch);
      batch.clear();
    }

    @Override
    public void close() {}
  }

  private final class Reader implements StoreReader {

    private final NavigableMap<byte[], byte[]> map;

    Reader(NavigableMap<byte[], byte[]> map) {
      this.map = map;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      byte[] value = map.get(key);
      if (value == null) {
        return cheat == Cheat.FINDS_WHAT_IS_NOT_THERE ? map.firstEntry().getValue() : null;
      }
      return answer(key, value);
    }

    @Override
    public void scan(EntryVisitor visitor) {
      visit(map, Integer.MAX_VALUE, visitor);
    }

    @Override
    public void scan(byte[] from, int limit, EntryVisitor visitor) {
      boolean skips = cheat == Cheat.SKIPS_IN_SHORT_SCANS;
      boolean runsOn = cheat == Cheat.SCANS_TOO_FAR;
      visit(map.tailMap(from, !skips), runsOn ? limit + 1 : limit, visitor);
    }

    private void visit(Map<byte[], byte[]> entries, int limit, EntryVisitor visitor) {
      int count = 0;
      for (Map.Entry<byte[], byte[]> entry : entries.entrySet()) {
        byte[] answer = answer(entry.getKey(), entry.getValue());
        if (answer != null && count++ < limit) {
          byte[] key = entry.getKey().clone();
          visitor.visit(key, key.length, answer, answer.length);
        }
      }
    }

    private byte @Nullable [] answer(byte[] key, byte[] value) {
      if (!Arrays.equals(key, map.lastKey())) {
        return value.clone();
      }
      return switch (cheat) {
        case FORGETS_AN_ENTRY -> null;
        case ANSWERS_WITH_OTHER_BYTES -> {
          byte[] other = value.clone();
          other[other.length - 1]++;
          yield other;
        }
        default -> value.clone();
      };
    }

    @Override
    public void close() {}
  }
}
