package io.lightningdb.internal.db;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.LightningException;
import io.lightningdb.Options;
import io.lightningdb.internal.base.Scheduler;
import io.lightningdb.internal.codec.FileKind;
import io.lightningdb.internal.io.DirectoryLock;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.store.BlockCache;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.wal.Log;
import io.lightningdb.internal.wal.LogRecovery;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/*
 * A new database begins with a manifest of nothing, and is then opened like any other. Opening reads
 * the newest manifest, replays the log into memtables, lets the log go on in a new segment, and only
 * when a manifest that names this segment is on the device takes the first commit.
 */
/** Opens databases on a disk, new ones and old ones, however they were left. */
final class EngineOpener {

  private final Disk disk;
  private final Options options;
  private final Scheduler scheduler;
  private final LongSupplier clockMicros;

  /**
   * @param disk closed with the database; by the caller, if opening fails
   * @param scheduler closed in the same way
   * @param clockMicros tells the time in microseconds since 1970
   */
  EngineOpener(Disk disk, Options options, Scheduler scheduler, LongSupplier clockMicros) {
    this.disk = disk;
    this.options = options;
    this.scheduler = scheduler;
    this.clockMicros = clockMicros;
  }

  /** Returns whether there is a database, whatever its state. */
  static boolean exists(Disk disk) throws IOException {
    return ManifestFile.findNewest(disk).isPresent();
  }

  /**
   * Checks that a directory without a manifest can become a database.
   *
   * @param names the files that are in it
   * @throws CorruptionException if it is a database whose manifest is gone
   * @throws FormatException if it is something else
   */
  static void checkNew(String directory, List<String> names) {
    for (String name : names) {
      if (FileKind.of(name).isPresent()) {
        throw new CorruptionException(
            directory + " has the file " + name + " but no manifest: the database is incomplete");
      }
    }
    List<String> foreign =
        names.stream()
            .filter(name -> !name.equals(DirectoryLock.FILE_NAME))
            .filter(name -> !isTemporary(name))
            .sorted()
            .limit(3)
            .toList();
    if (!foreign.isEmpty()) {
      throw new FormatException(
          directory
              + " holds files that are not Lightning's ("
              + String.join(", ", foreign)
              + "); choose an empty or a new directory");
    }
  }

  private static boolean isTemporary(String name) {
    return name.endsWith(ManifestFile.TEMPORARY_SUFFIX)
        && FileKind.of(name.substring(0, name.length() - ManifestFile.TEMPORARY_SUFFIX.length()))
            .isPresent();
  }

  Engine open() throws IOException {
    Optional<String> newest = ManifestFile.findNewest(disk);
    if (newest.isEmpty()) {
      checkNew(disk.toString(), disk.list());
      deleteTemporaryFiles(disk.list());
      createManifest();
      newest = ManifestFile.findNewest(disk);
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
    byte[] body = new Manifest(nothing, 2, 0, 0, Map.of()).encode();
    ManifestFile.write(disk, UUID.randomUUID(), 1, clockMicros.getAsLong(), body);
  }

  private Engine open(String manifestName) throws IOException {
    List<String> names = disk.list();
    ManifestFile.Contents contents = ManifestFile.read(disk, manifestName);
    UUID database = contents.header().identity().database();
    AtomicLong nextFileNumber = new AtomicLong();
    BlockCache cache = new BlockCache(options.cacheBytes());
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
    deleteUnused(names, manifestName, manifest);
    LogRecovery recovery =
        new LogRecovery(
            disk,
            database,
            manifest.firstLog(),
            manifest.sessionLog(),
            manifest.flushed().sequence());
    Replay replay = new Replay(manifest.flushed(), options.memtableBytes());
    recovery.replay(replay::apply);
    Log log =
        Log.open(
            disk,
            scheduler,
            recovery,
            nextFileNumber::getAndIncrement,
            clockMicros,
            options.logSegmentBytes());
    try {
      Manifests manifests =
          new Manifests(
              disk,
              database,
              nextFileNumber,
              clockMicros,
              files,
              log,
              contents.header().identity().number());
      manifests.write(manifest.flushed());
      // Not before: the manifest that was there may ask for one that was not even used.
      recovery.obsoleteFiles().forEach(disk::deleteUnneeded);
      Timeline timeline = new Timeline(replay.view(), recovery.lastSequence());
      SnapshotRegistry snapshots = new SnapshotRegistry();
      Maintenance maintenance =
          new Maintenance(
              timeline,
              scheduler,
              log,
              files,
              manifests,
              snapshots,
              options.memtableBytes(),
              options.treeSegmentBytes());
      Committer committer = new Committer(timeline, log, maintenance, clockMicros);
      return new Engine(
          disk, options, scheduler, cache, files, log, timeline, snapshots, maintenance, committer);
    } catch (IOException | LightningException e) {
      try {
        log.close();
      } catch (IOException secondary) {
        e.addSuppressed(secondary);
      }
      throw e;
    }
  }

  private static long greatestNumber(List<String> names) {
    return names.stream()
        .filter(name -> FileKind.of(name).isPresent())
        .mapToLong(FileKind::number)
        .max()
        .orElse(0);
  }

  /** Deletes what a crash left half-made, and checks that what is needed is there. */
  private void deleteUnused(List<String> names, String manifestName, Manifest manifest) {
    Set<String> needed = new HashSet<>();
    manifest.files().keySet().forEach(number -> needed.add(FileKind.TREE.fileName(number)));
    for (String name : needed) {
      if (!names.contains(name)) {
        throw new CorruptionException(
            "the file " + name + " is missing: its entries are lost unless it is brought back");
      }
    }
    for (String name : names) {
      Optional<FileKind> kind = FileKind.of(name);
      boolean unused =
          isTemporary(name)
              || kind.filter(k -> k == FileKind.TREE && !needed.contains(name)).isPresent()
              || kind.filter(k -> k == FileKind.MANIFEST && !name.equals(manifestName)).isPresent();
      if (unused) {
        disk.deleteUnneeded(name);
      }
    }
  }
}
