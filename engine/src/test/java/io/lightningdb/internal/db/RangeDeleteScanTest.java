package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Cursor;
import io.lightningdb.Database;
import io.lightningdb.Durability;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.StorageEngine;
import io.lightningdb.WriteBatch;
import io.lightningdb.internal.io.MemoryDisk;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A scan over a range of which a million keys were deleted at once takes no more than three times
 * as long as one of the entries that are left, wherever those are that were deleted.
 */
@Timeout(240)
class RangeDeleteScanTest {

  private static final int LIVE = 300_000;
  private static final int DELETED = 1_000_000;
  private static final int SCANS_MIN = 5;
  private static final int SCANS_MAX = 60;
  private static final double TIMES_MAX = 3;

  private static byte[] key(int number) {
    return ByteBuffer.allocate(8).putInt(number).array();
  }

  private static void fill(Database db, Keyspace keyspace, int from, int to) {
    WriteBatch batch = new WriteBatch();
    for (int i = from; i < to; i++) {
      batch.put(keyspace, key(i), new byte[8]);
      if (batch.size() == 1_000 || i == to - 1) {
        db.write(batch, Durability.ASYNC);
        batch.clear();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(StorageEngine.class)
  void scansPassOverWhatWasDeleted(StorageEngine engine) {
    Options options = Options.builder().memtableBytes(512 << 20).build();
    KeyspaceOptions keyspaceOptions = KeyspaceOptions.builder().engine(engine).build();
    try (LocalDatabase db = Databases.open(new MemoryDisk(), options)) {
      Keyspace few = db.createKeyspace("few", keyspaceOptions);
      fill(db, few, 0, LIVE / 2);
      fill(db, few, LIVE / 2 + DELETED, LIVE + DELETED);
      Keyspace keyspace = db.createKeyspace("many", keyspaceOptions);
      fill(db, keyspace, 0, LIVE + DELETED);
      KeyRange middle = KeyRange.between(key(LIVE / 2), key(LIVE / 2 + DELETED));
      keyspace.deleteRange(middle);
      compare("all in memory", few, keyspace);
      db.flush();
      compare("flushed together", few, keyspace);
      fill(db, keyspace, LIVE / 2, LIVE / 2 + DELETED);
      db.flush();
      keyspace.deleteRange(middle);
      few.put(key(0), new byte[8]); // has something in memory, too
      compare("the range in memory, the entries in files", few, keyspace);
      db.flush();
      compare("flushed one after the other", few, keyspace);
    }
  }

  private static void compare(String what, Keyspace few, Keyspace many) {
    double least = Double.MAX_VALUE;
    double leastOfFew = Double.MAX_VALUE;
    // The least of several times, until it is clear: the machine may be doing something else.
    for (int i = 0; i < SCANS_MIN || (i < SCANS_MAX && least / leastOfFew > TIMES_MAX); i++) {
      leastOfFew = Math.min(leastOfFew, scan(few));
      least = Math.min(least, scan(many));
    }
    System.out.printf("%s: %.2f times as long%n", what, least / leastOfFew);
    assertThat(least / leastOfFew).as("times as long, %s", what).isLessThan(TIMES_MAX);
  }

  private static double scan(Keyspace keyspace) {
    long started = System.nanoTime();
    int count = 0;
    try (Cursor cursor = keyspace.cursor()) {
      while (cursor.next()) {
        count++;
      }
    }
    assertThat(count).isEqualTo(LIVE);
    return System.nanoTime() - started;
  }
}
