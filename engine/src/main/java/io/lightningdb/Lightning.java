package io.lightningdb;

import io.lightningdb.spi.DatabaseProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Opens databases.
 *
 * <p>A URL is {@code lightning:} and a directory, {@code lightning:mem:} and a name for a database
 * in memory, or whatever another {@link DatabaseProvider} on the class path understands. The name
 * of a database in memory identifies it to those who {@link #share} it; {@link #open} makes a new
 * one each time.
 */
public final class Lightning {

  private static final String SCHEME = "lightning:";
  private static final String MEMORY_SCHEME = "lightning:mem:";

  /** Looked up once, since that takes far longer than to join a database that is open. */
  private static volatile @Nullable List<DatabaseProvider> providers;

  private Lightning() {}

  /** Opens the database in {@code directory} with the default options, creating it if need be. */
  public static Database open(Path directory) {
    return open(directory, Options.defaults());
  }

  /**
   * Opens the database in {@code directory} for this caller alone.
   *
   * @throws IllegalArgumentException if {@code directory} is something else than a directory, or
   *     nothing, and the options say not to create a database
   * @throws DatabaseLockedException if it is open already, in this process or another
   * @throws FormatException if another program or a newer version wrote what is there
   * @throws CorruptionException if a file is damaged
   * @throws StorageException if the disk cannot be read or written
   */
  public static Database open(Path directory, Options options) {
    return open(SCHEME + Objects.requireNonNull(directory, "directory").toAbsolutePath(), options);
  }

  /**
   * Opens the database at {@code url} for this caller alone.
   *
   * @throws IllegalArgumentException if no provider knows the URL, and as {@link #open(Path,
   *     Options)} does, whose other exceptions this throws as well
   */
  public static Database open(String url, Options options) {
    return provider(url).open(url, Objects.requireNonNull(options, "options"));
  }

  /** Opens a new, empty database in memory, which is gone when it is closed. */
  public static Database openInMemory() {
    return open(MEMORY_SCHEME, Options.defaults());
  }

  /**
   * Opens the database at {@code url} together with all in this process who open it this way: the
   * JCache provider, the JDBC driver, and callers of this method. Each gets a handle of its own;
   * the database is closed when the last handle is.
   *
   * @throws DatabaseLockedException if it is open in another process, or for somebody alone in this
   *     one
   * @throws IllegalArgumentException as {@link #open(String, Options)} does, whose other exceptions
   *     this throws as well if it is the first to open the database
   * @throws IllegalStateException if it is open with other options, but for {@link
   *     Options#createIfMissing()}
   */
  public static Database share(String url, Options options) {
    return provider(url).share(url, Objects.requireNonNull(options, "options"));
  }

  private static DatabaseProvider provider(String url) {
    Objects.requireNonNull(url, "url");
    return providers().stream()
        .filter(provider -> provider.accepts(url))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no provider for the database URL '"
                        + url
                        + "'; use lightning:/path/to/directory or lightning:mem:name"));
  }

  private static List<DatabaseProvider> providers() {
    List<DatabaseProvider> known = providers;
    if (known == null) {
      known =
          ServiceLoader.load(DatabaseProvider.class, Lightning.class.getClassLoader()).stream()
              .map(ServiceLoader.Provider::get)
              .toList();
      providers = known;
    }
    return known;
  }
}
