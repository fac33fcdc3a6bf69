package io.lightningdb.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces the generated parts of a document, which stand between a line {@code <!-- figures: name
 * -->} and a line {@code <!-- end of figures -->}.
 */
final class FigureBlocks {

  private static final Pattern BLOCK =
      Pattern.compile("(?ms)^<!-- figures: (\\S+) -->$.*?^<!-- end of figures -->$");

  private FigureBlocks() {}

  /**
   * Returns {@code document} with each block called as in {@code contents} filled anew; the others
   * stay as they are.
   *
   * @throws IllegalArgumentException if a name has no block, so that no figures are lost unseen
   */
  static String fill(String document, Map<String, String> contents) {
    Set<String> filled = new TreeSet<>();
    String result =
        BLOCK
            .matcher(document)
            .replaceAll(
                found -> {
                  String name = found.group(1);
                  String content = contents.get(name);
                  filled.add(name);
                  return Matcher.quoteReplacement(
                      content == null ? found.group() : block(name, content));
                });
    Map<String, String> missing = new LinkedHashMap<>(contents);
    missing.keySet().removeAll(filled);
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "the document has no '<!-- figures: name -->' for " + missing.keySet());
    }
    return result;
  }

  private static String block(String name, String content) {
    return "<!-- figures: " + name + " -->\n\n" + content.strip() + "\n\n<!-- end of figures -->";
  }
}
