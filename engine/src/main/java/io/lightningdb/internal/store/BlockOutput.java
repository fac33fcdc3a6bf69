package io.lightningdb.internal.store;

import io.lightningdb.Compression;
import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.block.BlockBuilder;
import io.lightningdb.internal.block.BlockEntry;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.compress.Codecs;
import io.lightningdb.internal.compress.Compressor;
import io.lightningdb.internal.compress.Method;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * Blobs have files of their own: they die when they are replaced, whereas the pages around them are
 * written again and again, so together they would have to be copied all the time.
 */
/**
 * New blocks on their way to the disk, all of one flush, compaction, reclamation or load. They are
 * on the device when {@link #finish} returns; closing before deletes what was written. For one
 * thread.
 */
public final class BlockOutput implements Closeable {

  private static final int BUFFER_BYTES_FIRST = 16 * 1024;

  private final BlockFiles files;
  private final WritePace pace;
  private final List<BlockFile> written = new ArrayList<>();
  private final List<BlockPointer> superseded = new ArrayList<>();
  private final List<BlobPointer> supersededBlobs = new ArrayList<>();
  private final Sequence pages = new Sequence();
  private final Sequence blobs = new Sequence();

  /** The block appended last, before it was compressed. */
  private final ByteWriter raw = new ByteWriter(BUFFER_BYTES_FIRST);

  private final Compressor compressor;

  /** Whether files were made since the directory was synced. */
  private boolean hasNewNames;

  private boolean finished;
  private volatile boolean cancelled;

  BlockOutput(BlockFiles files, WritePace pace) {
    this.files = files;
    this.pace = pace;
    this.compressor = new Compressor(Codecs.loaded(), files.compressionCounters());
  }

  /** Nothing more is wanted: the database is being closed. */
  static final class CancelledException extends IOException {
    CancelledException() {
      super("the work was cancelled");
    }
  }

  /** Files that are written one after the other. */
  private final class Sequence {

    private final ByteWriter buffer = new ByteWriter(BUFFER_BYTES_FIRST);
    private @Nullable BlockFileWriter current;

    /** Returns the file to append to: another one if that before has got as long as files get. */
    private BlockFileWriter writer() throws IOException {
      checkNotCancelled();
      BlockFileWriter writer = current;
      if (writer != null && writer.position() < files.fileBytesMax()) {
        return writer;
      }
      end();
      BlockFile file = files.newFile();
      writer = new BlockFileWriter(files, file, buffer, BlockOutput.this::awaitTurn);
      hasNewNames = true;
      written.add(file);
      current = writer;
      return writer;
    }

    private void end() throws IOException {
      BlockFileWriter writer = current;
      if (writer != null) {
        writer.finish();
        current = null;
        writer.close();
      }
    }

    private void abandon() throws IOException {
      BlockFileWriter writer = current;
      current = null;
      if (writer != null) {
        writer.close();
      }
    }
  }

  private void awaitTurn(int bytes) {
    pace.await(bytes, () -> cancelled);
  }

  private void checkNotCancelled() throws CancelledException {
    if (cancelled) {
      throw new CancelledException();
    }
  }

  /** Lets appending fail from now on. Any thread may call this. */
  public void cancel() {
    cancelled = true;
  }

  /**
   * Appends a block.
   *
   * @throws IOException if writing fails, or the output was cancelled, of which {@link
   *     BlockFiles#isCancelled} tells
   */
  public BlockPointer append(BlockKind kind, List<BlockEntry> entries, Compression compression)
      throws IOException {
    BlockFileWriter writer = pages.writer();
    raw.clear();
    BlockBuilder.append(entries, raw);
    return append(writer, kind, raw.array(), 0, raw.size(), compression);
  }

  private BlockPointer append(
      BlockFileWriter writer,
      BlockKind kind,
      byte[] content,
      int offset,
      int length,
      Compression compression)
      throws IOException {
    Method method = compressor.compress(compression, content, offset, length);
    return method == Method.NONE
        ? writer.append(kind, method, length, content, offset, length)
        : writer.append(kind, method, length, compressor.array(), 0, compressor.length());
  }

  /** Appends a value, to lie apart from its key. It fails as {@link #append} does. */
  public BlobPointer appendBlob(byte[] value, Compression compression) throws IOException {
    BlockFileWriter writer = blobs.writer();
    long start = writer.position();
    for (int from = 0; from < value.length; from += BlobPointer.PART_BYTES) {
      int length = Math.min(BlobPointer.PART_BYTES, value.length - from);
      append(writer, BlockKind.BLOB, value, from, length, compression);
    }
    return endBlob(writer, start, value.length);
  }

