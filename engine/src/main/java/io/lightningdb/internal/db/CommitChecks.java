package io.lightningdb.internal.db;

import io.lightningdb.ConflictException;
import io.lightningdb.ConflictException.Reason;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.txn.Changed;
import io.lightningdb.internal.txn.Conflicts;
import io.lightningdb.internal.txn.ReadSet;
import io.lightningdb.internal.txn.Write;
import java.util.List;

/** What has to hold for a commit to be made, and what is said where it does not. */
final class CommitChecks {

  private CommitChecks() {}

  /** Checks that all keyspaces that are written to are there. */
  static void checkKeyspaces(View view, List<Write> writes) {
    for (Write write : writes) {
      if (!view.catalog().contains(write.keyspace())) {
        throw new IllegalStateException("a keyspace that was written to has been dropped");
      }
    }
  }

  /** Checks that what was committed after a sequence is known still. */
  static void checkCovered(View view, KeyspaceId keyspace, long readSequence) {
    if (!Conflicts.cover(view.generations(), readSequence)) {
      throw new ConflictException(
          Reason.TOO_OLD,
          "the transaction was open for so long that it cannot be checked against what was"
              + " committed meanwhile; run it again",
          view.catalog().nameOf(keyspace),
          null);
    }
  }

  /** Checks that nothing that was read has been changed after a sequence. */
  static void checkReads(View view, ReadSet reads, long readSequence) {
    for (KeyspaceId keyspace : reads.keyspaces()) {
      if (!view.catalog().contains(keyspace)) {
        throw new IllegalStateException("a keyspace that was read has been dropped");
      }
    }
    checkCovered(view, reads.anyKeyspace(), readSequence);
    Changed changed = reads.firstChanged(view.generations(), readSequence);
    if (changed != null) {
      String keyspace = view.catalog().nameOf(changed.keyspace());
      byte[] key = changed.key();
      String what =
          key == null
              ? "a range of keyspace '" + keyspace + "' that this transaction read was loaded into"
              : "key "
                  + Keys.show(key)
                  + " of keyspace '"
                  + keyspace
                  + "', which this transaction read, was changed";
      throw new ConflictException(
          Reason.CHANGED, what + " by another commit since it began; run it again", keyspace, key);
    }
  }

  /** Checks that nothing that is written has been changed after a sequence. */
  static void checkConflicts(View view, List<Write> writes, long readSequence) {
    List<Generation> generations = view.generations();
    checkCovered(view, writes.get(0).keyspace(), readSequence);
    Changed conflict = Conflicts.find(generations, writes, readSequence);
    if (conflict != null) {
      throw conflict(view, conflict, "was changed by another commit since this transaction began");
    }
    Changed loaded = Conflicts.findLoaded(generations, writes, readSequence);
    if (loaded != null) {
      throw conflict(
          view,
          loaded,
          "is among those of a bulk load that was committed since this transaction began");
    }
  }

  private static ConflictException conflict(View view, Changed changed, String how) {
    String keyspace = view.catalog().nameOf(changed.keyspace());
    byte[] key = changed.key();
    String what = key == null ? "a key of a range" : "key " + Keys.show(key);
    return new ConflictException(
        Reason.CHANGED,
        what + " of keyspace '" + keyspace + "' " + how + "; run it again",
        keyspace,
        key);
  }
}
