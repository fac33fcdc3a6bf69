package io.lightningdb.internal.lsm;

import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.Keys;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Walks the tables of a run one after the other, and opens none before it gets there. */
final class RunCursor implements EntryCursor {

  private final Run run;
  private final List<Table> tables;
  private final Function<Table, EntryCursor> open;
  private int index;
  private @Nullable EntryCursor current;

  /**
   * @param open gives a cursor over a table
   */
  RunCursor(Run run, Function<Table, EntryCursor> open) {
    this.run = run;
    this.tables = run.tables();
    this.open = open;
  }

  /** Goes to a table, which is entered anew unless the cursor is there already. */
  private EntryCursor enter(int table) {
    EntryCursor cursor = current;
    if (cursor == null || index != table) {
      cursor = open.apply(tables.get(table));
      current = cursor;
      index = table;
    }
    return cursor;
  }

  @Override
  public boolean first() throws IOException {
    return !tables.isEmpty() && enter(0).first();
  }

  @Override
  public boolean last() throws IOException {
    return !tables.isEmpty() && enter(tables.size() - 1).last();
  }

  @Override
  public boolean seek(byte[] key) throws IOException {
    int table = run.firstEndingAtOrAfter(key);
    return table < tables.size() && enter(table).seek(key);
  }

  @Override
  public boolean seekBefore(byte[] key) throws IOException {
    int table = run.firstEndingAtOrAfter(key);
    if (table < tables.size() && Keys.compare(tables.get(table).smallest(), key) < 0) {
      return enter(table).seekBefore(key);
    }
    return table > 0 && enter(table - 1).last();
  }

  @Override
  public boolean next() throws IOException {
    return entry().next() || (index + 1 < tables.size() && enter(index + 1).first());
  }

  @Override
  public boolean previous() throws IOException {
    return entry().previous() || (index > 0 && enter(index - 1).last());
  }

  private EntryCursor entry() {
    EntryCursor cursor = current;
    if (cursor == null) {
      throw new IllegalStateException("the cursor is on no entry");
    }
    return cursor;
  }

  @Override
  public byte[] key() {
    return entry().key();
  }

  @Override
  public int keyLength() {
    return entry().keyLength();
  }

  @Override
  public boolean isDelete() {
    return entry().isDelete();
  }

  @Override
  public long expiresAt() {
    return entry().expiresAt();
  }

  @Override
  public byte[] value() throws IOException {
    return entry().value();
  }

  @Override
  public int copyValue(byte[] into) throws IOException {
    return entry().copyValue(into);
  }

  @Override
  public boolean isBlob() {
    return entry().isBlob();
  }

  @Override
  public byte[] stored() throws IOException {
    return entry().stored();
  }
}
