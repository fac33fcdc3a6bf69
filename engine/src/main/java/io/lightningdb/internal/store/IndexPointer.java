package io.lightningdb.internal.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Where a block is that leads to others; while it is in memory, what was made of it too, so that
 * finding a leaf reads nothing and looks nothing up.
 *
 * @param <P> what is made of the block
 */
public abstract class IndexPointer<P extends IndexPart> extends BlockPointer {

  private static final VarHandle PART;

  static {
    try {
      PART = MethodHandles.lookup().findVarHandle(IndexPointer.class, "part", IndexPart.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("UnusedVariable") // read and written through PART
  private volatile @Nullable P part;

  protected IndexPointer(BlockPointer pointer) {
    super(pointer);
  }

  /** Returns what was made of the block, if it is in memory. */
  public final @Nullable P part() {
    return part;
  }

  /** Links {@code made}, unless something is linked already, and returns what is. */
  @SuppressWarnings("unchecked") // nothing else is ever written there
  public final P link(P made) {
    // One page only, or its children would be cached twice.
    Object earlier = PART.compareAndExchange(this, null, made);
    return earlier == null ? made : (P) earlier;
  }

  void unlink(IndexPart linked) {
    PART.compareAndSet(this, linked, null);
  }
}
