package io.lightningdb.jdbc.internal.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lightningdb.Database;
import io.lightningdb.Lightning;
import io.lightningdb.jdbc.internal.plan.PlanCache;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * Each connection has a handle of the engine's own, which is shared beneath by all in this process who
 * have the same database open; closing a connection so ends everything it left behind. What connections
 * share here is what belongs to SQL alone: the plans, and the order of definitions.
 *
 * A database in memory would be gone with its last connection, and a pool that renews its connections
 * would empty it without a word. So it stays, by a handle that belongs to nobody, until SHUTDOWN or the
 * end of the process.
 */
/** What the connections to one place have in common. */
public final class OpenDatabase {

  private static final ConcurrentMap<String, OpenDatabase> PLACES = new ConcurrentHashMap<>();

  private final String place;
  private final PlanCache plans = new PlanCache();
  private final ReentrantLock definitions = new ReentrantLock();
  private final SchemaGuard schema = new SchemaGuard();
  private final SequenceCounters sequences = new SequenceCounters();
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Set<Database> handles = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Keeps the database open when no connection is. */
  @GuardedBy("lock")
  private @Nullable Database keeper;

  /** Whether this was forgotten, so that another one is needed. */
  @GuardedBy("lock")
  private boolean over;

  private OpenDatabase(String place) {
    this.place = place;
  }

  /**
   * A connection's part of an open database.
   *
   * @param shared what it shares with others
   * @param database its own handle
   */
  public record Joined(OpenDatabase shared, Database database) {

    /** Gives the handle back, and closes the database if it was the last one. */
    void leave() {
      shared.leave(database);
    }
  }

  /** Opens the database at a URL, or joins those who have it open. */
  public static Joined join(ConnectionUrl url) {
    while (true) {
      OpenDatabase open = PLACES.computeIfAbsent(url.place(), OpenDatabase::new);
      Database database = open.tryJoin(url);
      if (database != null) {
        return new Joined(open, database);
      }
    }
  }

  /** Returns a new handle, or null if another object is needed. */
  private @Nullable Database tryJoin(ConnectionUrl url) {
    lock.lock();
    try {
      return over ? null : share(url);
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private Database share(ConnectionUrl url) {
    try {
      Database database = Lightning.share(place, url.options());
      if (!url.closeOnLast() && keeper == null) {
        keeper = database;
        database = Lightning.share(place, url.options());
      }
      handles.add(database);
      return database;
    } finally {
      forgetIfUnused();
    }
  }

  @GuardedBy("lock")
  private void forgetIfUnused() {
    over = handles.isEmpty() && keeper == null;
    if (over) {
      PLACES.remove(place, this);
    }
  }

  private void leave(Database database) {
    lock.lock();
    try {
      handles.remove(database);
      forgetIfUnused();
      database.close();
    } finally {
      lock.unlock();
    }
  }

  /** Closes the handles of all connections, and so the database unless others have it open. */
  void shutDown() {
    lock.lock();
    try {
      List<Database> all = new ArrayList<>(handles);
      handles.clear();
      if (keeper != null) {
        all.add(keeper);
        keeper = null;
      }
      forgetIfUnused();
      closeAll(all);
    } finally {
      lock.unlock();
    }
  }

  private static void closeAll(List<Database> databases) {
    RuntimeException failure = null;
    for (Database database : databases) {
      try {
        database.close();
      } catch (RuntimeException e) {
        // Only the last one brings anything to the disk, but none may stay open.
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  PlanCache plans() {
    return plans;
  }

  /** Returns the URL of the database, as the engine has it. */
  String place() {
    return place;
  }

  SchemaGuard schema() {
    return schema;
  }

  SequenceCounters sequences() {
    return sequences;
  }

  /** Returns the lock that is held while something is created or dropped. */
  ReentrantLock definitions() {
    return definitions;
  }
}
