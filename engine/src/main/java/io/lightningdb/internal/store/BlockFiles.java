package io.lightningdb.internal.store;

import io.lightningdb.CorruptionException;
import io.lightningdb.internal.base.Blobs;
import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.codec.FileHeader;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.compress.CompressionCounters;
import io.lightningdb.internal.io.Disk;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The files of blocks of a database, the segments of its log that have values in them, and the
 * reading of both; blocks are read through the cache.
 */
public final class BlockFiles implements Blobs {

  private final Disk disk;
  private final UUID database;
  private final BlockCache cache;
  private final LongSupplier fileNumbers;
  private final LongSupplier clockMicros;
  private final int fileBytesMax;
  private final CompressionCounters compressionCounters = new CompressionCounters();
  private final LeafMemories leafMemories =
      new LeafMemories(Runtime.getRuntime().availableProcessors());
  private final Map<Long, BlockFile> files = new ConcurrentHashMap<>();

  /**
   * Makes an empty set of files.
   *
   * @param fileNumbers gives numbers that no file has had
   * @param clockMicros tells the time in microseconds since 1970
   * @param fileBytesMax the size that files are cut to
   */
  public BlockFiles(
      Disk disk,
      UUID database,
      BlockCache cache,
      LongSupplier fileNumbers,
      LongSupplier clockMicros,
      int fileBytesMax) {
    this.disk = disk;
    this.database = database;
    this.cache = cache;
    this.fileNumbers = fileNumbers;
    this.clockMicros = clockMicros;
    this.fileBytesMax = fileBytesMax;
  }

  /** Adds a finished file, which is there already. */
  public void add(long number, long length) {
    BlockFile file = new BlockFile(disk, new FileIdentity(database, number), length);
    if (files.putIfAbsent(number, file) != null) {
      throw new CorruptionException("the file " + file.name() + " is listed twice");
    }
  }

  /** Returns whether there is a file of this number. */
  public boolean has(long number) {
    return files.containsKey(number);
  }

  /** Adds a segment of the log that has values in it, unless it is known already. */
  public void addLogSegment(long number, long length) {
    if (!files.containsKey(number)) {
      files.putIfAbsent(
          number, BlockFile.ofLogSegment(disk, new FileIdentity(database, number), length));
    }
  }

  /** Returns a file that is yet to be written; pointers into it can be made already. */
  BlockFile newFile() {
    return new BlockFile(disk, new FileIdentity(database, fileNumbers.getAsLong()), 0);
  }

  Disk disk() {
    return disk;
  }

  BlockCache cache() {
    return cache;
  }

  /** Returns the inner pages and filters that are in memory. */
  public IndexCache index() {
    return cache.index();
  }

  /** Returns the time in microseconds since 1970. */
  public long nowMicros() {
    return clockMicros.getAsLong();
  }

  /** Returns the size, in bytes, that files are cut to. */
  public int fileBytesMax() {
    return fileBytesMax;
  }

  /** Returns the counters of what becomes of the blocks that are written. */
  public CompressionCounters compressionCounters() {
    return compressionCounters;
  }

  /** Begins the output of new blocks. */
  public BlockOutput newOutput() {
    return newOutput(WritePace.NONE);
  }

  /** Begins the output of new blocks that are in no hurry. */
  public BlockOutput newOutput(WritePace pace) {
    return new BlockOutput(this, pace);
  }

  void publish(Collection<BlockFile> finished) {
    for (BlockFile file : finished) {
      files.put(file.number(), file);
    }
  }

  /** Returns whether a file is a segment of the log that has {@code number} or a greater one. */
  public boolean isLogSegmentFrom(long fileNumber, long number) {
    BlockFile file = files.get(fileNumber);
    return file != null && file.isLogSegmentFrom(number);
  }

  /** Returns the files there are now. */
  public Collection<BlockFile> files() {
    return files.values();
  }

  /**
   * Returns a pointer to a block.
   *
   * @throws CorruptionException if there is no such place in the file
   * @throws UnknownFileException if there is no such file
   */
  public BlockPointer pointer(String source, long fileNumber, long offset, long length)
      throws UnknownFileException {
    BlockFile file = files.get(fileNumber);
    if (file == null) {
      throw new UnknownFileException(source, fileNumber);
    }
    if (offset < FileHeader.BYTES
        || length < BlockFrame.HEADER_BYTES
        || length > Integer.MAX_VALUE
        || offset > file.length() - length) {
      throw new CorruptionException(
          source
              + " is damaged: it points to "
              + length
              + " bytes at "
              + offset
              + " of "
              + file.name()
              + ", which has "
              + file.length());
    }
    return new BlockPointer(file, offset, (int) length);
  }

  /** Returns the leaf at {@code pointer}, from the cache or else from the file into the cache. */
  public Block leaf(BlockPointer pointer) throws IOException {
    Block block = cachedLeaf(pointer);
    return block != null ? block : readLeaf(pointer, BlockMemory.NEW);
  }

  /**
   * Returns the leaf at {@code pointer} if the cache has it, or takes it when it is read from the
   * file; otherwise null, and {@link #leaseLeaf} is the way to it.
   */
  public @Nullable Block cachedLeaf(BlockPointer pointer) throws IOException {
    Block block = cache.get(pointer);
    if (block == null && cache.admits(pointer)) {
      block = readLeaf(pointer, BlockMemory.NEW);
      cache.put(pointer, block);
    }
    return block;
  }

