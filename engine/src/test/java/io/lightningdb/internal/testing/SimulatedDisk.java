package io.lightningdb.internal.testing;

import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.ReadableFile;
import io.lightningdb.internal.io.WritableFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/*
 * Unsynced writes are kept apart from what is on the device, and so are unsynced directory entries.
 * An image of the disk after a power failure takes of both what it is told to take: nothing, all,
 * some, sector by sector. A deterministic fake for one thread at a time.
 */
/** A disk that promises what {@link Disk} promises, and not a byte more. */
public final class SimulatedDisk implements Disk {

  private static final int SECTOR_BYTES = 512;

  /** Told of every operation just before it takes effect; may throw to make it fail. */
  public interface Observer {
    void before(Operation operation) throws IOException;
  }

  /** What is about to be done, for observers. */
  public record Operation(long number, Kind kind, String file) {}

  /** The kinds of operations. */
  public enum Kind {
    CREATE,
    WRITE,
    TRUNCATE,
    SYNC,
    RENAME,
    DELETE,
    SYNC_DIRECTORY,
    OPEN,
    READ,
    LIST
  }

  /** What of the unsynced state is on the device after a power failure. */
  public enum Survival {
    /** Nothing that was not synced. */
    NOTHING,
    /** Everything. */
    EVERYTHING,
    /** All names, but no unsynced bytes. */
    NAMES_ONLY,
    /** All bytes, but no unsynced names. */
    BYTES_ONLY,
    /** Some writes, some names. */
    SOME,
    /** Some sectors of some writes, some names. */
    SOME_SECTORS,
    /** All names; files as long as they were, but with zeros for unsynced bytes. */
    ZEROS,
    /** All names, and all bytes but a part of the last write of each file. */
    TORN_LAST_WRITE
  }

  /** Something that was done to a file's bytes. */
  private interface Change {
    byte[] applyTo(byte[] bytes);
  }

  private record Write(long position, byte[] bytes) implements Change {
    @Override
    public byte[] applyTo(byte[] before) {
      return Content.patch(before, this);
    }
  }

  private record Truncation(long length) implements Change {
    @Override
    public byte[] applyTo(byte[] before) {
      return Arrays.copyOf(before, (int) Math.min(length, before.length));
    }
  }

  private static final class Content {
    private byte[] now = {};
    private byte[] synced = {};
    private final List<Change> unsynced = new ArrayList<>();

    /** Whether the file was or is being deleted: it is cut to nothing before its name goes. */
    private boolean cut;

    void apply(Change change) {
      now = change.applyTo(now);
    }

    static byte[] patch(byte[] bytes, Write write) {
      int end = (int) write.position + write.bytes.length;
      byte[] patched = end > bytes.length ? Arrays.copyOf(bytes, end) : bytes;
      System.arraycopy(write.bytes, 0, patched, (int) write.position, write.bytes.length);
      return patched;
    }
  }

  /** A change of names: each name gets a file, or none. */
  private record NameChange(Map<String, Optional<Content>> names) {}

  private final Map<String, Content> names = new TreeMap<>();
  private final Map<String, Content> syncedNames = new TreeMap<>();
  private final List<NameChange> unsyncedNames = new ArrayList<>();
  private Observer observer = operation -> {};
  private boolean ignoresSyncs;
  private long operations;
  private final List<String> openHandles = new ArrayList<>();

  /** Tells {@code newObserver} of everything from now on. */
  public void observe(Observer newObserver) {
    observer = newObserver;
  }

  /** Makes this a bad disk, which does nothing when it is told to sync a file. */
  public void ignoreSyncs() {
    ignoresSyncs = true;
  }

  /** Returns the number of operations that were begun. */
  public long operations() {
    return operations;
  }

  /** Returns the names under which the files that are open were opened. */
  public List<String> openHandles() {
    return openHandles;
  }

  private void begin(Kind kind, String file) throws IOException {
    operations++;
    observer.before(new Operation(operations, kind, file));
  }

