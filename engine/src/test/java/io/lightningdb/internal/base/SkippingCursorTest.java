package io.lightningdb.internal.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.CursorWalk;
import io.lightningdb.internal.testing.MapCursor;
import io.lightningdb.internal.testing.RandomKeys;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.io.IOException;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class SkippingCursorTest {

  private static final int KEYS = 300;

  /** Counts the moves of the cursor beneath. */
  private static final class Counting extends ForwardingCursor {

    private int moves;

    Counting(EntryCursor entries) {
      super(entries);
    }

    @Override
    public boolean first() throws IOException {
      moves++;
      return entries.first();
    }

    @Override
    public boolean last() throws IOException {
      moves++;
      return entries.last();
    }

    @Override
    public boolean seek(byte[] key) throws IOException {
      moves++;
      return entries.seek(key);
    }

    @Override
    public boolean seekBefore(byte[] key) throws IOException {
      moves++;
      return entries.seekBefore(key);
    }

    @Override
    public boolean next() throws IOException {
      moves++;
      return entries.next();
    }

    @Override
    public boolean previous() throws IOException {
      moves++;
      return entries.previous();
    }
  }

  /** Tells the same as some ranges, in stretches that may be shorter than they could be. */
  private static DeletedRanges told(KeyRanges ranges) {
    return key -> {
      byte[] from = {};
      for (KeyRanges.Range range : ranges.ranges()) {
        if (range.has(key)) {
          return new Stretch(range.from(), range.to(), 1);
        }
        if (Keys.compare(key, range.from()) < 0) {
          return new Stretch(from, range.from(), 0);
        }
        from = range.to() == null ? from : range.to();
      }
      return new Stretch(from, null, 0);
    };
  }

  @RepeatedTest(10)
  void whatIsNotInARangeIsShownWhicheverWayItIsComeUpon(Seed seed) throws IOException {
    NavigableMap<byte[], byte @Nullable []> entries = MapCursor.newMap();
    RandomKeys keys = new RandomKeys(seed, KEYS);
    for (int i = seed.between(0, KEYS); i > 0; i--) {
      entries.put(keys.get(), seed.oneIn(5) ? null : seed.bytes(3));
    }
    NavigableMap<byte[], byte @Nullable []> ends = MapCursor.newMap();
    for (int i = seed.between(0, 6); i > 0; i--) {
      byte[] one = keys.get();
      byte[] other = keys.get();
      if (Keys.compare(one, other) < 0) {
        ends.put(one, seed.oneIn(10) ? null : other);
      }
    }
    KeyRanges.Builder builder = new KeyRanges.Builder();
    ends.forEach(builder::add);
    KeyRanges ranges = builder.build();
    NavigableMap<byte[], byte @Nullable []> left = MapCursor.newMap();
    left.putAll(entries);
    left.keySet().removeIf(ranges::contain);
    EntryCursor found = new SkippingCursor(new MapCursor(entries), told(ranges));
    CursorWalk walk = new CursorWalk(found, new MapCursor(left));
    walk.thereAndBack();
    walk.wander(seed, 300, keys);
    walk.turnAtEveryStep(20);
  }

  @Test
  void aRangeCostsTheSameHoweverManyEntriesItHas() throws IOException {
    NavigableMap<byte[], byte @Nullable []> entries = MapCursor.newMap();
    for (int i = 0; i < 10_000; i++) {
      entries.put(new byte[] {(byte) (i >> 8), (byte) i}, new byte[0]);
    }
    Counting counting = new Counting(new MapCursor(entries));
    KeyRanges ranges = KeyRanges.of(new byte[] {0, 5}, new byte[] {39, 5});
    EntryCursor cursor = new SkippingCursor(counting, told(ranges));
    int shown = 0;
    for (boolean on = cursor.first(); on; on = cursor.next()) {
      shown++;
    }
    assertThat(shown).isEqualTo(5 + 10_000 - 39 * 256 - 5);
    assertThat(counting.moves).isEqualTo(shown + 2);
    for (boolean on = cursor.last(); on; on = cursor.previous()) {
      shown--;
    }
    assertThat(shown).isZero();
  }
}
