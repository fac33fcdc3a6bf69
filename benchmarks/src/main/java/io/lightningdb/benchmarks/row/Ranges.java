package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Entries;
import io.lightningdb.benchmarks.measure.KeyOrder;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.RandomIndex;
import io.lightningdb.benchmarks.store.EntryVisitor;
import io.lightningdb.benchmarks.store.StoreException;
import java.util.Arrays;

/**
 * Draws places to scan from in a store that was loaded at random, and checks what is found there:
 * that it is as many entries as it has to be, and with the right keys.
 */
final class Ranges implements EntryVisitor {

  /*
   * The sum over the first keys' heads tells what the sum over any range has to be, so that a check
   * costs two additions. Heads are unique, and a key follows from its head.
   */

  /** How many entries are read. */
  static final int LENGTH = 100;

  private final Entries entries;
  private final RandomIndex places;
  private final int valueBytes;
  private final long[] heads;
  private final long[] sums;
  private final byte[] from;
  private int place;
  private int count;
  private long sum;

  Ranges(Plan plan) {
    this.entries = new Entries(plan, KeyOrder.SCATTERED);
    this.places = new RandomIndex(plan.entries(), plan.seed(), 0);
    this.valueBytes = plan.valueBytes();
    this.from = entries.newKey();
    int entryCount = Math.toIntExact(plan.entries());
    heads = new long[entryCount];
    for (int index = 0; index < entryCount; index++) {
      heads[index] = entries.keyHead(index) ^ Long.MIN_VALUE; // sorts as an unsigned number
    }
    Arrays.sort(heads);
    sums = new long[entryCount + 1];
    for (int at = 0; at < entryCount; at++) {
      sums[at + 1] = sums[at] + (heads[at] ^ Long.MIN_VALUE);
    }
  }

  /** Draws a place and returns the key that is there. */
  byte[] choose() {
    place = (int) places.next();
    entries.fillKeyFromHead(heads[place] ^ Long.MIN_VALUE, from);
    count = 0;
    sum = 0;
    return from;
  }

  @Override
  public void visit(byte[] key, int keyLength, byte[] value, int valueLength) {
    count++;
    sum += valueLength == valueBytes ? Entries.head(key) : 0;
  }

  /**
   * Checks what has come since the place was drawn.
   *
   * @throws StoreException if it is not what is there
   */
  void check() {
    int expected = Math.min(LENGTH, heads.length - place);
    if (count != expected || sum != sums[place + expected] - sums[place]) {
      throw new StoreException(
          "a scan found " + count + " entries where " + expected + " are there, or wrong ones");
    }
  }
}
