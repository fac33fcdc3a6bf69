package io.lightningdb.internal.btree;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/*
 * A page is cut off only when two pages' worth is waiting, so what is left at the end of a run can be
 * divided evenly: every page of a run that fills one page or more is at least half full, as long as
 * its items are small. Where they are large, a page has its fewest items instead, and is as long as
 * these are.
 */
/**
 * What waits to be written into pages of one level, in order.
 *
 * @param <T> what the pages consist of
 */
final class TreeLevel<T> {

  private final int pageBytes;
  private final int itemsMin;
  private final ToIntFunction<T> size;
  private List<T> waiting = new ArrayList<>();
  private long bytes;

  /** The page written last, and what is in it. */
  private @Nullable PageRef lastPage;

  private List<T> lastItems = List.of();

  /**
   * @param pageBytes the size that pages are cut to
   * @param itemsMin the fewest items that a page has, whatever their size
   * @param size tells how many bytes of a page an item takes
   */
  TreeLevel(int pageBytes, int itemsMin, ToIntFunction<T> size) {
    this.pageBytes = pageBytes;
    this.itemsMin = itemsMin;
    this.size = size;
  }

  void add(T item) {
    waiting.add(item);
    bytes += size.applyAsInt(item);
  }

  /** Puts the content of an earlier page back before what waits. */
  void prepend(List<T> items) {
    List<T> joined = new ArrayList<>(items);
    joined.addAll(waiting);
    waiting = joined;
    for (T item : items) {
      bytes += size.applyAsInt(item);
    }
  }

  /** Takes back the item that was added last. */
  T removeLast() {
    T item = waiting.remove(waiting.size() - 1);
    bytes -= size.applyAsInt(item);
    return item;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  int count() {
    return waiting.size();
  }

  /** Returns whether what waits is something, but less than half a page or too few items. */
  boolean isUnderfull() {
    return !waiting.isEmpty() && (bytes < pageBytes / 2 || waiting.size() < itemsMin);
  }

  /** Returns whether a page can be cut off and as much be left. */
  boolean isTwoPages() {
    return bytes > 2L * pageBytes && waiting.size() >= 2 * itemsMin;
  }

  /** Returns whether what waits is too much for one page, and enough for two. */
  boolean isOverfull() {
    return bytes > pageBytes && waiting.size() >= 2 * itemsMin;
  }

  /** Takes as many items as fit into a page from the front, but no fewer than it has to have. */
  List<T> takeFullPage() {
    return take(pageBytes);
  }

  /** Takes the first half, by size, of what waits; both halves have enough items. */
  List<T> takeHalf() {
    return take(bytes / 2);
  }

  private List<T> take(long bytesMax) {
    int count = 0;
    long taken = 0;
    while (count < waiting.size() - itemsMin) {
      int next = size.applyAsInt(waiting.get(count));
      if (count >= itemsMin && taken + next > bytesMax) {
        break;
      }
      taken += next;
      count++;
    }
    List<T> page = new ArrayList<>(waiting.subList(0, count));
    waiting = new ArrayList<>(waiting.subList(count, waiting.size()));
    bytes -= taken;
    return page;
  }

  /** Takes everything. */
  List<T> takeAll() {
    List<T> page = waiting;
    waiting = new ArrayList<>();
    bytes = 0;
    return page;
  }

  /** Returns the first item that waits. */
  T peek() {
    return waiting.get(0);
  }

  /** Remembers the page that was written last. */
  void wrote(PageRef page, List<T> items) {
    lastPage = page;
    lastItems = items;
  }

  /** Returns what is in {@code page} if it is the page that was written last, otherwise null. */
  @Nullable List<T> itemsOf(PageRef page) {
    return page == lastPage ? lastItems : null;
  }
}
