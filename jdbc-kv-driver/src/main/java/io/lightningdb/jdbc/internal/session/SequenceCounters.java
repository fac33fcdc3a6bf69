package io.lightningdb.jdbc.internal.session;

import io.lightningdb.Database;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.schema.Names;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * Numbers are taken in blocks, whose end is kept in a keyspace: eight bytes, big-endian, under the name of
 * the sequence. What is left of a block when the database is closed, or the process dies, is never given
 * to anybody. It is written without a transaction, so that nobody waits for anybody else's.
 */
/** Counts the numbers of identity columns. Any number of threads may use it. */
final class SequenceCounters {

  private static final String KEYSPACE = Names.INTERNAL_PREFIX + "sequences";

  private static final long BLOCK = 1000;

  private final ConcurrentMap<String, Counter> counters = new ConcurrentHashMap<>();

  /** What is left of a block. */
  private static final class Counter {

    private final ReentrantLock lock = new ReentrantLock();
    private long next;
    private long end;
  }

  /**
   * Returns the next number of a sequence.
   *
   * @param database any handle of the database
   */
  long next(Database database, String sequence) throws SQLException {
    Counter counter = counters.computeIfAbsent(sequence, name -> new Counter());
    counter.lock.lock();
    try {
      if (counter.next == counter.end) {
        reserve(database, sequence, counter, 0);
      }
      return counter.next++;
    } finally {
      counter.lock.unlock();
    }
  }

  /** Notes that a number was given by hand. */
  void used(Database database, String sequence, long number) throws SQLException {
    Counter counter = counters.computeIfAbsent(sequence, name -> new Counter());
    counter.lock.lock();
    try {
      if (number >= counter.next && number >= 1) {
        if (number >= counter.end - 1) {
          reserve(database, sequence, counter, number);
        }
        counter.next = Math.max(counter.next, number == Long.MAX_VALUE ? number : number + 1);
      }
    } finally {
      counter.lock.unlock();
    }
  }

  /** Takes a block of numbers that are greater than {@code used}. */
  private static void reserve(Database database, String sequence, Counter counter, long used)
      throws SQLException {
    Keyspace keyspace = database.openKeyspace(KEYSPACE, KeyspaceOptions.defaults());
    byte[] key = sequence.getBytes(StandardCharsets.UTF_8);
    while (true) {
      byte[] stored = keyspace.get(key);
      long begin = Math.max(end(stored), used == Long.MAX_VALUE ? used : used + 1);
      if (begin > Long.MAX_VALUE - BLOCK) {
        if (used > 0) {
          return; // There is nothing behind it that could be taken.
        }
        throw SqlErrors.outOfRange("the numbers of the identity column are used up");
      }
      byte[] end = ByteBuffer.allocate(Long.BYTES).putLong(begin + BLOCK).array();
      if (keyspace.compareAndSet(key, stored, end)) {
        counter.next = begin;
        counter.end = begin + BLOCK;
        return;
      }
    }
  }

  private static long end(byte @Nullable [] stored) {
    return stored == null ? 1 : ByteBuffer.wrap(stored).getLong();
  }
}
