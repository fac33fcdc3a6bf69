package io.lightningdb.internal.db;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.Options;
import io.lightningdb.internal.base.Scheduler;
import io.lightningdb.internal.codec.FileHeader;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.codec.FileKind;
import io.lightningdb.internal.io.DirectoryLock;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.ReadableFile;
import io.lightningdb.internal.store.BlobPointer;
import io.lightningdb.internal.store.BlockCache;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.wal.Log;
import io.lightningdb.internal.wal.LogHistory;
import io.lightningdb.internal.wal.LogRecovery;
import java.io.EOFException;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/*
 * A new database begins with a manifest of nothing, and is then opened like any other. Opening reads
 * the newest manifest, replays the log into memtables, lets the log go on in a new segment, and only
 * when a manifest that names this segment is on the device takes the first commit.
 */
/** Opens databases on a disk, new ones and old ones, however they were left. */
final class EngineOpener {

  private static final int MANIFEST_ROOM_BYTES = 32 * 1024;

  private final Disk disk;
  private final Options options;
  private final Scheduler scheduler;
  private final LongSupplier clockMicros;
  private final LongSupplier clockNanos;
  private final ToIntFunction<KeyspaceOptions> longValueBytesMin;
  private final int streamFileBytesMin;

  /**
   * @param disk closed with the database; by the caller, if opening fails
   * @param scheduler closed in the same way
   * @param clockMicros tells the time in microseconds since 1970
   */
  EngineOpener(Disk disk, Options options, Scheduler scheduler, LongSupplier clockMicros) {
    this(disk, options, scheduler, clockMicros, LongValues::valueBytesMin);
  }

  /**
   * Makes an opener of a database in which other values are long.
   *
   * @param longValueBytesMin tells for a keyspace the shortest value that is written apart from its
   *     commit
   */
  EngineOpener(
      Disk disk,
      Options options,
      Scheduler scheduler,
      LongSupplier clockMicros,
      ToIntFunction<KeyspaceOptions> longValueBytesMin) {
    this(disk, options, scheduler, clockMicros, longValueBytesMin, BlobPointer.PART_BYTES);
  }

  /**
   * Makes an opener of a database in which shorter values have files of their own, too.
   *
   * @param streamFileBytesMin the length from which on a value given as a stream gets one, {@link
   *     BlobPointer#PART_BYTES} at most
   */
  EngineOpener(
      Disk disk,
      Options options,
      Scheduler scheduler,
      LongSupplier clockMicros,
      ToIntFunction<KeyspaceOptions> longValueBytesMin,
      int streamFileBytesMin) {
    this(
        disk,
        options,
        scheduler,
        clockMicros,
        System::nanoTime,
        longValueBytesMin,
        streamFileBytesMin);
  }

  /**
   * Makes an opener of a database that has another clock, too.
   *
   * @param clockNanos tells the time in nanoseconds, from any moment on, by which it is found out
   *     what has been open for too long
   */
  EngineOpener(
      Disk disk,
      Options options,
      Scheduler scheduler,
      LongSupplier clockMicros,
      LongSupplier clockNanos,
      ToIntFunction<KeyspaceOptions> longValueBytesMin,
      int streamFileBytesMin) {
    this.disk = disk;
    this.options = options;
    this.scheduler = scheduler;
    this.clockMicros = new SteadyClock(clockMicros);
    this.clockNanos = clockNanos;
    this.longValueBytesMin = longValueBytesMin;
    this.streamFileBytesMin = streamFileBytesMin;
  }

  /**
   * Returns whether a directory that has the files {@code names} is that of a database, whatever
   * its state. It may lack a manifest while somebody replaces that; then all of its files are ours.
   */
  static boolean isDatabase(List<String> names) {
    if (names.stream().anyMatch(name -> isOf(FileKind.MANIFEST, name))) {
      return true;
    }
    return names.contains(DirectoryLock.FILE_NAME)
        && names.stream().anyMatch(name -> FileKind.of(name).isPresent())
        && names.stream().allMatch(EngineOpener::isOurs);
  }

  private static boolean isOf(FileKind kind, String name) {
    return FileKind.of(name).filter(found -> found == kind).isPresent();
  }

  private static boolean isOurs(String name) {
    return name.equals(DirectoryLock.FILE_NAME)
        || isTemporary(name)
        || FileKind.of(name).isPresent();
  }

