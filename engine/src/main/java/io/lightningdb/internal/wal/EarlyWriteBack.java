package io.lightningdb.internal.wal;

import io.lightningdb.internal.base.Scheduler;
import io.lightningdb.internal.base.Scheduler.Lane;
import io.lightningdb.internal.base.SoonTask;
import io.lightningdb.internal.io.WritableFile;
import java.io.IOException;
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
  private final Consumer<IOException> onFailure;
  private @Nullable WritableFile file;
  private long from;

  /** The newest portion. One before it that was not come to is left to the sync. */
  private volatile @Nullable Portion newest;

  /**
   * @param onFailure told if something could not be brought to the device, which a later sync need
   *     not notice
   */
  EarlyWriteBack(Scheduler scheduler, Consumer<IOException> onFailure) {
    this.task = new SoonTask(scheduler, Lane.SYNC, this::writeBack);
    this.onFailure = onFailure;
  }

  /** Notes that a file is written up to {@code end}. One thread at a time may do so. */
  @SuppressWarnings("ReferenceEquality") // it is this very file or another one
  void written(WritableFile writtenFile, long end) {
    long to = end / PORTION_BYTES * PORTION_BYTES;
    if (file != writtenFile) {
      file = writtenFile;
      from = to;
    }
    if (to > from) {
      newest = new Portion(writtenFile, from, to);
      from = to;
      task.request();
    }
  }

  private void writeBack() {
    Portion portion = newest;
    if (portion != null) {
      newest = null;
      try {
        portion.file.writeBack(portion.from, portion.to);
      } catch (IOException e) {
        onFailure.accept(e);
      }
    }
  }
}
