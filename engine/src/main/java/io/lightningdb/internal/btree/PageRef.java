package io.lightningdb.internal.btree;

import io.lightningdb.internal.store.BlockPointer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Where a page is, and the blobs beneath it; for an inner page, once it has been read, the page
 * too. Inner pages are less than a hundredth of a tree and stay in memory, so that finding a leaf
 * reads nothing.
 */
final class PageRef extends BlockPointer {

  private static final VarHandle INNER;

  static {
    try {
      INNER = MethodHandles.lookup().findVarHandle(PageRef.class, "inner", InnerPage.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("UnusedVariable") // read and written through INNER
  private volatile @Nullable InnerPage inner;

  private final @Nullable BlobSpan blobs;

  /**
   * @param blobs which files the blobs of the page, and of all beneath it, are in; null if there
   *     are none
   */
  PageRef(BlockPointer pointer, @Nullable BlobSpan blobs) {
    super(pointer);
    this.blobs = blobs;
  }

  @Nullable BlobSpan blobs() {
    return blobs;
  }

  @Nullable InnerPage inner() {
    return inner;
  }

  /** Keeps {@code page}, unless there is one already, and returns the one that is kept. */
  InnerPage keepInner(InnerPage page) {
    // One page only, or its children would be cached twice.
    Object earlier = INNER.compareAndExchange(this, null, page);
    return earlier == null ? page : (InnerPage) earlier;
  }
}