  /**
   * Checks that a directory without a manifest can become a database.
   *
   * @param names the files that are in it
   * @throws CorruptionException if it is a database whose manifest is gone
   * @throws FormatException if it is something else
   */
  static void checkNew(String directory, List<String> names) {
    List<String> foreign = names.stream().filter(name -> !isOurs(name)).sorted().limit(3).toList();
    if (!foreign.isEmpty()) {
      throw new FormatException(
          directory
              + " holds files that are not Lightning's ("
              + String.join(", ", foreign)
              + "); choose an empty or a new directory");
    }
    for (String name : names) {
      if (FileKind.of(name).isPresent()) {
        throw new CorruptionException(
            directory + " has the file " + name + " but no manifest: the database is incomplete");
      }
    }
  }

  private static boolean isTemporary(String name) {
    return name.endsWith(ManifestFile.TEMPORARY_SUFFIX)
        && FileKind.of(name.substring(0, name.length() - ManifestFile.TEMPORARY_SUFFIX.length()))
            .isPresent();
  }

  Engine open() throws IOException {
    Optional<String> newest = ManifestReader.findNewest(disk);
    if (newest.isEmpty()) {
      checkNew(disk.toString(), disk.list());
      deleteTemporaryFiles(disk.list());
      createManifest();
      newest = ManifestReader.findNewest(disk);
    }
    return open(newest.orElseThrow());
  }

  private void deleteTemporaryFiles(List<String> names) throws IOException {
    for (String name : names) {
      if (isTemporary(name)) {
        disk.delete(name);
      }
    }
  }

  private void createManifest() throws IOException {
    View.Flushed nothing = new View.Flushed(0, Catalog.EMPTY, Map.of());
    long now = clockMicros.getAsLong();
    Manifest manifest = new Manifest(nothing, now, 2, 0, 0, new TreeMap<>(), new TreeMap<>());
    FileIdentity identity = new FileIdentity(UUID.randomUUID(), 1);
    ManifestFile.create(disk, identity, now, manifest.encode(), manifestRoom());
  }

  /** Returns how many bytes of edits a manifest has room for: fewer if log files are shorter. */
  private int manifestRoom() {
    return Math.min(MANIFEST_ROOM_BYTES, options.logSegmentBytes());
  }

  private Engine open(String manifestName) throws IOException {
    List<String> names = disk.list();
    ManifestReader.Contents contents = ManifestReader.read(disk, manifestName);
    UUID database = contents.header().identity().database();
    AtomicLong nextFileNumber = new AtomicLong();
    BlockCache cache = new BlockCache(options.cacheBytes().orElse(options.memoryBytes()));
    MemoryBudget budget = new MemoryBudget(options, cache);
    BlockFiles files =
        new BlockFiles(
            disk,
            database,
            cache,
            nextFileNumber::getAndIncrement,
            clockMicros,
            options.treeSegmentBytes());
    Manifest manifest = Manifest.decode(manifestName, contents.body(), files);
    nextFileNumber.set(Math.max(manifest.nextFileNumber(), greatestNumber(names) + 1));
    checkComplete(names, manifest);
    List<String> unused = unusedFiles(names, manifestName, manifest);
    checkAllOf(database, manifestName, unused);
    deleteTemporaryFiles(names);
    LogRecovery recovery =
        new LogRecovery(
            disk,
            database,
            manifest.firstLog(),
            manifest.sessionLog(),
            manifest.flushed().sequence());
    recovery.segmentsWithValues().forEach(files::addLogSegment);
    UnlistedFiles unlisted = new UnlistedFiles(files, lengths(unused));
    Replay replay = new Replay(manifest.flushed(), budget.generationBytes(), files, unlisted);
    recovery.replay(replay::apply);
    LogHistory history = recovery.history(manifest.keptLog(), options.logBytesKept());
    Map<Long, Long> kept = history.kept();
    kept.forEach(files::addLogSegment);
    Log log =
        Log.open(
            disk,
            scheduler,
            recovery,
            history,
            nextFileNumber::getAndIncrement,
            clockMicros,
            options.logSegmentBytes());
    Engine engine = null;
    try {
      Manifests manifests =
          new Manifests(
              disk,
              database,
              nextFileNumber,
              clockMicros,
              files,
              log,
              ManifestFile.reopen(disk, contents),
              manifestRoom());
      manifests.write(manifest.flushed());
      // Not before: until this is on the device, the database is what the manifest before it and
      // the log say; and where one of them is wrong, nothing is to be lost.
      recovery.obsoleteFiles().stream()
          .filter(name -> !usedFiles(manifest).contains(name))
          .filter(name -> !kept.containsKey(FileKind.number(name)))
          .forEach(disk::deleteUnneeded);
      unlisted.unneeded().forEach(disk::deleteUnneeded);
      Timeline timeline = new Timeline(replay.view(), recovery.lastSequence());
      SnapshotRegistry snapshots = new SnapshotRegistry(clockMicros);
      Maintenance maintenance =
          new Maintenance(
              timeline,
              scheduler,
              log,
              files,
              manifests,
              snapshots,
              budget,
              options.treeSegmentBytes());
      Compactor compactor = new Compactor(scheduler, files, maintenance);
      CommitStages stages = new CommitStages(log, scheduler);
      long lastMicros = Math.max(replay.lastMicros(), manifest.writtenMicros());
      Committer committer =
          new Committer(
              timeline,
              log,
              maintenance,
              new LongValues(log, files, longValueBytesMin),
              stages,
              clockMicros,
              lastMicros);
      engine =
          new Engine(
              disk,
              options,
              scheduler,
              files,
              log,
              timeline,
              snapshots,
              new Leases(options, clockNanos, snapshots),
              maintenance,
              compactor,
              committer,
              stages,
              streamFileBytesMin);
      return engine;
    } finally {
      if (engine == null) {
        closeQuietly(log);
      }
    }
  }

