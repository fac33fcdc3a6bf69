package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.BulkLoad;
import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.StorageEngine;
import io.lightningdb.internal.codec.FileKind;
import io.lightningdb.internal.io.DirectoryLock;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.testing.InlineScheduler;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Damages every file of a small database in every place: it is found out, or it does no harm, but
 * it is never returned as data.
 */
@ExtendWith(Seeds.class)
class DamageTest {

  private static final int STEPS = 60;

  /** What came of opening and reading a damaged database. */
  private enum Outcome {
    FOUND_OUT,
    HARMLESS,
    LOST_UNCONFIRMED_TAIL
  }

  /** A database as it was left, and what it must hold. */
  private record Left(Map<String, byte[]> files, CrashWorkload workload) {}

  private static LocalDatabase open(Disk disk, CrashWorkload workload) {
    return Databases.openAt(
        disk, CrashWorkload.OPTIONS, new InlineScheduler(), workload::nowMicros);
  }

  private static Left closed(Seed seed) {
    SimulatedDisk disk = new SimulatedDisk();
    CrashWorkload workload = new CrashWorkload(seed.fork("workload")).withExpiry();
    try (LocalDatabase db = open(disk, workload)) {
      workload.run(db, STEPS);
    }
    return new Left(disk.files(), workload);
  }

  private static Left killed(Seed seed) {
    SimulatedDisk disk = new SimulatedDisk();
    CrashWorkload workload = new CrashWorkload(seed.fork("workload")).withExpiry();
    Map<String, byte[]> files;
    try (LocalDatabase db = open(disk, workload)) {
      workload.run(db, STEPS);
      db.sync();
      files = disk.afterPowerFailure(Survival.NOTHING, seed).files();
    }
    return new Left(files, workload);
  }

  @Test
  void aFlippedBitInAClosedDatabaseIsFoundOutOrHarmless(Seed seed) {
    Left left = closed(seed);
    Map<Outcome, Integer> outcomes = flipBits(left, seed, false);
    assertThat(outcomes.get(Outcome.FOUND_OUT)).isPositive();
    assertThat(outcomes).doesNotContainKey(Outcome.LOST_UNCONFIRMED_TAIL);
  }

  @Test
  void aFlippedBitInAKilledDatabaseTakesNoMoreThanWhatNothingBehindItConfirms(Seed seed) {
    Map<Outcome, Integer> outcomes = flipBits(killed(seed), seed, true);
    assertThat(outcomes.get(Outcome.FOUND_OUT)).isPositive();
  }

