package io.lightningdb.internal.store;

import io.lightningdb.Compression;
import io.lightningdb.CorruptionException;
import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.block.BlockBuilder;
import io.lightningdb.internal.block.BlockEntry;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.FileHeader;
import io.lightningdb.internal.codec.FileKind;
import io.lightningdb.internal.compress.Codecs;
import io.lightningdb.internal.compress.Compressor;
import io.lightningdb.internal.compress.Method;
import io.lightningdb.internal.io.WritableFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/*
 * Files are written front to back in large pieces, and end with their length and a checksum of all
 * their bytes, so that a file can be checked and copied without knowing what is in it.
 */
/**
 * New blocks on their way to the disk, all of one flush, reclamation or load. They are on the
 * device when {@link #finish} returns; closing before deletes what was written. For one thread.
 */
public final class BlockOutput implements Closeable {

  static final int FOOTER_BYTES = 32;

  private static final int PADDING_BYTES = 12;
  private static final int BUFFER_BYTES = 512 * 1024;
  private static final int BUFFER_BYTES_FIRST = 16 * 1024;

  private final BlockFiles files;
  private final List<BlockFile> written = new ArrayList<>();
  private final List<BlockPointer> superseded = new ArrayList<>();
  private final ByteWriter buffer = new ByteWriter(BUFFER_BYTES_FIRST);
  private CRC32C contentCrc = new CRC32C();
  private @Nullable BlockFile current;
  private @Nullable WritableFile open;
  private long flushedBytes;
  private int blocks;

  /** The block appended last, before it was compressed. */
  private final ByteWriter raw = new ByteWriter(BUFFER_BYTES_FIRST);

  private final Compressor compressor;

  /** Whether files were made since the directory was synced. */
  private boolean hasNewNames;

  private boolean finished;
  private volatile boolean cancelled;

  BlockOutput(BlockFiles files) {
    this.files = files;
    this.compressor = new Compressor(Codecs.loaded(), files.compressionCounters());
  }

  /** Nothing more is wanted: the database is being closed. */
  static final class CancelledException extends IOException {
    CancelledException() {
      super("the work was cancelled");
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
    if (cancelled) {
      throw new CancelledException();
    }
    BlockFile file = current;
    if (file == null || flushedBytes + buffer.size() >= files.fileBytesMax()) {
      endFile();
      file = beginFile();
    } else if (buffer.size() >= BUFFER_BYTES) {
      flushBuffer();
    }
    raw.clear();
    BlockBuilder.append(entries, raw);
    Method method = compressor.compress(compression, raw.array(), 0, raw.size());
    boolean compressed = method != Method.NONE;
    int start = buffer.size();
    long position = flushedBytes + start;
    BlockFrame.append(
        buffer,
        kind,
        method,
        raw.size(),
        compressed ? compressor.array() : raw.array(),
        compressed ? compressor.length() : raw.size(),
        file.identity(),
        position);
    blocks++;
    return new BlockPointer(file, position, buffer.size() - start);
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

  private BlockFile beginFile() throws IOException {
    BlockFile file = files.newFile();
    open = files.disk().create(file.name());
    hasNewNames = true;
    current = file;
    written.add(file);
    contentCrc = new CRC32C();
    flushedBytes = 0;
    blocks = 0;
    buffer.clear();
    buffer.writeBytes(new FileHeader(FileKind.TREE, file.identity(), files.nowMicros()).encode());
    return file;
  }

  private void flushBuffer() throws IOException {
    WritableFile file = open;
    if (file == null) {
      throw new IllegalStateException("no file is open");
    }
    contentCrc.update(buffer.array(), 0, buffer.size());
    file.write(flushedBytes, buffer.array(), 0, buffer.size());
    flushedBytes += buffer.size();
    buffer.clear();
  }

  private void endFile() throws IOException {
    BlockFile file = current;
    WritableFile output = open;
    if (file == null || output == null) {
      return;
    }
    flushBuffer();
    long length = flushedBytes + FOOTER_BYTES;
    buffer
        .writeLong(length)
        .writeInt(blocks)
        .writeInt((int) contentCrc.getValue())
        .writeZeros(PADDING_BYTES);
    buffer.writeInt(
        file.identity().checksum(flushedBytes, buffer.array(), 0, FOOTER_BYTES - Integer.BYTES));
    output.write(flushedBytes, buffer.array(), 0, FOOTER_BYTES);
    buffer.clear();
    output.sync();
    open = null;
    current = null;
    output.close();
    file.finish(length);
  }

  /** Lets the next block begin a file if the one before it has got half as long as files get. */
  public void divide() throws IOException {
    if (current != null && flushedBytes + buffer.size() >= files.fileBytesMax() / 2) {
      endFile();
    }
  }

  /** Lets all that was appended be read. The next block begins another file. */
  public void settle() throws IOException {
    endFile();
  }

  /** Brings everything to the device, names included. The next block begins another file. */
  public void sync() throws IOException {
    endFile();
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

  /** Frees the memory of the blocks that were superseded, once nobody new can come to read them. */
  public void forgetSuperseded() {
    for (BlockPointer pointer : superseded) {
      files.cache().remove(pointer);
    }
    superseded.clear();
  }

  /** Deletes what was written, unless it was finished. */
  @Override
  public void close() throws IOException {
    if (finished) {
      return;
    }
    WritableFile output = open;
    open = null;
    current = null;
    if (output != null) {
      output.close();
    }
    for (BlockFile file : written) {
      file.retire();
      files.disk().deleteUnneeded(file.name());
    }
    written.clear();
  }

  /** Checks the footer of a file and the checksum of all that comes before it. */
  static void verify(BlockFile file) throws IOException {
    CRC32C crc = new CRC32C();
    long contentLength = file.length() - FOOTER_BYTES;
    for (long at = 0; at < contentLength; at += BUFFER_BYTES) {
      byte[] part = file.read(at, (int) Math.min(BUFFER_BYTES, contentLength - at));
      crc.update(part, 0, part.length);
    }
    byte[] bytes = file.read(contentLength, FOOTER_BYTES);
    ByteReader footer = new ByteReader("the footer of " + file.name(), bytes);
    long length = footer.readLong();
    footer.skip(Integer.BYTES);
    int contentCrc = footer.readInt();
    footer.skip(PADDING_BYTES);
    int stored = footer.readInt();
    int computed = file.identity().checksum(contentLength, bytes, 0, FOOTER_BYTES - Integer.BYTES);
    if (stored != computed || length != file.length()) {
      throw new CorruptionException("the footer of " + file.name() + " is damaged");
    }
    if (contentCrc != (int) crc.getValue()) {
      throw new CorruptionException(
          "the file %s is damaged: the checksum of its content is %08x instead of %08x"
              .formatted(file.name(), (int) crc.getValue(), contentCrc));
    }
  }
}
