package io.lightningdb.jcache;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What the URI of a manager says.
 *
 * @param databaseUrl the URL of the database, for the engine
 * @param settings settings by name
 */
record ManagerLocation(String databaseUrl, Map<String, String> settings) {

  private static final String SCHEME = "lightning";
  private static final String DEFAULT_URI = "lightning:lightning-data";

  /** The setting, in a file, that says where the database is. */
  private static final String URI_SETTING = "uri";

  private static final String FORMS =
      "use lightning:/path/to/directory, lightning:mem:name, or file: with the path of a directory"
          + " or of a properties file";

  /** Returns the URI of the managers for which nobody asks for another. */
  static URI defaultUri(@Nullable String systemProperty, @Nullable String environmentVariable) {
    if (systemProperty != null && !systemProperty.isBlank()) {
      return parse(systemProperty, "the system property lightning.jcache.uri");
    }
    if (environmentVariable != null && !environmentVariable.isBlank()) {
      return parse(environmentVariable, "the environment variable LIGHTNING_JCACHE_URI");
    }
    return URI.create(DEFAULT_URI);
  }

  private static URI parse(String text, String origin) {
    try {
      URI uri = new URI(text.strip());
      if (uri.getScheme() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "'" + text + "', from " + origin + ", is no URI: " + e.getMessage() + "; " + FORMS, e);
    }
    throw new IllegalArgumentException(
        "'" + text + "', from " + origin + ", is a URI without a scheme; " + FORMS);
  }

  /**
   * Reads a URI, and the file that it names, if that is what it does.
   *
   * @throws IllegalArgumentException if it says nothing that could be understood
   */
  static ManagerLocation of(URI uri) {
    String scheme = uri.getScheme();
    if (SCHEME.equalsIgnoreCase(scheme)) {
      return ofLightning(uri);
    }
    if ("file".equalsIgnoreCase(scheme)) {
      return ofFile(uri);
    }
    if ("jar".equalsIgnoreCase(scheme)) {
      return ofProperties(uri, read(uri));
    }
    throw new IllegalArgumentException("the URI '" + uri + "' names no database; " + FORMS);
  }

  private static ManagerLocation ofLightning(URI uri) {
    if (uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "the URI '" + uri + "' has a fragment, which means nothing here; write # as %23");
    }
    String rest = uri.getRawSchemeSpecificPart();
    int question = rest.indexOf('?');
    String place = decode(uri, question < 0 ? rest : rest.substring(0, question));
    if (place.startsWith("//") && !place.startsWith("///")) {
      throw new IllegalArgumentException(
          "the URI '" + uri + "' names a host, but a database is on this one; " + FORMS);
    }
    Map<String, String> settings = new HashMap<>();
    if (question >= 0) {
      for (String setting : rest.substring(question + 1).split("&", -1)) {
        int equals = setting.indexOf('=');
        if (equals <= 0) {
          throw new IllegalArgumentException(
              "the URI '" + uri + "' has '" + setting + "' where name=value was expected");
        }
        settings.put(
            decode(uri, setting.substring(0, equals)), decode(uri, setting.substring(equals + 1)));
      }
    }
    return new ManagerLocation(SCHEME + ":" + place, settings);
  }

  private static String decode(URI uri, String raw) {
    if (raw.isEmpty()) {
      return "";
    }
    try {
      return new URI(SCHEME + ":" + raw).getSchemeSpecificPart();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("the URI '" + uri + "' is malformed", e);
    }
  }

  private static ManagerLocation ofFile(URI uri) {
    Path path = path(uri);
    if (Files.isRegularFile(path)) {
      return ofProperties(uri, read(uri, path));
    }
    if (!Files.exists(path) && path.toString().endsWith(".properties")) {
      throw new IllegalArgumentException("the URI '" + uri + "' names a file that is not there");
    }
    return new ManagerLocation(SCHEME + ":" + path, Map.of());
  }

  private static Path path(URI uri) {
    try {
      return uri.isOpaque() ? Path.of(uri.getSchemeSpecificPart()) : Path.of(uri);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the URI '" + uri + "' names no file: " + e.getMessage(), e);
    }
  }

  private static Properties read(URI uri, Path file) {
    try (Reader reader = Files.newBufferedReader(file)) {
      return read(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(uri, e);
    }
  }

  private static Properties read(URI uri) {
    try (Reader reader = new InputStreamReader(uri.toURL().openStream(), StandardCharsets.UTF_8)) {
      return read(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(uri, e);
    }
  }

  private static Properties read(Reader reader) throws IOException {
    Properties properties = new Properties();
    properties.load(reader);
    return properties;
  }

  private static IllegalArgumentException unreadable(URI uri, Exception e) {
    return new IllegalArgumentException(
        "the file that the URI '" + uri + "' names cannot be read: " + e, e);
  }

  private static ManagerLocation ofProperties(URI file, Properties properties) {
    Map<String, String> settings = strings(properties);
    String text = settings.remove(URI_SETTING);
    URI uri =
        text == null ? URI.create(DEFAULT_URI) : parse(text, "the setting 'uri' in '" + file + "'");
    if (!SCHEME.equalsIgnoreCase(uri.getScheme())) {
      throw new IllegalArgumentException(
          "the setting 'uri' in '" + file + "' is '" + uri + "', but has to begin with lightning:");
    }
    ManagerLocation location = ofLightning(uri);
    settings.putAll(location.settings);
    return new ManagerLocation(location.databaseUrl, settings);
  }

  /** Returns properties as a map. */
  static Map<String, String> strings(Properties properties) {
    Map<String, String> strings = new HashMap<>();
    for (String name : properties.stringPropertyNames()) {
      strings.put(name, properties.getProperty(name));
    }
    return strings;
  }
}
