package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.bytes;
import static io.lightningdb.internal.db.Databases.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Compression;
import io.lightningdb.CorruptionException;
import io.lightningdb.Cursor;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.StorageException;
import io.lightningdb.WriteBatch;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Cursors on which a move fails in the middle of their way. */
class CursorHandleTest {

  private static final int KEYS = 200;
  private static final Options OPTIONS = Options.builder().cacheBytes(0).build();

  private static String key(int number) {
    return "key%04d".formatted(number);
  }

  /** Returns the files of a database whose tree has a few dozen leaves. */
  private static Map<String, byte[]> files() {
    SimulatedDisk disk = new SimulatedDisk();
    try (LocalDatabase db = Databases.open(disk, OPTIONS)) {
      Keyspace keyspace =
          db.createKeyspace(
              "k", KeyspaceOptions.builder().pageBytes(512).compression(Compression.NONE).build());
      WriteBatch batch = new WriteBatch();
      for (int i = 0; i < KEYS; i++) {
        batch.put(keyspace, bytes(key(i)), bytes("value of " + key(i)));
      }
      db.write(batch);
    }
    return disk.files();
  }

  private static LocalDatabase openDamaged() {
    Map<String, byte[]> files = files();
    files.forEach(
        (name, content) -> {
          if (name.endsWith(".tree")) {
            String latin = new String(content, StandardCharsets.ISO_8859_1);
            content[latin.indexOf("value of " + key(100))]++;
          }
        });
    return Databases.open(SimulatedDisk.of(files), OPTIONS);
  }

  private static void assertOnNone(Cursor cursor) {
    for (ThrowingCallable use : new ThrowingCallable[] {cursor::key, cursor::value}) {
      assertThatThrownBy(use)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("on no entry");
    }
  }

  /** Goes on until something is wrong; whatever is shown before is right. */
  private static int walk(Cursor cursor) {
    int count = 0;
    while (cursor.next()) {
      assertThat(text(cursor.key())).isEqualTo(key(count));
      assertThat(text(cursor.value())).isEqualTo("value of " + key(count));
      count++;
    }
    return count;
  }

  @Test
  void damageEndsAWalkAndNothingDamagedIsShown() {
    try (LocalDatabase db = openDamaged();
        Cursor cursor = db.keyspace("k").cursor()) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> walk(cursor)).isInstanceOf(CorruptionException.class);
        assertOnNone(cursor);
      }
      assertThat(cursor.seek(bytes(key(0)))).isTrue();
      assertThat(text(cursor.value())).isEqualTo("value of " + key(0));
    }
  }

  @Test
  void damageIsFoundInEveryWayOfMoving() {
    try (LocalDatabase db = openDamaged();
        Cursor cursor = db.keyspace("k").cursor()) {
      byte[] damaged = bytes(key(100));
      assertThat(cursor.next()).isTrue();
      assertThatThrownBy(() -> cursor.seek(damaged)).isInstanceOf(CorruptionException.class);
      assertOnNone(cursor);
      assertThat(cursor.previous()).isTrue();
      assertThat(text(cursor.key())).isEqualTo(key(KEYS - 1));
      assertThatThrownBy(() -> cursor.seekFloor(damaged)).isInstanceOf(CorruptionException.class);
      assertOnNone(cursor);
      assertThatThrownBy(
              () -> {
                while (cursor.previous()) {
                  assertThat(text(cursor.key())).isGreaterThan(key(100));
                }
              })
          .isInstanceOf(CorruptionException.class);
      assertOnNone(cursor);
    }
  }

  @Test
  void aReadThatFailsEndsAWalkAndTheNextOneBeginsAnew() {
    SimulatedDisk disk = SimulatedDisk.of(files());
    try (LocalDatabase db = Databases.open(disk, OPTIONS);
        Cursor cursor = db.keyspace("k").cursor()) {
      assertThat(cursor.next()).isTrue();
      int[] reads = {0};
      disk.observe(
          operation -> {
            if (operation.kind() == Kind.READ && ++reads[0] == 5) {
              throw new IOException("the sector is bad");
            }
          });
      assertThatThrownBy(
              () -> {
                while (cursor.next()) {
                  assertThat(cursor.key()).isNotEmpty();
                }
              })
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("the sector is bad");
      assertOnNone(cursor);
      assertThat(walk(cursor)).isEqualTo(KEYS);
    }
  }

  @Test
  void memoryThatRunsOutEndsAWalkAndTheNextOneBeginsAnew() {
    SimulatedDisk disk = SimulatedDisk.of(files());
    try (LocalDatabase db = Databases.open(disk, OPTIONS);
        Cursor cursor = db.keyspace("k").cursor()) {
      assertThat(cursor.next()).isTrue();
      int[] reads = {0};
      disk.observe(
          operation -> {
            if (operation.kind() == Kind.READ && ++reads[0] == 5) {
              throw new OutOfMemoryError("no space for a page");
            }
          });
      assertThatThrownBy(
              () -> {
                while (cursor.next()) {
                  assertThat(cursor.key()).isNotEmpty();
                }
              })
          .isInstanceOf(OutOfMemoryError.class);
      assertOnNone(cursor);
      assertThat(walk(cursor)).isEqualTo(KEYS);
    }
  }
}
