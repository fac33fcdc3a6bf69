package io.lightningdb.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.io.DirectoryLock.HeldException;
import io.lightningdb.internal.testing.ChildJvm;
import io.lightningdb.internal.testing.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DirectoryLockTest {

  @TempDir private Path directory;

  /** Holds the lock until it is killed, or told to end. */
  static final class Holder {

    private Holder() {}

    public static void main(String[] arguments) throws IOException, HeldException {
      try (DirectoryLock lock = DirectoryLock.acquire(Path.of(arguments[0]))) {
        System.out.println("locked");
        int ignored = System.in.read();
        System.out.println("unlocking " + (lock != null));
      }
    }
  }

  private ChildJvm startHolder() {
    ChildJvm child = ChildJvm.start(List.of("-Xmx32m"), Holder.class, directory.toString());
    assertThat(child.readLine()).isEqualTo("locked");
    return child;
  }

  @Test
  void aLockIsHeldOnceAndFreeAfterItsClose() throws IOException, HeldException {
    for (int i = 0; i < 3; i++) {
      try (DirectoryLock lock = DirectoryLock.acquire(directory)) {
        assertThat(lock).isNotNull();
        assertThatThrownBy(() -> DirectoryLock.acquire(directory))
            .isInstanceOfSatisfying(
                HeldException.class, e -> assertThat(e.holder()).isEqualTo("this process already"));
      }
    }
  }

  @Test
  void theFileSaysWhoHoldsTheLock() throws IOException, HeldException {
    Files.writeString(directory.resolve(DirectoryLock.FILE_NAME), "x".repeat(1_000));
    try (DirectoryLock lock = DirectoryLock.acquire(directory)) {
      assertThat(lock).isNotNull();
      assertThat(Files.readString(directory.resolve(DirectoryLock.FILE_NAME)))
          .startsWith("process " + ProcessHandle.current().pid())
          .contains("since ")
          .doesNotContain("xx");
    }
  }

  @Test
  void anotherWayToTheSameDirectoryIsTheSameLock() throws IOException, HeldException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
    Files.createDirectory(directory.resolve("below"));
    try (DirectoryLock lock = DirectoryLock.acquire(directory)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> DirectoryLock.acquire(link)).isInstanceOf(HeldException.class);
      assertThatThrownBy(() -> DirectoryLock.acquire(directory.resolve("below/..")))
          .isInstanceOf(HeldException.class);
    }
  }

  @Test
  void anotherProcessIsNamedAndItsLockEndsWithItHoweverThatEnds() throws Exception {
    try (ChildJvm child = startHolder()) {
      for (int i = 0; i < 3; i++) {
        // Having looked must not take the lock from its holder.
        assertThatThrownBy(() -> DirectoryLock.acquire(directory))
            .isInstanceOfSatisfying(
                HeldException.class,
                e -> assertThat(e.holder()).startsWith("process " + child.pid()));
      }
      child.kill();
      DirectoryLock.acquire(directory).close();
    }
  }

  @Test
  void aDirectoryThatIsNotThereCannotBeLocked() {
    Path gone = directory.resolve("gone");
    assertThatThrownBy(() -> DirectoryLock.acquire(gone)).isInstanceOf(NoSuchFileException.class);
    assertThat(propertiesOfLocks()).isEmpty();
  }

  @Test
  void aFileThatCannotBeOpenedLeavesNoTrace() throws IOException {
    Files.createDirectory(directory.resolve(DirectoryLock.FILE_NAME));
    assertThatThrownBy(() -> DirectoryLock.acquire(directory)).isInstanceOf(IOException.class);
    assertThat(propertiesOfLocks()).isEmpty();
  }

  @Test
  void anInterruptIsKeptAndTheLockTakenAndGivenUpAllTheSame() throws Exception {
    Thread.currentThread().interrupt();
    DirectoryLock lock = DirectoryLock.acquire(directory);
    assertThat(Thread.interrupted()).isTrue();
    Thread.currentThread().interrupt();
    lock.close();
    assertThat(Thread.interrupted()).isTrue();
    DirectoryLock.acquire(directory).close();
  }

  @Test
  void ofManyWhoTryAtOnceOneSucceeds() {
    for (int round = 0; round < 20; round++) {
      AtomicInteger holders = new AtomicInteger();
      AtomicInteger refused = new AtomicInteger();
      DirectoryLock[] locks = new DirectoryLock[4];
      Threads.run(
          4,
          thread -> {
            try {
              locks[thread] = DirectoryLock.acquire(directory);
              holders.incrementAndGet();
            } catch (HeldException e) {
              refused.incrementAndGet();
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      assertThat(holders).hasValue(1);
      assertThat(refused).hasValue(3);
      for (DirectoryLock lock : locks) {
        if (lock != null) {
          try {
            lock.close();
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        }
      }
    }
    assertThat(propertiesOfLocks()).isEmpty();
  }

  private static List<String> propertiesOfLocks() {
    return System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("io.lightningdb.open:"))
        .toList();
  }
}
