package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.Threads;
import java.io.File;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lightning in an application that is stopped and started again within one process. */
@Timeout(120)
class RedeployTest {

  /** What such an application does. Loaded by a class loader of the test's. */
  public static final class Application implements Runnable {

    /** Made by reflection. */
    public Application() {}

    @Override
    public void run() {
      Path directory = Path.of(System.getProperty("lightning.test.directory"));
      Options options = Options.builder().cacheBytes(1 << 20).build();
      try (Database db = Lightning.share("lightning:" + directory, options)) {
        Keyspace keyspace = db.openKeyspace("k", KeyspaceOptions.defaults());
        for (byte i = 0; i < 100; i++) {
          keyspace.put(new byte[] {i}, new byte[1_000]);
        }
        db.unwrap(LocalDatabase.class).flush();
        if (keyspace.get(new byte[] {7}) == null) {
          throw new AssertionError("a value is missing");
        }
      }
    }
  }

  private static URL[] classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(
            entry -> {
              try {
                return Path.of(entry).toUri().toURL();
              } catch (MalformedURLException e) {
                throw new UncheckedIOException(e);
              }
            })
        .toArray(URL[]::new);
  }

  private static WeakReference<ClassLoader> deployAndStop() throws Exception {
    try (URLClassLoader loader =
        new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      Class<?> application = loader.loadClass(Application.class.getName());
      if (application == Application.class) {
        throw new AssertionError("not loaded anew");
      }
      ((Runnable) application.getConstructor().newInstance()).run();
      return new WeakReference<>(loader);
    }
  }

  @Test
  void stoppedApplicationsLeaveNothingBehind(@TempDir Path directory) throws Exception {
    System.setProperty("lightning.test.directory", directory.toString());
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        loaders.add(deployAndStop());
        assertThat(Threads.lightningThreads()).isEmpty();
      }
    } finally {
      System.clearProperty("lightning.test.directory");
    }
    for (int i = 0; i < 100 && alive(loaders) > 0; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(alive(loaders)).as("class loaders that are still there").isZero();
  }

  private static long alive(List<WeakReference<ClassLoader>> loaders) {
    return loaders.stream().filter(loader -> loader.get() != null).count();
  }

  @Test
  void aSecondClassLoaderFindsTheDatabaseLocked(@TempDir Path directory) throws Exception {
    System.setProperty("lightning.test.directory", directory.toString());
    try (Database db = Lightning.open(directory)) {
      assertThat(db.isOpen()).isTrue();
      Throwable failure = null;
      try {
        deployAndStop();
      } catch (RuntimeException e) {
        failure = e;
      }
      assertThat(failure)
          .isNotNull()
          .isNotInstanceOf(DatabaseLockedException.class)
          .hasMessageContaining("this process already");
      assertThat(failure.getClass().getName()).isEqualTo(DatabaseLockedException.class.getName());
    } finally {
      System.clearProperty("lightning.test.directory");
    }
  }
}