  /** Reads the leaf at {@code pointer} for a moment. */
  public LeasedLeaf leaseLeaf(BlockPointer pointer) throws IOException {
    LeafMemory memory = leafMemories.take();
    return new LeasedLeaf(readLeaf(pointer, memory), memory, leafMemories);
  }

  /** Reads a leaf that somebody waits for. */
  private Block readLeaf(BlockPointer pointer, BlockMemory memory) throws IOException {
    long start = System.nanoTime();
    Block block = BlockFrame.readBlock(pointer, BlockKind.LEAF, memory);
    cache.noteRead(System.nanoTime() - start);
    return block;
  }

  /** Returns the leaf at {@code pointer} without a trace in the cache. */
  public Block leafQuietly(BlockPointer pointer) throws IOException {
    Block block = cache.peek(pointer);
    return block != null ? block : read(pointer, BlockKind.LEAF);
  }

  /** Returns whether the block at {@code pointer} is in the cache. */
  public boolean isCached(BlockPointer pointer) {
    return cache.peek(pointer) != null;
  }

  /** Reads a block from its file. */
  public Block read(BlockPointer pointer, BlockKind kind) throws IOException {
    return BlockFrame.readBlock(pointer, kind, BlockMemory.NEW);
  }

  /** Reads a blob, as {@link #blob} does. */
  @Override
  public byte[] read(byte[] pointer) throws IOException {
    return blob(BlobPointer.decode(pointer));
  }

  /**
   * Reads a blob.
   *
   * @throws CorruptionException if it is damaged, or there is no such place in its file
   * @throws UnknownFileException if there is no such file
   */
  public byte[] blob(BlobPointer blob) throws IOException {
    if (!cache.takes(blob)) {
      return readBlob(blob).release();
    }
    CachedBlob cached = cache.get(blob);
    if (cached == null) {
      long start = System.nanoTime();
      CachedBlob read = readBlob(blob);
      cache.noteRead(System.nanoTime() - start);
      if (!cache.admits(blob)) {
        return read.release();
      }
      cache.put(blob, read);
      cached = read;
    }
    return cached.copy();
  }

  /** Reads a blob as {@link #blob} does, without a trace in the cache. */
  public byte[] blobQuietly(BlobPointer blob) throws IOException {
    CachedBlob cached = cache.peek(blob);
    return cached != null ? cached.copy() : readBlob(blob).release();
  }

  private CachedBlob readBlob(BlobPointer blob) throws IOException {
    return new CachedBlob(blobReader(blob).all());
  }

  /**
   * Opens a blob, to be read a part at a time. What is damaged is found out when it is read.
   *
   * @throws UnknownFileException if there is no such file
   */
  public InputStream openBlob(BlobPointer blob) throws UnknownFileException {
    return new BlobStream(blobReader(blob));
  }

  /**
   * Reads a blob and does not keep it.
   *
   * @throws CorruptionException if it is damaged
   */
  public void verifyBlob(BlobPointer blob) throws IOException {
    BlobReader reader = blobReader(blob);
    while (reader.next() != null) {
      // Reading checks all there is to check.
    }
  }

  /**
   * Checks that there is such a place as a pointer tells.
   *
   * @throws CorruptionException if there is not
   */
  public void checkPlace(BlobPointer blob) {
    try {
      blobReader(blob);
    } catch (UnknownFileException e) {
      throw e.asCorruption();
    }
  }

  BlobReader blobReader(BlobPointer blob) throws UnknownFileException {
    BlockFile file = files.get(blob.file());
    if (file == null) {
      throw new UnknownFileException("a pointer to a blob", blob.file());
    }
    return new BlobReader(file, blob);
  }

  /** Returns whether a failed read can be explained by the reader's view being out of date. */
  public static boolean isOutdated(IOException failure) {
    return isRetired(failure) || failure instanceof UnknownFileException;
  }

  /** Returns whether a read failed because its file was given back, or closed with the database. */
  public static boolean isRetired(IOException failure) {
    return failure instanceof BlockFile.RetiredException;
  }

  /** Returns whether work ended because its output was cancelled. */
  public static boolean isCancelled(IOException failure) {
    return failure instanceof BlockOutput.CancelledException;
  }

  /**
   * Reads a whole file of blocks and checks it.
   *
   * @throws CorruptionException if it is damaged
   */
  public void verify(BlockFile file) throws IOException {
    BlockFileWriter.verify(file);
  }

  /** Frees the memory of a block that will hardly be read again. */
  void forget(BlockPointer pointer) {
    cache.remove(pointer);
    if (pointer instanceof IndexPointer<?> index && index.part() != null) {
      cache.index().remove(index);
    }
  }

  /** Frees the memory of what leads into files that were deleted. */
  public void forgetDeleted() {
    cache.index().removeRetired();
  }

  /**
   * Closes and deletes a file that nothing refers to any more, once the reads that are under way
   * have ended; to be followed by {@link #forgetDeleted}.
   */
  public void delete(BlockFile file) throws IOException {
    file.delete();
    files.remove(file.number());
  }

  /** Closes all files. */
  public void close() throws IOException {
    IOException failure = null;
    for (BlockFile file : files.values()) {
      try {
        file.retire();
      } catch (IOException e) {
        failure = e;
      }
    }
    cache.clear();
    if (failure != null) {
      throw failure;
    }
  }
}
