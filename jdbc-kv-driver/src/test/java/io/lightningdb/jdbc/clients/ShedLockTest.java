package io.lightningdb.jdbc.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.Threads;
import io.lightningdb.jdbc.LightningDataSource;
import io.lightningdb.jdbc.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** ShedLock over Spring's JdbcTemplate. */
@Timeout(60)
class ShedLockTest {

  private final TestDatabase db =
      new TestDatabase(
          "CREATE TABLE shedlock (name VARCHAR(64) PRIMARY KEY, lock_until TIMESTAMP NOT NULL,"
              + " locked_at TIMESTAMP NOT NULL, locked_by VARCHAR(255) NOT NULL)");
  private final LockProvider locks =
      new JdbcTemplateLockProvider(new LightningDataSource(db.url()));

  @AfterEach
  void close() {
    db.close();
  }

  private Optional<SimpleLock> lock() {
    return locks.lock(
        new LockConfiguration(Instant.now(), "job", Duration.ofMinutes(1), Duration.ZERO));
  }

  @Test
  void oneHasTheLockAtATime() {
    SimpleLock first = lock().orElseThrow();
    assertThat(lock()).isEmpty();
    assertThat(first.extend(Duration.ofMinutes(2), Duration.ZERO)).isPresent();
    assertThat(lock()).isEmpty();
  }

  @Test
  void manyThreadsMayAskAtOnce() {
    AtomicInteger holders = new AtomicInteger();
    AtomicInteger locked = new AtomicInteger();
    Threads.run(
        6,
        number -> {
          for (int i = 0; i < 30; i++) {
            lock()
                .ifPresent(
                    lock -> {
                      assertThat(holders.incrementAndGet()).isOne();
                      locked.incrementAndGet();
                      holders.decrementAndGet();
                      lock.unlock();
                    });
          }
        });
    assertThat(locked.get()).isPositive();
  }
}
