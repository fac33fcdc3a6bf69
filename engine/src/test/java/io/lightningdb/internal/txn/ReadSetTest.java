package io.lightningdb.internal.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.KeyRange;
import io.lightningdb.Limits;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.memtable.Generation;
import io.lightningdb.internal.testing.MapCursor;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cursors note of where they went. */
@ExtendWith(Seeds.class)
class ReadSetTest {

  private static final KeyspaceId KEYSPACE = new KeyspaceId(1);
  private static final KeyspaceId OTHER = new KeyspaceId(2);

  private final NavigableMap<byte[], byte @Nullable []> entries = MapCursor.newMap();
  private final ReadSet reads = new ReadSet();

  private ReadTrackingCursor cursor(KeyRange range) {
    return new ReadTrackingCursor(new MapCursor(entries), range, reads, KEYSPACE);
  }

  private static byte[] key(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  private static boolean isRead(ReadSet reads, KeyspaceId keyspace, byte[] key) {
    Generation generation = new Generation(1);
    generation.put(keyspace, key, key, ReadTime.NEVER, 2);
    return reads.firstChanged(List.of(generation), 1) != null;
  }

  /** Ranges that grow from short keys to long ones must not take memory that nobody counts. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theLengthOfTheKeysThatACursorComesToCounts(boolean tooMuch) throws IOException {
    entries.put(new byte[] {0}, new byte[0]);
    entries.put(Arrays.copyOf(new byte[] {1}, Limits.KEY_BYTES_MAX), new byte[0]);
    reads.key(OTHER, new byte[] {9});
    long ranges = ReadSet.BYTES_MAX / Limits.KEY_BYTES_MAX - (tooMuch ? 0 : 1);
    for (int range = 0; range < ranges; range++) {
      ReadTrackingCursor cursor = cursor(KeyRange.all());
      cursor.seek(new byte[] {0});
      cursor.next();
    }
    assertThat(isRead(reads, KEYSPACE, new byte[] {9})).isEqualTo(tooMuch);
    assertThat(isRead(reads, OTHER, new byte[] {8})).isEqualTo(tooMuch);
    assertThat(isRead(reads, KEYSPACE, new byte[] {1})).isTrue();
    assertThat(isRead(reads, OTHER, new byte[] {9})).isTrue();
  }

  /** Only what is kept counts, and that is the ends of where a cursor went. */
  @Test
  void aCursorThatGoesOnTakesNoMoreThanItsTwoEnds() throws IOException {
    for (int number = 0; number < 1_000; number++) {
      entries.put(Arrays.copyOf(key(number), 60_000), new byte[0]);
    }
    ReadTrackingCursor cursor = cursor(KeyRange.lessThan(new byte[] {8}));
    for (int round = 0; round < 3; round++) {
      cursor.first();
      while (cursor.next()) {}
      cursor.last();
      while (cursor.previous()) {}
    }
    assertThat(isRead(reads, KEYSPACE, new byte[] {9})).isFalse();
    assertThat(isRead(reads, KEYSPACE, key(5))).isTrue();
  }

  /** Whoever commits is looked for in all ranges while others wait. */
  @Test
  void rangesThatWereReadAgainAndAgainAreLookedThroughOnce() throws IOException {
    Generation generation = new Generation(0);
    for (int number = 0; number < 20_000; number++) {
      generation.put(KEYSPACE, key(number), new byte[0], ReadTime.NEVER, 1);
    }
    generation.advanceTo(2);
    for (int round = 0; round < 50_000; round++) {
      ReadTrackingCursor cursor = cursor(KeyRange.all());
      cursor.first();
    }
    long start = System.nanoTime();
    assertThat(reads.firstChanged(List.of(generation), 1)).isNull();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  /** Cursors go anywhere, and a model notes every key that they pass. */
  @Test
  void whatIsReadIsExactlyWhereCursorsWent(Seed seed) throws IOException {
    int keys = 40;
    for (int round = 0; round < 300; round++) {
      ReadSet noted = new ReadSet();
      NavigableMap<byte[], byte @Nullable []> present = MapCursor.newMap();
      for (int number = 0; number < keys; number++) {
        if (seed.oneIn(3)) {
          present.put(key(number), new byte[0]);
        }
      }
      Set<Integer> passed = new TreeSet<>();
      for (int cursors = seed.between(1, 6); cursors > 0; cursors--) {
        int from = seed.between(0, keys);
        new Wanderer(present, from, seed.between(from, keys), noted).wander(passed, seed);
      }
      List<Integer> found = new ArrayList<>();
      for (int number = 0; number < keys; number++) {
        if (isRead(noted, KEYSPACE, key(number))) {
          found.add(number);
        }
      }
      assertThat(found).containsExactlyElementsOf(passed);
    }
  }

  /** Moves a cursor as those do that users hold. */
  private static final class Wanderer {

    private final ReadTrackingCursor cursor;
    private final int from;
    private final int to;
    private boolean on;

    Wanderer(NavigableMap<byte[], byte @Nullable []> entries, int from, int to, ReadSet reads) {
      this.cursor =
          new ReadTrackingCursor(
              new MapCursor(entries), KeyRange.between(key(from), key(to)), reads, KEYSPACE);
      this.from = from;
      this.to = to;
    }

    private int at() {
      return ByteBuffer.wrap(cursor.key()).getInt();
    }

    private int arriveForward(boolean found) {
      on = found && at() < to;
      return on ? at() : to - 1;
    }

    private int arriveBackward(boolean found) {
      on = found && at() >= from;
      return on ? at() : from;
    }

    /** Adds all between where the cursor was and where it is, at each step. */
    void wander(Set<Integer> passed, Seed seed) throws IOException {
      for (int steps = seed.between(1, 10); steps > 0; steps--) {
        int target = seed.between(from, Math.max(from, to - 1));
        int low;
        int high;
        switch (seed.between(0, on ? 5 : 3)) {
          case 0 -> {
            low = from;
            high = arriveForward(cursor.seek(key(from)));
          }
          case 1 -> {
            high = to - 1;
            low = arriveBackward(cursor.seekBefore(key(to)));
          }
          case 2 -> {
            low = target;
            high = arriveForward(cursor.seek(key(target)));
          }
          case 3 -> {
            high = target - 1;
            low = arriveBackward(cursor.seekBefore(key(target)));
          }
          case 4 -> {
            low = at();
            high = arriveForward(cursor.next());
          }
          default -> {
            high = at();
            low = arriveBackward(cursor.previous());
          }
        }
        for (int number = low; number <= high; number++) {
          passed.add(number);
        }
      }
    }
  }
}