  /** Begins a value, to lie apart from its key, of which nobody knows yet how long it is. */
  public BlobAppender beginBlob(Compression compression) throws IOException {
    return new BlobAppender(blobs.writer(), compression);
  }

  /** A value on its way into a file. Nothing else is appended before it ends. */
  public final class BlobAppender {

    private final BlockFileWriter writer;
    private final Compression compression;
    private final long start;
    private int valueLength;

    private BlobAppender(BlockFileWriter writer, Compression compression) {
      this.writer = writer;
      this.compression = compression;
      this.start = writer.position();
    }

    /**
     * Appends a part: all but the last are {@link BlobPointer#PART_BYTES} long. It fails as {@link
     * BlockOutput#append} does.
     */
    public void append(byte[] part, int length) throws IOException {
      checkNotCancelled();
      BlockOutput.this.append(writer, BlockKind.BLOB, part, 0, length, compression);
      valueLength += length;
    }

    /** Returns how much has been appended, in bytes. */
    public int valueLength() {
      return valueLength;
    }

    /** Returns where the value is. */
    public BlobPointer end() {
      return endBlob(writer, start, valueLength);
    }
  }

  /** Appends a copy of a blob, which replaces it. It fails as {@link #append} does. */
  public BlobPointer moveBlob(BlobPointer blob, Compression compression) throws IOException {
    BlobReader reader = files.blobReader(blob);
    BlockFileWriter writer = blobs.writer();
    long start = writer.position();
    for (BlockFrame.Content part = reader.next(); part != null; part = reader.next()) {
      append(writer, BlockKind.BLOB, part.array(), part.offset(), part.length(), compression);
    }
    BlobPointer moved = endBlob(writer, start, blob.valueLength());
    CachedBlob cached = files.cache().peek(blob);
    if (cached != null) {
      files.cache().put(moved, cached);
    }
    supersede(blob);
    return moved;
  }

  private static BlobPointer endBlob(BlockFileWriter writer, long start, int valueLength) {
    return new BlobPointer(writer.file().number(), start, writer.position() - start, valueLength);
  }

  /** Puts the block appended last into the cache, to be found by {@code pointer}. */
  public void cacheLast(BlockPointer pointer) {
    byte[] bytes = raw.toByteArray();
    files.cache().put(pointer, Block.parse("a new block", bytes, 0, bytes.length));
  }

  /** Notes that a block will be read no more once these are in use. */
  public void supersede(BlockPointer pointer) {
    superseded.add(pointer);
  }

  /** Notes that a blob will be read no more once what replaces it is in use. */
  public void supersede(BlobPointer blob) {
    supersededBlobs.add(blob);
  }

  /** Lets the next block begin a file if the one before it has got half as long as files get. */
  public void divide() throws IOException {
    BlockFileWriter writer = pages.current;
    if (writer != null && writer.position() >= files.fileBytesMax() / 2) {
      pages.end();
    }
  }

  /** Lets all that was appended be read. The next block begins another file. */
  public void settle() throws IOException {
    pages.end();
    blobs.end();
  }

  /** Brings everything to the device, names included. The next block begins another file. */
  public void sync() throws IOException {
    settle();
    if (hasNewNames) {
      files.disk().syncDirectory();
      hasNewNames = false;
    }
  }

  /** Makes the files, which were synced, files of the database. */
  public void publish() {
    files.publish(written);
    finished = true;
  }

  /**
   * Brings everything to the device and makes the files files of the database.
   *
   * @return the files that were written
   */
  public List<BlockFile> finish() throws IOException {
    sync();
    publish();
    return List.copyOf(written);
  }

  /** Frees the memory of what was superseded, once nobody new can come to read it. */
  public void forgetSuperseded() {
    for (BlockPointer pointer : superseded) {
      files.forget(pointer);
    }
    superseded.clear();
    supersededBlobs.forEach(files.cache()::remove);
    supersededBlobs.clear();
  }

  /** Deletes what was written, unless it was finished. */
  @Override
  public void close() throws IOException {
    if (finished) {
      return;
    }
    try {
      pages.abandon();
    } finally {
      blobs.abandon();
    }
    for (BlockFile file : written) {
      file.delete();
    }
    written.clear();
    files.forgetDeleted();
  }
}