  @Override
  public List<String> list() throws IOException {
    begin(Kind.LIST, "");
    return List.copyOf(names.keySet());
  }

  @Override
  public WritableFile create(String name) throws IOException {
    if (names.containsKey(name)) {
      throw new FileAlreadyExistsException(name);
    }
    begin(Kind.CREATE, name);
    Content content = new Content();
    change(Map.of(name, Optional.of(content)));
    return new Handle(name, content);
  }

  @Override
  public WritableFile openForWriting(String name) throws IOException {
    begin(Kind.OPEN, name);
    return new Handle(name, content(name));
  }

  @Override
  public ReadableFile openForReading(String name) throws IOException {
    begin(Kind.OPEN, name);
    return new Handle(name, content(name));
  }

  private Content content(String name) throws IOException {
    Content content = names.get(name);
    if (content == null) {
      throw new NoSuchFileException(name);
    }
    return content;
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Content content = content(from);
    if (names.containsKey(to)) {
      throw new FileAlreadyExistsException(to);
    }
    begin(Kind.RENAME, from + " -> " + to);
    Map<String, Optional<Content>> changed = new LinkedHashMap<>();
    changed.put(from, Optional.empty());
    changed.put(to, Optional.of(content));
    change(changed);
  }

  @Override
  public void delete(String name) throws IOException {
    Content content = content(name);
    content.cut = true;
    begin(Kind.DELETE, name);
    content.now = new byte[0];
    change(Map.of(name, Optional.empty()));
  }

  private void change(Map<String, Optional<Content>> changed) {
    apply(changed, names);
    unsyncedNames.add(new NameChange(changed));
  }

  private static void apply(Map<String, Optional<Content>> changed, Map<String, Content> names) {
    changed.forEach(
        (name, content) ->
            content.ifPresentOrElse(c -> names.put(name, c), () -> names.remove(name)));
  }

  @Override
  public void syncDirectory() throws IOException {
    begin(Kind.SYNC_DIRECTORY, "");
    syncedNames.clear();
    syncedNames.putAll(names);
    unsyncedNames.clear();
  }

  @Override
  public Optional<Path> directory() {
    return Optional.empty();
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "simulated disk";
  }

  /** Returns a disk with what is on the device if the power fails now. */
  public SimulatedDisk afterPowerFailure(Survival survival, Seed seed) {
    Map<String, Content> survivingNames = new TreeMap<>(syncedNames);
    for (NameChange change : unsyncedNames) {
      boolean survives =
          switch (survival) {
            case NOTHING, BYTES_ONLY -> false;
            case EVERYTHING, NAMES_ONLY, ZEROS, TORN_LAST_WRITE -> true;
            case SOME, SOME_SECTORS -> seed.oneIn(2);
          };
      if (survives) {
        apply(change.names, survivingNames);
      }
    }
    SimulatedDisk image = new SimulatedDisk();
    survivingNames.forEach(
        (name, content) -> {
          Content copy = new Content();
          copy.now = surviving(content, survival, seed);
          copy.synced = copy.now.clone();
          image.names.put(name, copy);
          image.syncedNames.put(name, copy);
        });
    return image;
  }

  private static byte[] surviving(Content content, Survival survival, Seed seed) {
    if (content.cut) {
      boolean survives =
          switch (survival) {
            case EVERYTHING, BYTES_ONLY -> true;
            case NOTHING, NAMES_ONLY, ZEROS, TORN_LAST_WRITE -> false;
            case SOME, SOME_SECTORS -> seed.oneIn(2);
          };
      if (survives) {
        return new byte[0];
      }
    }
    byte[] bytes = content.synced.clone();
    for (int i = 0; i < content.unsynced.size(); i++) {
      Change change = content.unsynced.get(i);
      if (change instanceof Truncation) {
        bytes = isDone(survival, seed) ? change.applyTo(bytes) : bytes;
        continue;
      }
      Write write = (Write) change;
      boolean last = i == content.unsynced.size() - 1;
      switch (survival) {
        case NOTHING, NAMES_ONLY -> {}
        case EVERYTHING, BYTES_ONLY -> bytes = Content.patch(bytes, write);
        case SOME -> bytes = seed.oneIn(2) ? Content.patch(bytes, write) : bytes;
        case SOME_SECTORS -> bytes = someSectors(bytes, write, seed);
        case ZEROS ->
            bytes = Content.patch(bytes, new Write(write.position, new byte[write.bytes.length]));
        case TORN_LAST_WRITE -> {
          int length = last ? seed.between(0, write.bytes.length) : write.bytes.length;
          bytes =
              Content.patch(bytes, new Write(write.position, Arrays.copyOf(write.bytes, length)));
        }
      }
    }
    return bytes;
  }

