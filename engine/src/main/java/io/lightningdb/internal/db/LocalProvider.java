package io.lightningdb.internal.db;

import io.lightningdb.Database;
import io.lightningdb.DatabaseLockedException;
import io.lightningdb.LightningException;
import io.lightningdb.Options;
import io.lightningdb.internal.base.Scheduler;
import io.lightningdb.internal.base.ThreadScheduler;
import io.lightningdb.internal.io.DirectoryLock;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.io.RealDisk;
import io.lightningdb.spi.DatabaseProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Opens databases in directories and in memory. */
public final class LocalProvider implements DatabaseProvider {

  private static final String SCHEME = "lightning:";
  private static final String MEMORY = "mem:";

  /** Made by the service loader. */
  public LocalProvider() {}

  @Override
  public boolean accepts(String url) {
    return url.startsWith(SCHEME);
  }

  @Override
  public Database open(String url, Options options) {
    String place = url.substring(SCHEME.length());
    Engine engine =
        place.startsWith(MEMORY)
            ? openInMemory(place.substring(MEMORY.length()), options)
            : openDirectory(path(url, place), options);
    return new Session(engine, engine::close);
  }

  @Override
  public Database share(String url, Options options) {
    String place = url.substring(SCHEME.length());
    if (place.startsWith(MEMORY)) {
      String name = place.substring(MEMORY.length());
      if (name.isEmpty()) {
        throw new IllegalArgumentException(
            "the database URL '" + url + "' needs a name behind mem: to be shared");
      }
      return SharedEngines.join(place, options, () -> openInMemory(name, options));
    }
    Path directory = path(url, place);
    return SharedEngines.join(
        identity(directory), options, () -> openDirectory(directory, options));
  }

  private static Path path(String url, String place) {
    if (place.isEmpty()) {
      throw new IllegalArgumentException(
          "the database URL '" + url + "' names no directory; use lightning:/path/to/directory");
    }
    try {
      return Path.of(place).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "the database URL '" + url + "' names no directory: " + e.getMessage(), e);
    }
  }

  /** Returns what two ways to the same directory have in common. */
  static String identity(Path directory) {
    try {
      return directory.toRealPath().toString();
    } catch (IOException e) {
      // Not there yet; its parent may be.
      Path parent = directory.getParent();
      return parent == null
          ? directory.toString()
          : Path.of(identity(parent)).resolve(directory.getFileName()).toString();
    }
  }

  private static long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  private static Engine openInMemory(String name, Options options) {
    return openEngine(new MemoryDisk(), name, options);
  }

  private static Engine openDirectory(Path directory, Options options) {
    try {
      checkDirectory(directory, options);
      createDirectory(directory);
      DirectoryLock lock = DirectoryLock.acquire(directory);
      return openEngine(new RealDisk(directory, lock), directory.toString(), options);
    } catch (DirectoryLock.HeldException e) {
      throw new DatabaseLockedException(
          "the database in "
              + directory
              + " is open in "
              + e.holder()
              + "; close it there, or within one process open it everywhere through"
              + " Lightning.share, JCache or JDBC",
          e);
    } catch (IOException e) {
      throw Failures.opening(e);
    }
  }

  private static void createDirectory(Path directory) throws IOException {
    try {
      RealDisk.createDirectory(directory);
    } catch (IOException e) {
      throw new IOException("the directory " + directory + " cannot be created: " + e, e);
    }
  }

  /** Checks all that can be checked without leaving a trace. */
  private static void checkDirectory(Path directory, Options options) throws IOException {
    if (!Files.exists(directory)) {
      if (!options.createIfMissing()) {
        throw noDatabase(directory);
      }
      return;
    }
    if (!Files.isDirectory(directory)) {
      throw new IllegalArgumentException(directory + " is not a directory");
    }
    List<String> names = new RealDisk(directory).list();
    if (EngineOpener.isDatabase(names)) {
      return;
    }
    EngineOpener.checkNew(directory.toString(), names);
    if (!options.createIfMissing()) {
      throw noDatabase(directory);
    }
  }

  private static IllegalArgumentException noDatabase(Path directory) {
    return new IllegalArgumentException(
        "there is no database in " + directory + ", and the options say not to create one");
  }

  private static Engine openEngine(Disk disk, String name, Options options) {
    Scheduler scheduler = new ThreadScheduler(name);
    Engine engine = null;
    try {
      engine = new EngineOpener(disk, options, scheduler, LocalProvider::nowMicros).open();
      return engine;
    } catch (IOException e) {
      throw Failures.opening(e);
    } catch (LightningException e) {
      throw e;
    } finally {
      if (engine == null) {
        scheduler.close();
        closeQuietly(disk);
      }
    }
  }

  private static void closeQuietly(Disk disk) {
    try {
      disk.close();
    } catch (IOException e) {
      // What made opening fail is on its way to the caller and says more.
      System.getLogger(LocalProvider.class.getName())
          .log(System.Logger.Level.WARNING, "cannot release the directory", e);
    }
  }
}
