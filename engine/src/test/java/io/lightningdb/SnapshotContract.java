package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.Threads;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Snapshot} does. */
abstract class SnapshotContract extends Contract {

  private Keyspace keyspace;

  @BeforeEach
  void createKeyspace() {
    keyspace = db.createKeyspace("k");
  }

  @Test
  void aSnapshotSeesWhatWasCommittedBeforeItAndNothingLater() {
    keyspace.put(KEY, VALUE);
    try (Snapshot snapshot = db.snapshot()) {
      keyspace.put(KEY, OTHER);
      keyspace.put(OTHER, OTHER);
      settle(db);
      assertThat(snapshot.get(keyspace, KEY)).isEqualTo(VALUE);
      assertThat(snapshot.contains(keyspace, OTHER)).isFalse();
      try (Snapshot later = db.snapshot()) {
        keyspace.delete(KEY);
        assertThat(later.get(keyspace, KEY)).isEqualTo(OTHER);
        assertThat(snapshot.get(keyspace, KEY)).isEqualTo(VALUE);
      }
    }
    assertThat(keyspace.contains(KEY)).isFalse();
  }

  @Test
  void aSnapshotSeesAllKeyspacesAsOfOneMoment() {
    Keyspace other = db.createKeyspace("other");
    db.write(new WriteBatch().put(keyspace, KEY, VALUE).put(other, KEY, VALUE));
    try (Snapshot snapshot = db.snapshot()) {
      db.write(new WriteBatch().put(keyspace, KEY, OTHER).put(other, KEY, OTHER));
      settle(db);
      assertThat(snapshot.view(keyspace).get(KEY)).isEqualTo(VALUE);
      assertThat(snapshot.view(other).get(KEY)).isEqualTo(VALUE);
      try (Cursor cursor = snapshot.cursor(other, KeyRange.all())) {
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.value()).isEqualTo(VALUE);
      }
    }
  }

  @Test
  void aKeyspaceThatWasDroppedOrRenamedLaterIsStillThere() {
    keyspace.put(KEY, VALUE);
    Keyspace renamed = db.createKeyspace("renamed");
    renamed.put(KEY, OTHER);
    try (Snapshot snapshot = db.snapshot()) {
      db.dropKeyspace("k");
      db.renameKeyspace("renamed", "r");
      db.createKeyspace("k").put(KEY, OTHER);
      settle(db);
      assertThat(snapshot.get(keyspace, KEY)).isEqualTo(VALUE);
      assertThat(snapshot.get(renamed, KEY)).isEqualTo(OTHER);
      assertThat(snapshot.get(db.keyspace("r"), KEY)).isEqualTo(OTHER);
    }
  }

  @Test
  void aKeyspaceThatWasNotThereIsNotInIt() {
    db.createKeyspace("dropped");
    Keyspace dropped = db.keyspace("dropped");
    db.dropKeyspace("dropped");
    try (Snapshot snapshot = db.snapshot()) {
      Keyspace later = db.createKeyspace("later");
      assertRefused(
          "not in this snapshot",
          List.of(
              () -> snapshot.view(later),
              () -> snapshot.get(later, KEY),
              () -> snapshot.view(dropped)));
    }
  }

  @Test
  void aKeyspaceOfAnotherDatabaseIsRefused() {
    try (Snapshot snapshot = db.snapshot()) {
      withForeignKeyspace(
          foreign ->
              assertThatThrownBy(() -> snapshot.view(foreign))
                  .isInstanceOf(IllegalArgumentException.class)
                  .hasMessageContaining("'foreign' belongs to another database"));
    }
  }

  @Test
  void nullIsRefused() {
    try (Snapshot snapshot = db.snapshot()) {
      assertRefusesNull(
          List.of(
              () -> snapshot.view(null),
              () -> snapshot.get(null, KEY),
              () -> snapshot.get(keyspace, null),
              () -> snapshot.contains(keyspace, null),
              () -> snapshot.cursor(keyspace, null)));
    }
  }

  @Test
  void nothingIsReadAfterItsClose() {
    keyspace.put(KEY, VALUE);
    Snapshot snapshot = db.snapshot();
    ReadView view = snapshot.view(keyspace);
    Cursor cursor = view.cursor();
    assertThat(cursor.next()).isTrue();
    snapshot.close();
    snapshot.close();
    assertRefused(
        "closed",
        List.of(
            () -> snapshot.view(keyspace),
            () -> snapshot.get(keyspace, KEY),
            () -> snapshot.contains(keyspace, KEY),
            () -> snapshot.cursor(keyspace, KeyRange.all()),
            () -> view.get(KEY),
            () -> view.getAll(List.of()),
            () -> view.contains(KEY),
            view::cursor,
            cursor::next,
            cursor::previous,
            cursor::key,
            cursor::value));
    cursor.close();
    assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
  }

  @Test
  void nothingIsReadAfterTheDatabaseIsClosed() {
    Snapshot snapshot = db.snapshot();
    ReadView view = snapshot.view(keyspace);
    db.close();
    assertRefused("closed", List.of(() -> snapshot.view(keyspace), () -> view.get(KEY)));
    snapshot.close();
  }

  @Test
  void manyThreadsMayReadItAtOnce() {
    WriteBatch puts = new WriteBatch();
    WriteBatch deletions = new WriteBatch();
    for (int i = 0; i < 500; i++) {
      puts.put(keyspace, bytes("key" + i), bytes("value" + i));
      deletions.delete(keyspace, bytes("key" + i));
    }
    db.write(puts);
    settle(db);
    try (Snapshot snapshot = db.snapshot()) {
      db.write(deletions);
      Threads.run(
          4,
          thread -> {
            ReadView view = snapshot.view(keyspace);
            for (int i = 0; i < 500; i++) {
              assertThat(view.get(bytes("key" + i))).isEqualTo(bytes("value" + i));
            }
            int count = 0;
            try (Cursor cursor = view.cursor()) {
              while (cursor.next()) {
                count++;
              }
            }
            assertThat(count).isEqualTo(500);
          });
    }
  }
}
