package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Entries;
import io.lightningdb.benchmarks.store.StoreException;
import io.lightningdb.benchmarks.store.StoreReader;
import java.util.Arrays;

/** Counts entries and adds up their hashes, to tell whether a store holds exactly those written. */
final class Contents {

  private long count;
  private long hashSum;

  /** Returns what a scan of the whole store finds, which has to be in order. */
  static Contents of(StoreReader reader) {
    Contents found = new Contents();
    byte[][] previous = {new byte[0]};
    reader.scan(
        (keys, keyLength, values, valueLength) -> {
          byte[] key = Arrays.copyOf(keys, keyLength);
          byte[] value = Arrays.copyOf(values, valueLength);
          if (Arrays.compareUnsigned(previous[0], key) >= 0) {
            throw new StoreException("the keys of a scan are not in order");
          }
          previous[0] = key;
          found.add(key, value);
        });
    return found;
  }

  /** Returns what entries 0 to {@code entryCount} less one are. */
  static Contents expected(Entries entries, long entryCount) {
    Contents expected = new Contents();
    byte[] key = entries.newKey();
    byte[] value = entries.newValue();
    for (long index = 0; index < entryCount; index++) {
      entries.fillKey(index, key);
      entries.fillValue(index, value);
      expected.add(key, value);
    }
    return expected;
  }

  /** Returns what the entries of {@code generations} are. */
  static Contents expected(Entries entries, Generations generations) {
    Contents expected = new Contents();
    byte[] key = entries.newKey();
    byte[] value = entries.newValue();
    generations.forEach(
        (index, generation) -> {
          entries.fillKey(index, key);
          entries.fillValue(index, generation, value);
          expected.add(key, value);
        });
    return expected;
  }

  /** Adds an entry. */
  void add(byte[] key, byte[] value) {
    count++;
    hashSum += Entries.hash(key, value);
  }

  /**
   * Checks that this is what was {@code expected}.
   *
   * @throws StoreException if it is not
   */
  void check(Contents expected) {
    if (count != expected.count) {
      throw new StoreException(
          "the store holds " + count + " entries where " + expected.count + " were written");
    }
    if (hashSum != expected.hashSum) {
      throw new StoreException(
          "the store holds " + count + " entries as expected, but other bytes than were written");
    }
  }
}
