package io.lightningdb.internal.lsm;

import io.lightningdb.internal.base.Keys;
import java.util.Collection;
import java.util.Iterator;

/**
 * From one key to another, both included.
 *
 * @param smallest the first key
 * @param largest the last one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared or printed
record KeySpan(byte[] smallest, byte[] largest) {

  static KeySpan of(Table table) {
    return new KeySpan(table.smallest(), table.largest());
  }

  /** Returns the span from the first key of all tables, of which there is one, to the last. */
  static KeySpan of(Collection<Table> tables) {
    Iterator<Table> rest = tables.iterator();
    KeySpan span = of(rest.next());
    while (rest.hasNext()) {
      span = span.with(rest.next());
    }
    return span;
  }

  private KeySpan with(Table table) {
    return new KeySpan(
        Keys.compare(table.smallest(), smallest) < 0 ? table.smallest() : smallest,
        Keys.compare(table.largest(), largest) > 0 ? table.largest() : largest);
  }

  boolean overlaps(KeySpan other) {
    return Keys.compare(smallest, other.largest) <= 0 && Keys.compare(other.smallest, largest) <= 0;
  }
}