  private static boolean isDone(Survival survival, Seed seed) {
    return switch (survival) {
      case NOTHING, NAMES_ONLY -> false;
      case EVERYTHING, BYTES_ONLY, ZEROS, TORN_LAST_WRITE -> true;
      case SOME, SOME_SECTORS -> seed.oneIn(2);
    };
  }

  private static byte[] someSectors(byte[] bytes, Write write, Seed seed) {
    byte[] result = bytes;
    int at = 0;
    while (at < write.bytes.length) {
      int toBoundary = SECTOR_BYTES - (int) ((write.position + at) % SECTOR_BYTES);
      int length = Math.min(toBoundary, write.bytes.length - at);
      if (seed.oneIn(2)) {
        byte[] sector = Arrays.copyOfRange(write.bytes, at, at + length);
        result = Content.patch(result, new Write(write.position + at, sector));
      }
      at += length;
    }
    return result;
  }

  /** Returns a copy of the files, as they are now. */
  public Map<String, byte[]> files() {
    Map<String, byte[]> files = new TreeMap<>();
    names.forEach((name, content) -> files.put(name, content.now.clone()));
    return files;
  }

  /** Returns a disk with these files, all of them synced. */
  public static SimulatedDisk of(Map<String, byte[]> files) {
    SimulatedDisk disk = new SimulatedDisk();
    files.forEach(
        (name, bytes) -> {
          Content content = new Content();
          content.now = bytes.clone();
          content.synced = bytes.clone();
          disk.names.put(name, content);
          disk.syncedNames.put(name, content);
        });
    return disk;
  }

  private final class Handle implements ReadableFile, WritableFile {

    private final String name;
    private final Content content;
    private boolean closed;

    Handle(String name, Content content) {
      this.name = name;
      this.content = content;
      openHandles.add(name);
    }

    @Override
    public long size() throws IOException {
      checkOpen();
      return content.now.length;
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) throws IOException {
      checkOpen();
      begin(Kind.READ, name);
      if (position + length > content.now.length) {
        throw new EOFException(name + " has " + content.now.length + " bytes");
      }
      System.arraycopy(content.now, (int) position, into, offset, length);
    }

    @Override
    public void write(long position, byte[] from, int offset, int length) throws IOException {
      change(Kind.WRITE, new Write(position, Arrays.copyOfRange(from, offset, offset + length)));
    }

    @Override
    public void truncate(long length) throws IOException {
      change(Kind.TRUNCATE, new Truncation(length));
    }

    private void change(Kind kind, Change change) throws IOException {
      checkOpen();
      // Before the observer is asked: a power failure in the middle of it can take it or leave it.
      content.unsynced.add(change);
      try {
        begin(kind, name);
      } catch (IOException e) {
        content.unsynced.remove(content.unsynced.size() - 1);
        throw e;
      }
      content.apply(change);
    }

    @Override
    public void sync() throws IOException {
      checkOpen();
      begin(Kind.SYNC, name);
      if (!ignoresSyncs) {
        content.synced = content.now.clone();
        content.unsynced.clear();
      }
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        openHandles.remove(name);
      }
    }

    private void checkOpen() throws IOException {
      if (closed) {
        throw new ClosedChannelException();
      }
    }
  }
}