  private static Map<Outcome, Integer> flipBits(Left left, Seed seed, boolean tailMayGo) {
    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    left.files.forEach(
        (name, bytes) -> {
          // Every byte that means something; of the zeros that wait to be written, a sample.
          int used = lastUsed(bytes);
          for (int i = 0; i < bytes.length; i += i < used ? 1 : 97) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= (byte) (1 << seed.between(0, 7));
            // An edit of a manifest may go too, but nothing with it that is not in the log.
            Outcome outcome =
                open(
                    left,
                    name,
                    damaged,
                    tailMayGo && isLog(name),
                    "bit of byte " + i + " of " + name);
            outcomes.merge(outcome, 1, Integer::sum);
          }
        });
    System.out.println("flipped bits: " + outcomes);
    return outcomes;
  }

  private static boolean isLog(String name) {
    return FileKind.of(name).filter(kind -> kind == FileKind.LOG).isPresent();
  }

  private static int lastUsed(byte[] bytes) {
    int last = bytes.length;
    while (last > 0 && bytes[last - 1] == 0) {
      last--;
    }
    return last;
  }

  /** A load is in the manifest alone, so not even the newest edit may go that has one. */
  @ParameterizedTest
  @EnumSource
  void aFlippedBitInTheManifestNeverTakesABulkLoad(StorageEngine engine, Seed seed)
      throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    try (LocalDatabase db = Databases.open(disk, CrashWorkload.OPTIONS)) {
      Keyspace keyspace = db.createKeyspace("k", KeyspaceOptions.builder().engine(engine).build());
      keyspace.put(new byte[] {1}, new byte[10]);
      db.flush();
      try (BulkLoad load = db.bulkLoad(keyspace)) {
        load.add(new byte[] {2}, new byte[10]);
        load.commit();
      }
      Map<String, byte[]> files = disk.afterPowerFailure(Survival.NOTHING, seed).files();
      String name = ManifestReader.findNewest(disk).orElseThrow();
      int refused = 0;
      for (int bit = 0; bit < lastUsed(files.get(name)) * Byte.SIZE; bit++) {
        files.get(name)[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        try (LocalDatabase damaged =
            Databases.open(SimulatedDisk.of(files), CrashWorkload.OPTIONS)) {
          assertThat(Databases.contents(damaged)).isEqualTo(Databases.contents(db));
        } catch (CorruptionException | FormatException e) {
          refused++;
        }
        files.get(name)[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      }
      assertThat(refused).isPositive();
    }
  }

  @Test
  void aFileCutShortIsFoundOutOrHarmless(Seed seed) {
    for (Left left : new Left[] {closed(seed), killed(seed)}) {
      left.files.forEach(
          (name, bytes) -> {
            for (int length = 0; length < bytes.length; length += seed.between(1, 40)) {
              open(
                  left,
                  name,
                  Arrays.copyOf(bytes, length),
                  isLog(name),
                  name + " cut to " + length);
            }
          });
    }
  }

  @Test
  void aSectorOfZerosIsFoundOutOrHarmless(Seed seed) {
    for (Left left : new Left[] {closed(seed), killed(seed)}) {
      left.files.forEach(
          (name, bytes) -> {
            for (int at = 0; at < bytes.length; at += 512) {
              byte[] damaged = bytes.clone();
              Arrays.fill(damaged, at, Math.min(at + 512, bytes.length), (byte) 0);
              open(left, name, damaged, isLog(name), "zeros at " + at + " of " + name);
            }
          });
    }
  }

  @Test
  void aFileInThePlaceOfAnotherIsFoundOut(Seed seed) {
    Left left = closed(seed);
    for (String name : left.files.keySet()) {
      for (String other : left.files.keySet()) {
        boolean sameKind = FileKind.of(name).equals(FileKind.of(other));
        if (!name.equals(other) && sameKind && FileKind.of(name).isPresent()) {
          open(left, name, left.files.get(other), false, other + " in the place of " + name);
        }
      }
    }
  }

  @Test
  void aMissingFileIsFoundOut(Seed seed) {
    Left left = closed(seed);
    for (String name : left.files.keySet()) {
      if (name.equals(DirectoryLock.FILE_NAME)) {
        continue;
      }
      Map<String, byte[]> files = new HashMap<>(left.files);
      files.remove(name);
      assertThat(openFiles(files, left, false, "without " + name)).isEqualTo(Outcome.FOUND_OUT);
    }
  }

  private static Outcome open(
      Left left, String name, byte[] bytes, boolean tailMayGo, String what) {
    Map<String, byte[]> files = new HashMap<>(left.files);
    files.put(name, bytes);
    return openFiles(files, left, tailMayGo, what);
  }

  private static Outcome openFiles(
      Map<String, byte[]> files, Left left, boolean tailMayGo, String what) {
    SimulatedDisk disk = SimulatedDisk.of(files);
    CrashWorkload workload = left.workload;
    try (LocalDatabase db = open(disk, workload)) {
      Map<String, SortedMap<String, String>> found = Databases.contents(db);
      if (found.equals(workload.states().get(workload.issued()))) {
        return db.verify().isEmpty() ? Outcome.HARMLESS : Outcome.FOUND_OUT;
      }
      assertThat(tailMayGo && workload.states().contains(found))
          .as("wrong data was returned after damage: %s", what)
          .isTrue();
      return Outcome.LOST_UNCONFIRMED_TAIL;
    } catch (CorruptionException | FormatException e) {
      assertThat(e.getMessage()).as(what).isNotBlank();
      return Outcome.FOUND_OUT;
    } catch (RuntimeException e) {
      throw new AssertionError("another exception after damage: " + what, e);
    } finally {
      assertThat(disk.openHandles()).as("open files after damage: " + what).isEmpty();
    }
  }
}
