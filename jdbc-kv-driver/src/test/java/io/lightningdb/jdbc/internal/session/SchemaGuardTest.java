package io.lightningdb.jdbc.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.Threads;
import io.lightningdb.jdbc.TestDatabase;
import io.lightningdb.jdbc.internal.exec.Cancellation;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who goes first, of those that write to a table and those that change it. */
@Timeout(60)
class SchemaGuardTest {

  private final SchemaGuard guard = new SchemaGuard();
  private final List<String> order = new CopyOnWriteArrayList<>();

  private Runnable write(boolean goesFirst) throws SQLException {
    return guard.write("t", goesFirst, new Cancellation(0));
  }

  /** Starts a change, and returns when it waits. */
  private Thread startChange() {
    Thread changer =
        Threads.start(
            TestDatabase.work(
                () -> {
                  Runnable release = guard.change("t", new Cancellation(0));
                  order.add("change");
                  release.run();
                }));
    Threads.awaitState(changer, Thread.State.TIMED_WAITING);
    return changer;
  }

  @Test
  void whoComesWhileAChangeWaitsLetsItGoFirst() throws SQLException {
    Runnable before = write(false);
    Thread changer = startChange();
    Thread writer =
        Threads.start(
            TestDatabase.work(
                () -> {
                  Runnable release = write(false);
                  order.add("write");
                  release.run();
                }));
    Threads.awaitState(writer, Thread.State.TIMED_WAITING);
    before.run();
    Threads.join(changer);
    Threads.join(writer);
    assertThat(order).containsExactly("change", "write");
  }

  @Test
  void whoeverOthersMayWaitForGoesOn() throws SQLException {
    Runnable before = write(false);
    Thread changer = startChange();
    write(true).run();
    order.add("write");
    before.run();
    Threads.join(changer);
    assertThat(order).containsExactly("write", "change");
  }

  @Test
  void anInterruptEndsNoWaitingAndIsKept() throws SQLException {
    Runnable before = write(false);
    Thread changer = startChange();
    changer.interrupt();
    Threads.pause();
    assertThat(order).isEmpty();
    before.run();
    Threads.join(changer);
    assertThat(order).containsExactly("change");
  }
}
