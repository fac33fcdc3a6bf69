package io.lightningdb.internal.wal;

import io.lightningdb.internal.base.Scheduler;
import io.lightningdb.internal.base.Scheduler.Lane;
import io.lightningdb.internal.base.SoonTask;
import io.lightningdb.internal.io.WritableFile;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * Of each page that was written through memory, a sync takes the right to write from all processors. At
 * full speed thousands of pages come together from one sync to the next, and a kernel that does not
 * interrupt itself keeps a processor for ten milliseconds and more for them, while writers wait for it.
 * So pages are brought to the device in portions before, and the sync finds few.
 *
 * Only what is full: at a page that is being written, the writer would have to wait. A system may write
 * several pages as one (the large folios of Linux), which begin at a multiple of what they are together.
 * So a portion begins at a multiple of its length.
 */
/** Brings what is written to the log to the device before it is synced, a little at a time. */
final class EarlyWriteBack {

  /** How much is brought there at a time. */
  static final int PORTION_BYTES = 1024 * 1024;

  /** What is to be brought to the device. */
  private record Portion(WritableFile file, long from, long to) {}

  private final SoonTask task;
  private final Consumer<Throwable> onFailure;
  private @Nullable WritableFile file;
  private long from;

  /** The newest portion. One before it that was not come to is left to the sync. */
  private final AtomicReference<@Nullable Portion> newest = new AtomicReference<>();

  /**
   * @param onFailure told if something could not be brought to the device, which a later sync need
   *     not notice
   */
  EarlyWriteBack(Scheduler scheduler, Consumer<Throwable> onFailure) {
    this.task = new SoonTask(scheduler, Lane.SYNC, this::writeBack);
    this.onFailure = onFailure;
  }

  /** Notes that a file is written up to {@code end}. One thread at a time may do so. */
  @SuppressWarnings("ReferenceEquality") // it is this very file or another one
  void written(WritableFile writtenFile, long end) {
    long to = end / PORTION_BYTES * PORTION_BYTES;
    // A file that is used again is the same one.
    if (file != writtenFile || to < from) {
      file = writtenFile;
      from = to;
    }
    if (to > from) {
      request(writtenFile, to);
    }
  }

  private void request(WritableFile writtenFile, long to) {
    try {
      newest.set(new Portion(writtenFile, from, to));
      from = to;
      task.request();
    } catch (OutOfMemoryError e) {
      // What was written is in no danger: the sync does all of it.
    }
  }

  private void writeBack() {
    Portion portion = newest.getAndSet(null);
    if (portion != null) {
      try {
        portion.file.writeBack(portion.from, portion.to);
      } catch (IOException | RuntimeException | Error e) {
        onFailure.accept(e);
      }
    }
  }
}
