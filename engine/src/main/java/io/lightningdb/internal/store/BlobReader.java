package io.lightningdb.internal.store;

import io.lightningdb.CorruptionException;
import io.lightningdb.internal.compress.Codecs;
import io.lightningdb.internal.wal.ValueParts;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads a blob, part by part, from a file of blocks or from the log. For one thread. */
final class BlobReader {

  private final BlockFile file;
  private final BlobPointer blob;
  private long position;
  private int done;

  /**
   * @param file the file that {@code blob} says
   * @throws CorruptionException if there is no such place in it
   */
  BlobReader(BlockFile file, BlobPointer blob) {
    this.file = file;
    this.blob = blob;
    this.position = blob.offset();
    if (blob.length() > file.length() || blob.offset() > file.length() - blob.length()) {
      throw damaged("is said to be in " + file.length() + " bytes");
    }
    if (file.isLogSegment()
        ? blob.length() != ValueParts.frameBytes(blob.valueLength())
        : blob.valueLength() > blob.length() * Codecs.GROWTH_MAX) {
      throw damaged("cannot have been that long");
    }
  }

  private CorruptionException damaged(String what) {
    return new CorruptionException(
        "the blob of %d bytes in %s at %d, %d bytes long, is damaged: it %s"
            .formatted(blob.valueLength(), file.name(), blob.offset(), blob.length(), what));
  }

  /** Returns the next part, or null if that was all. */
  BlockFrame.@Nullable Content next() throws IOException {
    int left = blob.valueLength() - done;
    long end = blob.offset() + blob.length();
    if (left == 0) {
      if (position != end) {
        throw damaged("goes on behind its end");
      }
      return null;
    }
    if (file.isLogSegment()) {
      return nextFromLog(Math.min(left, BlobPointer.PART_BYTES));
    }
    long length = left <= BlobPointer.PART_BYTES ? end - position : frameLength(end);
    if (length < BlockFrame.HEADER_BYTES || length > end - position || length > Integer.MAX_VALUE) {
      throw damaged("has a part of " + length + " bytes at " + position);
    }
    BlockPointer frame = new BlockPointer(file, position, (int) length);
    BlockFrame.Content part = BlockFrame.read(frame, BlockKind.BLOB, BlockMemory.NEW);
    if (part.length() != Math.min(left, BlobPointer.PART_BYTES)) {
      throw damaged("has " + part.length() + " bytes at " + position + ", where others belong");
    }
    position += length;
    done += part.length();
    return part;
  }

  private BlockFrame.Content nextFromLog(int length) throws IOException {
    byte[] frame = file.read(position, ValueParts.HEADER_BYTES + length);
    String source = "the value in " + file.name() + " at " + position;
    ValueParts.check(source, file.identity(), position, frame);
    position += ValueParts.frameBytes(length);
    done += length;
    return new BlockFrame.Content(frame, ValueParts.HEADER_BYTES, length);
  }

  /** Returns the length of a frame that others follow. */
  private long frameLength(long end) throws IOException {
    if (end - position < BlockFrame.HEADER_BYTES) {
      throw damaged("ends too early");
    }
    return BlockFrame.length(file.read(position, BlockFrame.HEADER_BYTES));
  }

  /** Returns all of a blob of which nothing has been read yet; of a single part, without a copy. */
  BlockFrame.Content all() throws IOException {
    int length = blob.valueLength();
    BlockFrame.Content first = next();
    if (first != null && first.length() == length && next() == null) {
      return first;
    }
    byte[] all = new byte[length];
    int filled = 0;
    for (BlockFrame.Content part = first; part != null; part = next()) {
      System.arraycopy(part.array(), part.offset(), all, filled, part.length());
      filled += part.length();
    }
    return new BlockFrame.Content(all, 0, length);
  }
}
