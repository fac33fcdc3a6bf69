package io.lightningdb.jdbc.internal.result;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Clob;
import java.sql.NClob;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Text in memory, which is the program's own: to change it changes no row. */
public final class MemoryClob implements NClob {

  private @Nullable String text;

  public MemoryClob(String text) {
    this.text = text;
  }

  private String text() throws SQLException {
    String present = text;
    if (present == null) {
      throw SqlErrors.wrongMoment("the Clob has been freed");
    }
    return present;
  }

  /** Returns the index, counted from 0, of a position that may be right behind the last char. */
  private static int index(long position, int length) throws SQLException {
    if (position < 1 || position > length + 1L) {
      throw SqlErrors.badArgument(
          "there is no position " + position + " in an object of length " + length);
    }
    return (int) position - 1;
  }

  private static void checkLength(long length) throws SQLException {
    if (length < 0) {
      throw SqlErrors.badArgument("the length must not be negative, but is " + length);
    }
  }

  @Override
  public long length() throws SQLException {
    return text().length();
  }

  @Override
  public String getSubString(long position, int length) throws SQLException {
    checkLength(length);
    String present = text();
    int from = index(position, present.length());
    return present.substring(from, from + Math.min(length, present.length() - from));
  }

  @Override
  public Reader getCharacterStream() throws SQLException {
    return new StringReader(text());
  }

  @Override
  public Reader getCharacterStream(long position, long length) throws SQLException {
    checkLength(length);
    String present = text();
    int from = index(position, present.length());
    if (length > present.length() - from) {
      throw SqlErrors.badArgument(
          "there are no " + length + " characters from " + position + " on");
    }
    return new StringReader(present.substring(from, from + (int) length));
  }

  @Override
  public InputStream getAsciiStream() throws SQLException {
    return new ByteArrayInputStream(text().getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public long position(String pattern, long start) throws SQLException {
    String present = text();
    int found = present.indexOf(pattern, index(start, present.length()));
    return found < 0 ? -1 : found + 1L;
  }

  @Override
  public long position(Clob pattern, long start) throws SQLException {
    int length = (int) Math.min(Integer.MAX_VALUE, pattern.length());
    return position(pattern.getSubString(1, length), start);
  }

  @Override
  public int setString(long position, String source) throws SQLException {
    return setString(position, source, 0, source.length());
  }

  @Override
  public int setString(long position, String source, int offset, int length) throws SQLException {
    if (offset < 0 || length < 0 || length > source.length() - offset) {
      throw SqlErrors.badArgument("there are no " + length + " characters from " + offset + " on");
    }
    String present = text();
    int from = index(position, present.length());
    int end = Math.min(present.length(), from + length);
    text =
        present.substring(0, from)
            + source.substring(offset, offset + length)
            + present.substring(end);
    return length;
  }

  /** Returns a stream whose characters are here once it has been closed. */
  @Override
  public OutputStream setAsciiStream(long position) throws SQLException {
    index(position, text().length());
    return new ByteArrayOutputStream() {
      @Override
      public void close() throws IOException {
        store(position, toString(StandardCharsets.US_ASCII));
      }
    };
  }

  /** Returns a writer whose characters are here once it has been closed. */
  @Override
  public Writer setCharacterStream(long position) throws SQLException {
    index(position, text().length());
    return new StringWriter() {
      @Override
      public void close() throws IOException {
        store(position, toString());
      }
    };
  }

  private void store(long position, String written) throws IOException {
    try {
      setString(position, written);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void truncate(long length) throws SQLException {
    checkLength(length);
    String present = text();
    if (length > present.length()) {
      throw SqlErrors.badArgument(
          "an object of length " + present.length() + " cannot be cut to " + length);
    }
    text = present.substring(0, (int) length);
  }

  @Override
  public void free() {
    text = null;
  }
}
