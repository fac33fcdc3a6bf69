package io.lightningdb.internal.compress;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.xerial.snappy.Snappy;

/*
 * LZ4 has an implementation in Java, which is taken where the native one cannot be loaded. Snappy has
 * none that does without sun.misc.Unsafe; where it cannot be loaded nothing is compressed with it,
 * and what was is refused.
 */
/**
 * The compression libraries, as far as they can be loaded here. Any number of threads may use it.
 */
public final class Codecs {

  /** No block of LZ4 or Snappy gets longer than this many times its length. */
  public static final int GROWTH_MAX = 255;

  private static final int GROWTH_CONSTANT = 64;

  private final LZ4Compressor lz4Compressor;
  private final LZ4SafeDecompressor lz4Decompressor;
  private final Supplier<Optional<Throwable>> snappyMissing;

  /**
   * @param snappyMissing tells why Snappy cannot be used, if that is so; asked only if it is wanted
   */
  Codecs(LZ4Factory lz4, Supplier<Optional<Throwable>> snappyMissing) {
    this.lz4Compressor = lz4.fastCompressor();
    this.lz4Decompressor = lz4.safeDecompressor();
    this.snappyMissing = snappyMissing;
  }

  private static final class Loaded {
    private static final Codecs CODECS =
        new Codecs(LZ4Factory.fastestInstance(), () -> SnappyLibrary.MISSING);

    private Loaded() {}
  }

  /** Loaded when it is first wanted, which for most is never. */
  private static final class SnappyLibrary {
    private static final Optional<Throwable> MISSING = load();

    private SnappyLibrary() {}

    private static Optional<Throwable> load() {
      Thread thread = Thread.currentThread();
      ClassLoader context = thread.getContextClassLoader();
      // It looks for its settings there, and complains on the console if there is none.
      thread.setContextClassLoader(Snappy.class.getClassLoader());
      try {
        byte[] probe = new byte[16];
        boolean works = Snappy.uncompress(Snappy.compress(probe)).length == probe.length;
        return works ? Optional.empty() : Optional.of(new IOException("it does not work"));
      } catch (IOException | RuntimeException | LinkageError e) {
        return Optional.of(e);
      } finally {
        thread.setContextClassLoader(context);
      }
    }
  }

  /** Returns what can be loaded, which is tried once. */
  public static Codecs loaded() {
    return Loaded.CODECS;
  }

  boolean hasSnappy() {
    return snappyMissing.get().isEmpty();
  }

  /** Returns how much room compressing {@code length} bytes can take. */
  int compressedLengthMax(Method method, int length) {
    return method == Method.SNAPPY
        ? Snappy.maxCompressedLength(length)
        : lz4Compressor.maxCompressedLength(length);
  }

  /** Compresses bytes into {@code to} and returns how many these are. */
  int compress(Method method, byte[] from, int offset, int length, byte[] to) {
    return switch (method) {
      case LZ4 -> lz4Compressor.compress(from, offset, length, to, 0, to.length);
      case SNAPPY -> compressWithSnappy(from, offset, length, to);
      case NONE -> throw new IllegalArgumentException("there is nothing to do");
    };
  }

  private static int compressWithSnappy(byte[] from, int offset, int length, byte[] to) {
    try {
      return Snappy.compress(from, offset, length, to, 0);
    } catch (IOException e) {
      throw new IllegalStateException("Snappy cannot compress " + length + " bytes", e);
    }
  }

  /**
   * Checks that {@code length} bytes can be what {@code rawLength} were compressed to, before
   * memory is taken for these.
   *
   * @param source where it is from, told by its {@code toString} in messages
   * @throws CorruptionException if not
   */
  public static void checkGrowth(Object source, int length, int rawLength) {
    if (rawLength < 0 || rawLength > (long) length * GROWTH_MAX + GROWTH_CONSTANT) {
      throw new CorruptionException(
          source + " is damaged: " + length + " bytes cannot have been " + rawLength);
    }
  }

  /**
   * Decompresses bytes to the beginning of {@code raw}.
   *
   * @param source where it is from, told by its {@code toString} in messages
   * @param rawLength how long it was
   * @throws CorruptionException if these are not compressed bytes, or of another length
   * @throws FormatException if the library that it takes cannot be loaded here
   */
  public void decompress(
      Method method,
      Object source,
      byte[] from,
      int offset,
      int length,
      byte[] raw,
      int rawLength) {
    int found;
    try {
      found =
          switch (method) {
            case LZ4 -> lz4Decompressor.decompress(from, offset, length, raw, 0, rawLength);
            case SNAPPY -> decompressWithSnappy(source, from, offset, length, raw, rawLength);
            case NONE -> throw new IllegalArgumentException("there is nothing to do");
          };
    } catch (LZ4Exception | IOException e) {
      throw new CorruptionException(source + " is damaged: it cannot be decompressed", e);
    }
    if (found != rawLength) {
      throw new CorruptionException(
          source + " is damaged: it has " + found + " bytes instead of " + rawLength);
    }
  }

  private int decompressWithSnappy(
      Object source, byte[] from, int offset, int length, byte[] raw, int expectedLength)
      throws IOException {
    Optional<Throwable> missing = snappyMissing.get();
    if (missing.isPresent()) {
      throw new FormatException(
          source
              + " is compressed with Snappy, whose library cannot be loaded here ("
              + missing.get()
              + "); open the database where it can, and compact it with another compression");
    }
    // Checked before, because Snappy does not look how much room there is.
    if (!Snappy.isValidCompressedBuffer(from, offset, length)) {
      throw new IOException("not compressed with Snappy");
    }
    int rawLength = Snappy.uncompressedLength(from, offset, length);
    return rawLength == expectedLength
        ? Snappy.uncompress(from, offset, length, raw, 0)
        : rawLength;
  }
}
