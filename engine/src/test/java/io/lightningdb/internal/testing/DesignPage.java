package io.lightningdb.internal.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A page of {@code docs/design}, whose examples the tests decode.
 *
 * <p>An example is a fenced block behind a marker, {@code <!-- example: its name -->}. Its lines
 * are of the form {@code offset | bytes | note}: the offset in hex, the bytes in hex or as {@code
 * 00 * 12}, and what they mean, which may be empty. A note of the form {@code name = value} tells
 * something that a test has to find in the bytes.
 */
public final class DesignPage {

  private static final Path DIRECTORY = Path.of("..", "docs", "design");
  private static final HexFormat HEX = HexFormat.of();

  /**
   * Bytes as a page shows them.
   *
   * @param position where in their file they begin
   * @param bytes the bytes
   * @param values the notes of the form {@code name = value}, in their order
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared or printed
  public record Example(long position, byte[] bytes, List<String> values) {}

  private final String name;
  private final List<String> lines;

  private DesignPage(String name, List<String> lines) {
    this.name = name;
    this.lines = lines;
  }

  /** Reads the page that has this file name. */
  public static DesignPage read(String name) {
    try {
      return new DesignPage(name, Files.readAllLines(DIRECTORY.resolve(name)));
    } catch (IOException e) {
      throw new AssertionError("cannot read the page " + name, e);
    }
  }

  /** Returns the fenced block behind the marker {@code <!-- example: name -->}. */
  public Example example(String example) {
    long position = -1;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<String> values = new ArrayList<>();
    for (String line : block("example: " + example)) {
      String[] columns = line.split("\\|", 3);
      if (columns.length != 3) {
        throw new AssertionError(name + ": not 'offset | bytes | note': " + line);
      }
      long offset = Long.parseLong(columns[0].strip(), 16);
      if (position < 0) {
        position = offset;
      }
      if (offset != position + bytes.size()) {
        throw new AssertionError(
            "%s: these bytes are at %04x: %s"
                .formatted(name, position + bytes.size(), line.strip()));
      }
      bytes.writeBytes(parse(columns[1].strip()));
      String note = columns[2].strip();
      if (note.contains(" = ")) {
        values.add(note);
      }
    }
    return new Example(position, bytes.toByteArray(), values);
  }

  /** Returns the lines of the fenced block behind the marker {@code <!-- marker -->}. */
  public List<String> block(String marker) {
    int start = lines.indexOf("<!-- " + marker + " -->");
    if (start < 0) {
      throw new AssertionError(name + " has no marker '" + marker + "'");
    }
    List<String> block = new ArrayList<>();
    boolean inside = false;
    for (String line : lines.subList(start + 1, lines.size())) {
      boolean fence = line.startsWith("```");
      if (fence && inside) {
        return block;
      }
      if (inside) {
        block.add(line);
      }
      inside |= fence;
    }
    throw new AssertionError(name + " has no fenced block behind the marker '" + marker + "'");
  }

  private static byte[] parse(String hex) {
    int times = hex.indexOf('*');
    if (times < 0) {
      return HEX.parseHex(hex.replace(" ", ""));
    }
    byte[] repeated = new byte[Integer.parseInt(hex.substring(times + 1).strip())];
    byte value = HEX.parseHex(hex.substring(0, times).strip())[0];
    Arrays.fill(repeated, value);
    return repeated;
  }
}
