package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Change;
import io.lightningdb.ChangeCursor;
import io.lightningdb.CommittedChanges;
import io.lightningdb.Cursor;
import io.lightningdb.KeyRange;
import io.lightningdb.LimitException;
import io.lightningdb.LocalDatabase;
import io.lightningdb.internal.base.KeyspaceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a database holds, as it follows from its changes alone. */
final class Mirror {

  private final LocalDatabase db;
  private final Map<Integer, String> names = new TreeMap<>();
  private final Map<Integer, SortedMap<String, String>> entries = new TreeMap<>();
  private final Map<Integer, Map<String, String>> attributes = new TreeMap<>();
  private long sequence;

  /**
   * @param db read where changes do not have what was set, as bulk loads and values that have gone
   */
  Mirror(LocalDatabase db) {
    this.db = db;
  }

  long sequence() {
    return sequence;
  }

  /** Returns the contents, by the names of keyspaces, and attributes as {@link Databases} does. */
  Map<String, SortedMap<String, String>> contents() {
    Map<String, SortedMap<String, String>> contents = new TreeMap<>();
    names.forEach(
        (id, name) -> {
          contents.put(name, entries.get(id));
          Databases.putAttributes(contents, name, attributes.get(id));
        });
    return contents;
  }

  /** Applies all that there is after what was applied before. */
  Mirror catchUp() {
    try (ChangeCursor cursor = db.changesAfter(sequence)) {
      for (CommittedChanges commit = cursor.next(); commit != null; commit = cursor.next()) {
        apply(commit);
      }
    }
    return this;
  }

  void apply(CommittedChanges commit) {
    assertThat(commit.sequence()).isEqualTo(sequence + 1);
    sequence = commit.sequence();
    commit.changes().forEach(this::apply);
  }

  private void apply(Change change) {
    int id = change.keyspaceId();
    if (change instanceof Change.KeyspaceCreated created) {
      names.put(id, created.keyspaceName());
      entries.put(id, new TreeMap<>());
      attributes.put(id, created.options().attributes());
    } else if (change instanceof Change.KeyspaceRenamed renamed) {
      names.put(id, renamed.keyspaceName());
    } else if (change instanceof Change.KeyspaceAltered altered) {
      attributes.put(id, altered.attributes());
    } else if (change instanceof Change.KeyspaceDropped) {
      names.remove(id);
      entries.remove(id);
      attributes.remove(id);
    } else if (change instanceof Change.Delete delete) {
      entries.get(id).remove(text(delete.key()));
    } else if (change instanceof Change.DeleteRange delete) {
      entries.get(id).keySet().removeIf(key -> delete.range().contains(Databases.bytes(key)));
    } else if (change instanceof Change.Put put) {
      String value = valueOf(put);
      if (value == null) {
        entries.get(id).remove(text(put.key()));
      } else {
        entries.get(id).put(text(put.key()), value);
      }
    } else if (change instanceof Change.Load load) {
      readAnew(load);
    } else {
      throw new AssertionError(change);
    }
  }

  private @Nullable String valueOf(Change.Put put) {
    try {
      byte[] value = put.value().bytes();
      assertThat(value).hasSize(put.value().length());
      return text(value);
    } catch (LimitException e) {
      // What is there now is this value or a later one, which will come.
      String present = presentName(put.keyspaceId());
      byte[] value = present == null ? null : db.keyspace(present).get(put.key());
      return value == null ? null : text(value);
    }
  }

  private void readAnew(Change.Load load) {
    String first = text(load.firstKey());
    String last = text(load.lastKey());
    SortedMap<String, String> all = entries.get(load.keyspaceId());
    all.keySet().removeIf(key -> key.compareTo(first) >= 0 && key.compareTo(last) <= 0);
    String present = presentName(load.keyspaceId());
    if (present != null) {
      try (Cursor cursor = db.keyspace(present).cursor(KeyRange.all())) {
        for (boolean on = cursor.seek(load.firstKey()); on; on = cursor.next()) {
          if (text(cursor.key()).compareTo(last) > 0) {
            break;
          }
          all.put(text(cursor.key()), text(cursor.value()));
        }
      }
    }
  }

  /** Returns the name that a keyspace has in the end, or null if it will be dropped. */
  private @Nullable String presentName(int id) {
    KeyspaceInfo info =
        ((Session) db).engine().timeline().view().catalog().find(new KeyspaceId(id));
    return info == null ? null : info.name();
  }

  /** Returns all commits after a sequence. */
  static List<CommittedChanges> read(LocalDatabase db, long sequence) {
    List<CommittedChanges> commits = new ArrayList<>();
    try (ChangeCursor cursor = db.changesAfter(sequence)) {
      for (CommittedChanges commit = cursor.next(); commit != null; commit = cursor.next()) {
        commits.add(commit);
      }
    }
    return commits;
  }

  /** Returns the sequences of all commits after a sequence. */
  static List<Long> sequences(LocalDatabase db, long sequence) {
    return read(db, sequence).stream().map(CommittedChanges::sequence).toList();
  }

  /** Returns a change as text. */
  static String show(Change change) {
    String name = change.keyspaceName();
    if (change instanceof Change.Put put) {
      return name + " " + text(put.key()) + "=" + text(put.value().bytes());
    }
    if (change instanceof Change.Delete delete) {
      return name + " -" + text(delete.key());
    }
    if (change instanceof Change.DeleteRange delete) {
      return name + " -" + delete.range();
    }
    if (change instanceof Change.Load load) {
      return name + " loaded " + text(load.firstKey()) + " to " + text(load.lastKey());
    }
    if (change instanceof Change.KeyspaceCreated created) {
      return name + " created with " + created.options().engine();
    }
    if (change instanceof Change.KeyspaceRenamed) {
      return name + " renamed";
    }
    if (change instanceof Change.KeyspaceAltered altered) {
      return name + " altered to " + altered.attributes();
    }
    return name + " dropped";
  }

  /** Returns all changes after a sequence, those of a commit in one text. */
  static List<String> show(LocalDatabase db, long sequence) {
    return read(db, sequence).stream()
        .map(commit -> String.join(", ", commit.changes().stream().map(Mirror::show).toList()))
        .toList();
  }
}
