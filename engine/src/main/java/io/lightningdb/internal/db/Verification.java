package io.lightningdb.internal.db;

import io.lightningdb.LightningException;
import io.lightningdb.StorageException;
import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.memtable.Memtable;
import io.lightningdb.internal.store.BlobPointer;
import io.lightningdb.internal.store.BlockFile;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.KeyspaceStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Walks a whole database as a snapshot sees it and collects every rule that is broken. */
final class Verification {

  private final Engine engine;
  private final OpenSnapshot snapshot;
  private final List<String> problems = new ArrayList<>();

  Verification(Engine engine, OpenSnapshot snapshot) {
    this.engine = engine;
    this.snapshot = snapshot;
  }

  List<String> run() {
    View view = snapshot.view();
    View.Flushed flushed = view.flushed();
    try {
      for (KeyspaceInfo info : flushed.catalog().keyspaces()) {
        KeyspaceStore store = flushed.stores().get(info.id());
        if (store != null) {
          store.verify(problem -> problems.add("keyspace '" + info.name() + "': " + problem));
        }
      }
      for (Generation generation : view.unflushed()) {
        for (KeyspaceId keyspace : generation.keyspaces()) {
          verifyBlobs(generation.memtable(keyspace));
        }
      }
      Set<Long> needed = flushed.files();
      for (BlockFile file : engine.files().files()) {
        if (needed.remove(file.number()) && !file.isLogSegment()) {
          verifyFile(file);
        }
      }
      for (long missing : needed) {
        problems.add("the file number " + missing + " is used but not known");
      }
    } catch (IOException e) {
      if (engine.isClosed()) {
        throw new IllegalStateException("the database was closed while it was verified", e);
      }
      throw new StorageException("cannot verify the database: " + e, e);
    }
    return List.copyOf(problems);
  }

  /** Reads the values that lie apart of what is in a memtable, as the snapshot sees it. */
  private void verifyBlobs(@Nullable Memtable memtable) throws IOException {
    if (memtable == null) {
      return;
    }
    EntryCursor entries = memtable.cursor(snapshot.sequence());
    for (boolean on = entries.first(); on; on = entries.next()) {
      if (entries.isBlob()) {
        try {
          engine.files().verifyBlob(BlobPointer.decode(entries.stored()));
        } catch (LightningException e) {
          problems.add(e.getMessage());
        }
      }
    }
  }

  private void verifyFile(BlockFile file) throws IOException {
    try {
      engine.files().verify(file);
    } catch (LightningException e) {
      problems.add(e.getMessage());
    } catch (IOException e) {
      if (BlockFiles.isRetired(e)) {
        throw e;
      }
      problems.add("the file " + file.name() + " cannot be read: " + e.getMessage());
    }
  }
}
