package io.lightningdb.benchmarks.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Turns records into JSON and back. */
public final class Json {

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private Json() {}

  /** Writes {@code object} to {@code file}. */
  public static void write(Path file, Object object) throws IOException {
    Files.writeString(file, GSON.toJson(object));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws JsonParseException if the file holds something else
   */
  public static <T> T read(Path file, Class<T> type) throws IOException {
    return parse(Files.readString(file), type);
  }

  /** Returns the object whose JSON is {@code text}. */
  static <T> T parse(String text, Class<T> type) {
    T object = GSON.fromJson(text, type);
    if (object == null) {
      throw new JsonParseException("there is no " + type.getSimpleName() + " in '" + text + "'");
    }
    return object;
  }

  /** Returns the JSON of {@code object} as a tree. */
  static JsonObject tree(Object object) {
    return GSON.toJsonTree(object).getAsJsonObject();
  }

  /** Returns the JSON of a tree in one line. */
  static String line(JsonObject tree) {
    return GSON.toJson(tree);
  }
}
