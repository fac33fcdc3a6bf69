package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.StorageEngine;
import io.lightningdb.StorageException;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Kind;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left of altered attributes. */
@ExtendWith(Seeds.class)
class KeyspaceAlterationTest {

  private static final Map<String, String> ATTRIBUTES = Map.of("a", "new", "long", "-".repeat(900));

  private final SimulatedDisk disk = new SimulatedDisk();

  private static KeyspaceOptions created(StorageEngine engine) {
    return KeyspaceOptions.builder()
        .engine(engine)
        .pageBytes(512)
        .attribute("a", "old")
        .attribute("b", "old")
        .build();
  }

  private static KeyspaceOptions altered(KeyspaceOptions options) {
    return options.toBuilder().attributes(ATTRIBUTES).build();
  }

  private static LocalDatabase open(SimulatedDisk disk) {
    return Databases.open(disk, Options.defaults());
  }

  private static void fill(Keyspace keyspace, int from) {
    for (int i = from; i < from + 100; i++) {
      keyspace.put(bytes("key" + i), bytes("value" + i));
    }
  }

  private static void assertAltered(LocalDatabase db, StorageEngine engine, int entries) {
    Keyspace keyspace = db.keyspace("k");
    assertThat(keyspace.options()).isEqualTo(altered(created(engine)));
    assertThat(Databases.contents(keyspace.cursor())).hasSize(entries);
    assertThat(db.verify()).isEmpty();
  }

  /** In the log first, then in the manifest, and there with what was written before and after. */
  @ParameterizedTest
  @EnumSource
  void attributesAreThereAfterReopening(StorageEngine engine, Seed seed) {
    try (LocalDatabase db = open(disk)) {
      Keyspace keyspace = db.createKeyspace("k", created(engine));
      fill(keyspace, 0);
      db.flush();
      fill(keyspace, 100);
      db.alterKeyspace("k", KeyspaceAlterationTest::altered);
      try (LocalDatabase recovered = open(disk.afterPowerFailure(Survival.NOTHING, seed))) {
        assertAltered(recovered, engine, 200);
      }
      fill(keyspace, 200);
      db.compact();
      assertAltered(db, engine, 300);
      try (LocalDatabase recovered = open(disk.afterPowerFailure(Survival.NOTHING, seed))) {
        assertAltered(recovered, engine, 300);
      }
    }
    for (int opening = 0; opening < 2; opening++) {
      try (LocalDatabase db = open(disk)) {
        assertAltered(db, engine, 300);
      }
    }
  }

  /** What is flushed later than it was sealed has the attributes of that time. */
  @Test
  void whatIsNotFlushedYetIsAlteredByTheLog(Seed seed) {
    try (LocalDatabase db = open(disk)) {
      Keyspace keyspace = db.createKeyspace("k", created(StorageEngine.BTREE));
      fill(keyspace, 0);
      db.alterKeyspace("k", options -> options.toBuilder().attribute("a", "between").build());
      db.flush();
      db.alterKeyspace("k", KeyspaceAlterationTest::altered);
      try (LocalDatabase recovered = open(disk.afterPowerFailure(Survival.NOTHING, seed))) {
        assertAltered(recovered, StorageEngine.BTREE, 100);
      }
    }
  }

  @Test
  void theSameAttributesAreNotWrittenAgain() {
    try (LocalDatabase db = open(disk)) {
      db.createKeyspace("k", created(StorageEngine.LSM));
      long sequence = db.lastSequence();
      long operations = disk.operations();
      KeyspaceOptions same = created(StorageEngine.LSM);
      assertThat(db.alterKeyspace("k", options -> same)).isEqualTo(same);
      assertThat(db.lastSequence()).isEqualTo(sequence);
      assertThat(disk.operations()).isEqualTo(operations);
      db.alterKeyspace("k", KeyspaceAlterationTest::altered);
      assertThat(db.lastSequence()).isEqualTo(sequence + 1);
      assertThat(disk.operations()).isGreaterThan(operations);
    }
  }

  @Test
  void whatCouldNotBeSyncedIsNotPromised() {
    LocalDatabase db = open(disk);
    db.createKeyspace("k", created(StorageEngine.BTREE));
    disk.observe(
        operation -> {
          if (operation.kind() == Kind.SYNC) {
            throw new IOException("no sync");
          }
        });
    assertThatThrownBy(() -> db.alterKeyspace("k", KeyspaceAlterationTest::altered))
        .isInstanceOf(StorageException.class);
    assertThatThrownBy(() -> db.alterKeyspace("k", options -> created(StorageEngine.BTREE)))
        .isInstanceOf(StorageException.class);
    assertThatThrownBy(db::close).isInstanceOf(StorageException.class);
  }
}
