package io.lightningdb.jcache.store;

import io.lightningdb.Cursor;
import io.lightningdb.Database;
import io.lightningdb.Durability;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.LightningException;
import io.lightningdb.ReadView;
import io.lightningdb.WriteBatch;
import io.lightningdb.jcache.lock.HeldLocks;
import io.lightningdb.jcache.lock.LockName;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * A cursor keeps disk space in use until it is closed, and an iterator of a cache is never closed. So
 * entries are read a page at a time, with a cursor that lives for no longer than that.
 */
/** Reads all entries of a keyspace, or removes them, page by page. */
public final class EntryScan {

  private static final int PAGE_BYTES_MAX = 1024 * 1024;
  private static final int CLEARED_AT_ONCE = 500;

  /** An entry as it lies in the keyspace, unchecked. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record RawEntry(byte[] key, byte[] record) {}

  private final Database database;
  private final Keyspace keyspace;
  private final ReadView view;
  private final Supplier<HeldLocks> locks;
  private final Failures failures;

  /**
   * @param view what is read: the keyspace, or a snapshot of it
   */
  EntryScan(
      Database database,
      Keyspace keyspace,
      ReadView view,
      Supplier<HeldLocks> locks,
      Failures failures) {
    this.view = view;
    this.database = database;
    this.keyspace = keyspace;
    this.locks = locks;
    this.failures = failures;
  }

  /** Returns the next of all entries, as {@link #page(EntryRange, byte[], int)} does. */
  public List<RawEntry> page(byte @Nullable [] after, int entriesMax) {
    return page(EntryRange.all(), after, entriesMax);
  }

  /**
   * Returns the next entries of a range, all as of the same moment: at least one, if there is any.
   *
   * @param after where to go on, or null to begin
   * @param entriesMax how many to return at most
   */
  public List<RawEntry> page(EntryRange range, byte @Nullable [] after, int entriesMax) {
    try {
      return page(range.after(after), range.isDescending(), entriesMax);
    } catch (LightningException e) {
      throw failures.of(e);
    }
  }

  private List<RawEntry> page(KeyRange rest, boolean isDescending, int entriesMax) {
    List<RawEntry> page = new ArrayList<>();
    long bytes = 0;
    try (Cursor cursor = view.cursor(rest)) {
      while (page.size() < entriesMax
          && bytes < PAGE_BYTES_MAX
          && (isDescending ? cursor.previous() : cursor.next())) {
        RawEntry entry = new RawEntry(cursor.key(), cursor.value());
        page.add(entry);
        bytes += entry.key().length + entry.record().length;
      }
    }
    return page;
  }

  /** Removes all entries, damaged ones included. */
  public void clear(Durability durability) {
    try {
      clear(HashIndex.entries(), this::removeEntries, durability);
      clear(HashIndex.all(), this::removeIndexEntries, durability);
    } catch (LightningException e) {
      throw failures.of(e);
    }
  }

  private interface Removal {
    void remove(List<RawEntry> page, HeldLocks held, WriteBatch batch);
  }

  private void clear(KeyRange range, Removal removal, Durability durability) {
    byte[] after = null;
    while (true) {
      KeyRange rest = after == null ? range : range.intersect(KeyRange.greaterThan(after));
      List<RawEntry> page = page(rest, false, CLEARED_AT_ONCE);
      if (page.isEmpty()) {
        return;
      }
      after = page.get(page.size() - 1).key();
      try (HeldLocks held = locks.get()) {
        WriteBatch batch = new WriteBatch();
        removal.remove(page, held, batch);
        database.write(batch, durability);
      }
    }
  }

  private void removeEntries(List<RawEntry> page, HeldLocks held, WriteBatch batch) {
    for (RawEntry entry : page) {
      held.take(new LockName(entry.key()), "that is being cleared");
      batch.delete(keyspace, entry.key());
    }
  }

  private void removeIndexEntries(List<RawEntry> page, HeldLocks held, WriteBatch batch) {
    TreeSet<LockName> names = new TreeSet<>();
    page.forEach(entry -> names.add(HashIndex.lockNameOf(entry.key())));
    names.forEach(name -> held.takeAgain(name, "that is being cleared"));
    for (RawEntry entry : page) {
      // The index entry of an entry that came since stays.
      if (!keyspace.contains(HashIndex.keyOf(entry.key()))) {
        batch.delete(keyspace, entry.key());
      }
    }
  }
}
