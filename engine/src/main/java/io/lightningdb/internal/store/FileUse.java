package io.lightningdb.internal.store;

import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How many bytes of which files a keyspace refers to. Immutable. */
public final class FileUse {

  /** The use of a keyspace without any blocks. */
  public static final FileUse NONE = new FileUse(new TreeMap<>());

  private final SortedMap<Long, Long> bytesByFile;

  private FileUse(SortedMap<Long, Long> bytesByFile) {
    this.bytesByFile = Collections.unmodifiableSortedMap(bytesByFile);
  }

  /** Returns the bytes in use, by the numbers of their files; none is 0. */
  public SortedMap<Long, Long> bytesByFile() {
    return bytesByFile;
  }

  /** Returns the bytes in use in all files. */
  public long totalBytes() {
    return bytesByFile.values().stream().mapToLong(Long::longValue).sum();
  }

  public void encode(ByteWriter out) {
    out.writeVarint(bytesByFile.size());
    bytesByFile.forEach((file, bytes) -> out.writeVarint(file).writeVarint(bytes));
  }

  public static FileUse decode(ByteReader in) {
    SortedMap<Long, Long> bytesByFile = new TreeMap<>();
    int count = in.readVarint(in.remaining());
    for (int i = 0; i < count; i++) {
      bytesByFile.put(in.readVarint(), in.readVarint());
    }
    return new FileUse(bytesByFile);
  }

  /** Returns a builder that starts from this use. */
  public Builder toBuilder() {
    return new Builder(bytesByFile);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FileUse use && bytesByFile.equals(use.bytesByFile);
  }

  @Override
  public int hashCode() {
    return bytesByFile.hashCode();
  }

  @Override
  public String toString() {
    return bytesByFile.toString();
  }

  /** Counts blocks that come into use and go out of it. */
  public static final class Builder {

    private final SortedMap<Long, Long> bytesByFile;

    private Builder(Map<Long, Long> bytesByFile) {
      this.bytesByFile = new TreeMap<>(bytesByFile);
    }

    public Builder add(BlockPointer block) {
      bytesByFile.merge(block.file().number(), (long) block.length(), Long::sum);
      return this;
    }

    public Builder add(BlobPointer blob) {
      bytesByFile.merge(blob.file(), blob.length(), Long::sum);
      return this;
    }

    public Builder add(FileUse use) {
      use.bytesByFile.forEach((file, bytes) -> bytesByFile.merge(file, bytes, Long::sum));
      return this;
    }

    public Builder remove(BlockPointer block) {
      return remove(block.file().number(), block.length());
    }

    public Builder remove(BlobPointer blob) {
      return remove(blob.file(), blob.length());
    }

    private Builder remove(long number, long length) {
      bytesByFile.compute(
          number,
          (file, bytes) -> {
            long left = (bytes == null ? 0 : bytes) - length;
            assert left >= 0 : length + " bytes of file " + file + " were not in use";
            return left == 0 ? null : left;
          });
      return this;
    }

    public FileUse build() {
      return new FileUse(new TreeMap<>(bytesByFile));
    }
  }
}
