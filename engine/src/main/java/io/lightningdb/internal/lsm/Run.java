package io.lightningdb.internal.lsm;

import io.lightningdb.CorruptionException;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.PageFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tables one behind the other: no key is in more than one of them. Immutable. */
final class Run {

  static final Run EMPTY = new Run(List.of());

  private final List<Table> tables;
  private final long bytes;

  private Run(List<Table> tables) {
    this.tables = tables;
    this.bytes = tables.stream().mapToLong(Table::bytes).sum();
  }

  /** Makes a run of tables in any order. */
  static Run of(List<Table> tables) {
    List<Table> sorted = new ArrayList<>(tables);
    sorted.sort(Comparator.comparing(Table::smallest, Keys::compare));
    return sorted.isEmpty() ? EMPTY : new Run(List.copyOf(sorted));
  }

  static Run decode(String source, BlockFiles files, PageFormat format, ByteReader in) {
    int count = in.readVarint(in.remaining());
    List<Table> tables = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Table table = Table.decode(source, files, format, in);
      if (i > 0 && Keys.compare(tables.get(i - 1).largest(), table.smallest()) >= 0) {
        throw new CorruptionException(
            source + " is damaged: the table " + table + " is not behind the one before it");
      }
      tables.add(table);
    }
    return of(tables);
  }

  void encode(ByteWriter out) {
    out.writeVarint(tables.size());
    tables.forEach(table -> table.encode(out));
  }

  /** Returns the tables in the order of their keys. */
  List<Table> tables() {
    return tables;
  }

  boolean isEmpty() {
    return tables.isEmpty();
  }

  /** Returns the first key, if there are tables. */
  byte[] smallest() {
    return tables.get(0).smallest();
  }

  /** Returns the last key, if there are tables. */
  byte[] largest() {
    return tables.get(tables.size() - 1).largest();
  }

  /** Returns the length of all blocks on disk. */
  long bytes() {
    return bytes;
  }

  /** Returns the table that has {@code key} if any has it. */
  @Nullable Table find(byte[] key) {
    int index = firstEndingAtOrAfter(key);
    if (index == tables.size()) {
      return null;
    }
    Table table = tables.get(index);
    return Keys.compare(table.smallest(), key) <= 0 ? table : null;
  }

  /** Returns the index of the first table that does not end before {@code key}. */
  int firstEndingAtOrAfter(byte[] key) {
    int low = 0;
    int high = tables.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Keys.compare(tables.get(middle).largest(), key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Returns the tables that may have keys in {@code span}. */
  List<Table> overlapping(KeySpan span) {
    int from = firstEndingAtOrAfter(span.smallest());
    int to = from;
    while (to < tables.size() && Keys.compare(tables.get(to).smallest(), span.largest()) <= 0) {
      to++;
    }
    return tables.subList(from, to);
  }

  /** Returns the run without tables of some identities. */
  Run without(Set<Object> identities) {
    List<Table> rest =
        tables.stream().filter(table -> !identities.contains(table.identity())).toList();
    return rest.size() == tables.size() ? this : of(rest);
  }

  /** Returns the run with tables that lie between its own. */
  Run with(List<Table> added) {
    List<Table> all = new ArrayList<>(tables);
    all.addAll(added);
    return of(all);
  }

  Run moveOut(Set<Long> leaving, BlockOutput out) throws IOException {
    List<Table> moved = new ArrayList<>();
    for (Table table : tables) {
      moved.add(table.moveOut(leaving, out));
    }
    return of(moved);
  }
}
