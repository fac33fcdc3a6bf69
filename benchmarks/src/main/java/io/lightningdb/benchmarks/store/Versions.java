package io.lightningdb.benchmarks.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The versions of the libraries that this was built with. */
final class Versions {

  private static final Properties VERSIONS = load();

  private Versions() {}

  /** Returns the version of the contender called {@code id}. */
  static String of(String id) {
    String version = VERSIONS.getProperty(id);
    if (version == null) {
      throw new IllegalArgumentException("versions.properties does not tell of '" + id + "'");
    }
    return version;
  }

  private static Properties load() {
    Properties properties = new Properties();
    try (InputStream in = Versions.class.getResourceAsStream("versions.properties")) {
      if (in == null) {
        throw new IllegalStateException("versions.properties is not on the class path");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
