package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Durability;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.StorageEngine;
import io.lightningdb.Transaction;
import io.lightningdb.internal.store.BlobPointer;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Kind;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Cuts the power before every change to the disk while values come as streams, in keyspaces of all
 * engines, alone, several in a transaction, rolled back, replaced, deleted and flushed.
 */
@ExtendWith(Seeds.class)
class StreamCrashTest {

  private static final int STEPS = 12;
  private static final Set<Kind> HARMLESS = EnumSet.of(Kind.OPEN, Kind.READ, Kind.LIST);
  private static final Options OPTIONS =
      Options.builder().memtableBytes(64 * 1024).durability(Durability.SYNC).build();

  /** What the keyspaces have after each commit: keys with digests of their values. */
  private final List<Map<String, String>> states = new ArrayList<>(List.of(Map.of()));

  private int promised;
  private int images;

  private static List<Keyspace> keyspaces(LocalDatabase db) {
    return Arrays.stream(StorageEngine.values())
        .map(
            engine ->
                db.openKeyspace(engine.name(), KeyspaceOptions.builder().engine(engine).build()))
        .toList();
  }

  private static String digest(byte[] value) {
    return value.length + " bytes, " + Arrays.hashCode(value);
  }

  private static byte[] key(Seed seed) {
    return bytes("key" + seed.between(0, 2));
  }

  /** Mostly a value that gets a file of its own. */
  private static byte[] value(Seed seed) {
    int most = seed.oneIn(4) ? 2_000 : seed.between(0, 400_000) + BlobPointer.PART_BYTES;
    return seed.bytes(most);
  }

  private static InputStream stream(byte[] value) {
    return new ByteArrayInputStream(value);
  }

  /** Notes the state that the commit that follows leads to. */
  private Map<String, String> begin() {
    Map<String, String> next = new TreeMap<>(states.get(states.size() - 1));
    states.add(next);
    return next;
  }

  private void committed() {
    promised = states.size() - 1;
  }

  private static String name(Keyspace keyspace, byte[] key) {
    return keyspace.name() + "/" + Databases.text(key);
  }

  private void step(LocalDatabase db, Seed seed) {
    Keyspace keyspace = seed.pick(keyspaces(db));
    byte[] key = key(seed);
    switch (seed.between(0, 9)) {
      case 0, 1, 2 -> {
        byte[] value = value(seed);
        begin().put(name(keyspace, key), digest(value));
        keyspace.put(key, stream(value));
        committed();
      }
      case 3, 4 -> {
        begin().remove(name(keyspace, key));
        keyspace.delete(key);
        committed();
      }
      case 5 -> db.flush();
      case 6 -> db.compact();
      default -> transaction(db, seed);
    }
  }

  private void transaction(LocalDatabase db, Seed seed) {
    Map<String, String> next = new TreeMap<>(states.get(states.size() - 1));
    try (Transaction transaction = db.begin()) {
      for (int writes = seed.between(1, 3); writes > 0; writes--) {
        Keyspace keyspace = seed.pick(keyspaces(db));
        byte[] key = key(seed);
        if (seed.oneIn(4)) {
          transaction.delete(keyspace, key);
          next.remove(name(keyspace, key));
        } else {
          byte[] value = value(seed);
          transaction.put(keyspace, key, stream(value));
          next.put(name(keyspace, key), digest(value));
        }
      }
      if (seed.oneIn(3)) {
        transaction.rollback();
      } else {
        states.add(next);
        transaction.commit();
        committed();
      }
    }
  }

  private void run(SimulatedDisk disk, Seed seed) {
    Seed cuts = seed.fork("cuts");
    try (LocalDatabase db = Databases.open(disk, OPTIONS)) {
      keyspaces(db);
      disk.observe(
          operation -> {
            if (!HARMLESS.contains(operation.kind())) {
              for (Survival survival : Survival.values()) {
                check(disk.afterPowerFailure(survival, cuts), operation + " " + survival);
                images++;
              }
            }
          });
      for (int step = 0; step < STEPS; step++) {
        step(db, seed);
      }
      db.flush();
    }
    disk.observe(operation -> {});
    Set<String> left = treeFiles(disk);
    try (LocalDatabase db = Databases.open(disk, OPTIONS)) {
      assertThat(contents(db)).isEqualTo(states.get(states.size() - 1));
    }
    // What was rolled back or replaced was deleted then, and not only when it was opened again.
    assertThat(treeFiles(disk)).isEqualTo(left);
  }

  private static Set<String> treeFiles(SimulatedDisk disk) {
    return disk.files().keySet().stream()
        .filter(name -> name.endsWith(".tree"))
        .collect(Collectors.toSet());
  }

  private static Map<String, String> contents(LocalDatabase db) {
    Map<String, String> found = new TreeMap<>();
    for (Keyspace keyspace : keyspaces(db)) {
      Databases.contents(keyspace.cursor())
          .forEach(
              (key, value) ->
                  found.put(name(keyspace, bytes(key)), digest(Databases.bytes(value))));
    }
    return found;
  }

  private void check(SimulatedDisk image, String when) {
    LocalDatabase opened;
    try {
      opened = Databases.open(image, OPTIONS);
    } catch (RuntimeException e) {
      throw new AssertionError("cannot be opened after " + when, e);
    }
    try (LocalDatabase db = opened) {
      Map<String, String> found = contents(db);
      assertThat(states.subList(promised, states.size()))
          .as("after %s: one of the states from %d on", when, promised)
          .contains(found);
      assertThat(db.verify()).as("broken rules after " + when).isEmpty();
      db.flush();
      assertThat(contents(db)).as("flushed after " + when).isEqualTo(found);
    }
    assertThat(image.openHandles()).as("open files after " + when).isEmpty();
  }

  @Test
  void aValueIsThereWholeOrNotAtAllWheneverThePowerFails(Seed seed) {
    run(new SimulatedDisk(), seed);
    assertThat(images).isGreaterThan(300);
  }

  /** The control: this test can fail. */
  @Test
  void aDiskThatIgnoresSyncsIsFoundOut(Seed seed) {
    SimulatedDisk disk = new SimulatedDisk();
    disk.ignoreSyncs();
    assertThatThrownBy(() -> run(disk, seed))
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching("(?s).*(one of the states|cannot be opened after).*");
  }
}
