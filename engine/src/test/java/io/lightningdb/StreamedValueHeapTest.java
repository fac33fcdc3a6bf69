package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.ChildJvm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A value that is many times as long as the heap. */
@Timeout(120)
class StreamedValueHeapTest {

  private static final int VALUE_BYTES = 300_000_000;

  @TempDir private Path directory;

  @Test
  void aValueNeedNotFitIntoTheHeap() {
    try (ChildJvm child =
        ChildJvm.start(
            List.of("-Xmx48m"),
            PutsAndGets.class,
            directory.toString(),
            Integer.toString(VALUE_BYTES))) {
      assertThat(child.readLine()).isEqualTo("written");
      assertThat(child.readLine()).isEqualTo("read");
      assertThat(child.readLine()).isEqualTo("read after opening again");
      assertThat(child.waitFor()).isZero();
    }
  }

  /** Bytes that depend on their place, as many as there are to be. */
  private static final class Numbers extends InputStream {

    private final long length;
    private final CRC32C crc = new CRC32C();
    private long position;

    Numbers(long length) {
      this.length = length;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int count) {
      if (position == length) {
        return -1;
      }
      int given = (int) Math.min(count, length - position);
      for (int i = 0; i < given; i++) {
        long at = position + i;
        into[offset + i] = (byte) ((at * 0x9E3779B97F4A7C15L) >>> 56);
      }
      crc.update(into, offset, given);
      position += given;
      return given;
    }
  }

  /** Puts a value of the length in the second argument, and reads it twice. */
  static final class PutsAndGets {

    private static final byte[] KEY = "key".getBytes(StandardCharsets.US_ASCII);

    private PutsAndGets() {}

    public static void main(String[] arguments) throws IOException {
      Path directory = Path.of(arguments[0]);
      Options options =
          Options.builder().memtableBytes(4 * 1024 * 1024).cacheBytes(4 * 1024 * 1024).build();
      Numbers numbers = new Numbers(Long.parseLong(arguments[1]));
      try (Database db = Lightning.open(directory, options)) {
        Keyspace keyspace = db.createKeyspace("k", KeyspaceOptions.lsm());
        keyspace.put(KEY, numbers);
        System.out.println("written");
        check(keyspace, numbers);
        System.out.println("read");
      }
      try (Database db = Lightning.open(directory, options)) {
        check(db.keyspace("k"), numbers);
        System.out.println("read after opening again");
      }
    }

    private static void check(Keyspace keyspace, Numbers numbers) throws IOException {
      CRC32C crc = new CRC32C();
      byte[] buffer = new byte[64 * 1024];
      long length = 0;
      try (InputStream value = keyspace.openValue(KEY)) {
        for (int count = value.read(buffer); count >= 0; count = value.read(buffer)) {
          crc.update(buffer, 0, count);
          length += count;
        }
      }
      if (length != numbers.length || crc.getValue() != numbers.crc.getValue()) {
        throw new AssertionError("other bytes came out than went in, " + length + " of them");
      }
    }
  }
}