  private static void closeQuietly(Log log) {
    try {
      log.close();
    } catch (IOException e) {
      // What made opening fail is on its way to the caller and says more.
      System.getLogger(EngineOpener.class.getName())
          .log(System.Logger.Level.WARNING, "cannot close the log", e);
    }
  }

  private static long greatestNumber(List<String> names) {
    return names.stream()
        .filter(name -> FileKind.of(name).isPresent())
        .mapToLong(FileKind::number)
        .max()
        .orElse(0);
  }

  private static void checkComplete(List<String> names, Manifest manifest) {
    for (String name : usedFiles(manifest)) {
      if (!names.contains(name)) {
        throw new CorruptionException(
            "the file " + name + " is missing: its entries are lost unless it is brought back");
      }
    }
  }

  private static Set<String> usedFiles(Manifest manifest) {
    Set<String> files = new HashSet<>();
    manifest.files().keySet().forEach(number -> files.add(FileKind.TREE.fileName(number)));
    manifest.segments().keySet().forEach(number -> files.add(FileKind.LOG.fileName(number)));
    return files;
  }

  /** Returns what a crash left half-made of tree files, and the manifests before the newest. */
  private static List<String> unusedFiles(
      List<String> names, String manifestName, Manifest manifest) {
    Set<String> needed = usedFiles(manifest);
    return names.stream()
        .filter(
            name ->
                (isOf(FileKind.TREE, name) && !needed.contains(name))
                    || (isOf(FileKind.MANIFEST, name) && !name.equals(manifestName)))
        .toList();
  }

  /**
   * Checks that files about to be deleted belong to this database, as far as they can tell: a
   * manifest brought from elsewhere must not make everything else look like leftovers.
   */
  private void checkAllOf(UUID database, String manifestName, List<String> names)
      throws IOException {
    for (String name : names) {
      UUID other = databaseOf(name);
      if (other != null && !other.equals(database)) {
        throw new CorruptionException(
            name
                + " belongs to another database than the newest manifest, "
                + manifestName
                + ": one of them was brought here from elsewhere; take it away");
      }
    }
  }

  private Map<String, Long> lengths(List<String> names) throws IOException {
    Map<String, Long> lengths = new HashMap<>();
    for (String name : names) {
      try (ReadableFile file = disk.openForReading(name)) {
        lengths.put(name, file.size());
      }
    }
    return lengths;
  }

  /** Returns the database that a file says it belongs to, or null if its header is not whole. */
  private @Nullable UUID databaseOf(String name) throws IOException {
    try (ReadableFile file = disk.openForReading(name)) {
      byte[] header = new byte[FileHeader.BYTES];
      file.read(0, header, 0, header.length);
      return FileHeader.decode(name, header).identity().database();
    } catch (EOFException | CorruptionException | FormatException e) {
      // A crash in the middle of making the file leaves it so.
      return null;
    }
  }
}
