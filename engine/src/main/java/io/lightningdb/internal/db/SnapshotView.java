package io.lightningdb.internal.db;

import io.lightningdb.Cursor;
import io.lightningdb.KeyRange;
import io.lightningdb.ReadView;
import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.SortedKeys;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/*
 * The snapshot lasts until its owner closes it or nobody can reach it any more; so whoever reads it
 * has to keep it within reach, until the end of the read.
 */
/** A keyspace as a snapshot sees it. */
final class SnapshotView implements ReadView {

  private final OpenSnapshot snapshot;
  private final KeyspaceHandle keyspace;
  private final Object owner;

  /**
   * @param owner the handle whose snapshot it is
   */
  SnapshotView(OpenSnapshot snapshot, KeyspaceHandle keyspace, Object owner) {
    this.snapshot = snapshot;
    this.keyspace = keyspace;
    this.owner = owner;
    if (!snapshot.view().catalog().contains(keyspace.id())) {
      throw new IllegalStateException(
          "the keyspace '"
              + keyspace.name()
              + "' is not in this snapshot: it was created later, or"
              + " dropped before");
    }
  }

  private KeyspaceId id() {
    return keyspace.id();
  }

  private void checkOpen() {
    snapshot.session().checkOpen();
    snapshot.lease().checkOpen("the snapshot is closed");
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    Sizes.checkKey(key);
    checkOpen();
    try {
      return snapshot.view().get(id(), key, snapshot.sequence(), snapshot.time());
    } catch (IOException e) {
      checkOpen();
      throw Failures.reading(e);
    } finally {
      Reference.reachabilityFence(owner);
    }
  }

  @Override
  public boolean contains(byte[] key) {
    Sizes.checkKey(key);
    checkOpen();
    try {
      return snapshot.view().contains(id(), key, snapshot.sequence(), snapshot.time());
    } catch (IOException e) {
      checkOpen();
      throw Failures.reading(e);
    } finally {
      Reference.reachabilityFence(owner);
    }
  }

  @Override
  public List<byte @Nullable []> getAll(List<byte[]> keys) {
    SortedKeys sorted = Sizes.sortedKeys(keys);
    checkOpen();
    try {
      return snapshot.view().getAll(id(), sorted, snapshot.sequence(), snapshot.time());
    } catch (IOException e) {
      checkOpen();
      throw Failures.reading(e);
    } finally {
      Reference.reachabilityFence(owner);
    }
  }

  @Override
  public Cursor cursor(KeyRange range) {
    Objects.requireNonNull(range, "range");
    checkOpen();
    return new CursorHandle(entries(), range, snapshot, owner, () -> {});
  }

  @Override
  public @Nullable InputStream openValue(byte[] key) {
    Sizes.checkKey(key);
    checkOpen();
    try {
      return ValueStream.open(entries(), key, keyspace.engine().files(), snapshot, owner, () -> {});
    } catch (IOException e) {
      checkOpen();
      throw Failures.reading(e);
    }
  }

  /** Returns a cursor over all entries of this view. */
  private EntryCursor entries() {
    return snapshot.view().cursor(id(), snapshot.sequence(), snapshot.time());
  }
}
