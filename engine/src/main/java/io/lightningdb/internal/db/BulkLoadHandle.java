package io.lightningdb.internal.db;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lightningdb.BulkLoad;
import io.lightningdb.Expiry;
import io.lightningdb.StorageException;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.io.DiskFullException;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.Load;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A bulk load that a user holds. It writes files of its own, which nobody else knows. */
final class BulkLoadHandle implements BulkLoad {

  private final Session session;
  private final Engine engine;
  private final KeyspaceHandle keyspace;
  private final KeyspaceInfo info;
  private final BlockOutput loaded;
  private final BlockOutput merged;

  /** Held while the load is used, so that closing the database can wait for that. */
  private final ReentrantLock using = new ReentrantLock();

  @GuardedBy("using")
  private final Load load;

  @GuardedBy("using")
  private byte @Nullable [] first;

  @GuardedBy("using")
  private byte @Nullable [] last;

  /** Why the load is over, if it is. */
  @GuardedBy("using")
  private @Nullable String over;

  private volatile boolean cancelled;

  /**
   * @param info the keyspace as the catalog knows it
   */
  BulkLoadHandle(Session session, KeyspaceHandle keyspace, KeyspaceInfo info) {
    this.session = session;
    this.engine = session.engine();
    this.keyspace = keyspace;
    this.info = info;
    this.loaded = engine.files().newOutput();
    this.merged = engine.files().newOutput();
    this.load = Stores.empty(info.options(), engine.files()).newLoad(loaded);
  }

  Session session() {
    return session;
  }

  @Override
  public void add(byte[] key, byte[] value, Expiry expiry) {
    Sizes.checkKey(key);
    Sizes.checkValue(value);
    long expiresAt = engine.expiresAt(expiry);
    using.lock();
    try {
      checkOpen();
      byte[] before = last;
      if (before != null && Keys.compare(before, key) >= 0) {
        throw new IllegalArgumentException(
            "the key "
                + Keys.show(key)
                + " is not greater than the one before it, "
                + Keys.show(before)
                + ": a bulk load takes keys in ascending order, each once");
      }
      append(key.clone(), value.clone(), expiresAt);
    } finally {
      using.unlock();
    }
  }

  @GuardedBy("using")
  private void checkOpen() {
    session.checkOpen();
    keyspace.check(engine.timeline().view());
    if (over != null) {
      throw new IllegalStateException(over);
    }
  }

  @GuardedBy("using")
  private void append(byte[] key, byte[] value, long expiresAt) {
    boolean appended = false;
    try {
      load.add(key, value, expiresAt);
      appended = true;
    } catch (IOException e) {
      throw failed(e);
    } finally {
      if (!appended) {
        end("the bulk load has failed");
      }
    }
    first = first == null ? key : first;
    last = key;
  }

  @Override
  public void commit() {
    using.lock();
    try {
      checkOpen();
      commitLoaded();
    } finally {
      using.unlock();
    }
  }

  @GuardedBy("using")
  private void commitLoaded() {
    try {
      if (first != null && last != null) {
        load.finish();
        loaded.sync();
        new LoadCommit(engine, info, load, session.newLocker(), () -> cancelled)
            .run(first, last, loaded, merged);
      }
    } catch (IOException e) {
      throw failed(e);
    } finally {
      end("the bulk load is over");
    }
  }

  private RuntimeException failed(IOException e) {
    if (BlockFiles.isCancelled(e)) {
      return new IllegalStateException("the database is closed", e);
    }
    if (engine.maintenance().turns().hasFailed()) {
      return Failures.writing(e);
    }
    String what = "nothing of the bulk load is there: " + e.getMessage();
    if (e instanceof DiskFullException) {
      return new StorageException(what + "; it can be tried again once there is space", e, true);
    }
    return new StorageException(what, e);
  }

  @Override
  public void close() {
    using.lock();
    try {
      end("the bulk load is over");
    } finally {
      using.unlock();
    }
  }

  /** Ends the load because the database is being closed, whoever is using it just now. */
  void cancel() {
    cancelled = true;
    loaded.cancel();
    merged.cancel();
    close();
  }

  /** Deletes the files, unless they belong to the database by now. */
  @GuardedBy("using")
  private void end(String why) {
    if (over != null) {
      return;
    }
    over = why;
    engine.loads().remove(this);
    for (BlockOutput output : new BlockOutput[] {loaded, merged}) {
      try {
        output.close();
      } catch (IOException e) {
        System.getLogger(BulkLoadHandle.class.getName())
            .log(System.Logger.Level.WARNING, "cannot close a file of a bulk load", e);
      }
    }
  }
}
