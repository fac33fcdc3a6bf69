package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Follows every link in the documentation that stays within the project. */
class LinksTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```");

  private static List<Path> documents() throws IOException {
    try (Stream<Path> below = Files.walk(ROOT.resolve("docs"));
        Stream<Path> above = Files.list(ROOT)) {
      return Stream.concat(below, above)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  /** Returns the links of {@code document} that lead nowhere. */
  private static List<String> broken(Path document) throws IOException {
    List<String> broken = new ArrayList<>();
    Matcher links = LINK.matcher(FENCED.matcher(Files.readString(document)).replaceAll(""));
    while (links.find()) {
      String link = links.group(1);
      if (!link.matches("[a-z]+:.*") && !leadsSomewhere(document, link)) {
        broken.add(document + " -> " + link);
      }
    }
    return broken;
  }

  private static boolean leadsSomewhere(Path document, String link) throws IOException {
    int hash = link.indexOf('#');
    String path = hash < 0 ? link : link.substring(0, hash);
    Path target = path.isEmpty() ? document : document.resolveSibling(path);
    return Files.exists(target) && (hash < 0 || anchors(target).contains(link.substring(hash + 1)));
  }

  /** Returns the names by which a page's headings can be linked to. */
  private static List<String> anchors(Path page) throws IOException {
    try (Stream<String> lines = Files.readString(page).lines()) {
      return lines
          .filter(line -> line.matches("#+ .*"))
          .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
          .map(line -> line.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
          .toList();
    }
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    int documents = 0;
    for (Path document : documents()) {
      broken.addAll(broken(document));
      documents++;
    }
    assertThat(broken).isEmpty();
    assertThat(documents).isGreaterThan(30);
  }

  /** The control: a link that leads nowhere is found. */
  @Test
  void aBrokenLinkIsFound(@TempDir Path directory) throws IOException {
    Path page = directory.resolve("page.md");
    Files.writeString(
        page,
        """
        # A heading, with `code`
        [good](page.md) [good](#a-heading-with-code) [outside](https://example.org/)
        [bad](missing.md) [bad](page.md#missing)
        ```
        [not a link](nowhere)
        ```
        """);
    assertThat(broken(page)).containsExactly(page + " -> missing.md", page + " -> page.md#missing");
  }
}
