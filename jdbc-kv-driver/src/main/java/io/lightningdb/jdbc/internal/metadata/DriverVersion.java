package io.lightningdb.jdbc.internal.metadata;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this driver and of the engine, which are released together. */
public final class DriverVersion {

  private static final String TEXT = read();

  private DriverVersion() {}

  private static String read() {
    Properties properties = new Properties();
    try (InputStream resource = DriverVersion.class.getResourceAsStream("version.properties")) {
      properties.load(resource);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  /** Returns the whole version, such as 1.2.3. */
  public static String text() {
    return TEXT;
  }

  /** Returns the first number of the version. */
  public static int major() {
    return number(0);
  }

  /** Returns the second number of the version. */
  public static int minor() {
    return number(1);
  }

  private static int number(int index) {
    return Integer.parseInt(TEXT.split("[.-]", -1)[index]);
  }
}
