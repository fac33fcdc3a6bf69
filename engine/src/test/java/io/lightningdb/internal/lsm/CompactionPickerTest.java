package io.lightningdb.internal.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Compression;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.FileUse;
import io.lightningdb.internal.store.PageFormat;
import io.lightningdb.internal.testing.TestFiles;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What is compacted next, for levels that files draw. A line is a run: its level, and its tables
 * with their first and last keys and their bytes in KiB. What else there is to say of a table
 * follows: {@code 5/10} if half of its entries are deletions, {@code 31d} if the oldest of them is
 * of 31 days ago, {@code 3m} if half of them have expired 3 minutes ago, {@code -3m} if they will
 * in 3 minutes, {@code {1}} if it is read by the first compaction under way. The line {@code {1}
 * into 6} says where that leads. Level 0 has its newest run first. Tables are cut to 100 KiB.
 */
class CompactionPickerTest {

  private static final int KIB = 1024;
  private static final long TABLE_BYTES = 100 * KIB;
  private static final int FILE = 1;
  private static final int FILTER_BYTES = 16;
  private static final long NOW_MICROS = 1_700_000_000_000_000L;
  private static final Pattern UNDER_WAY = Pattern.compile("\\{(\\d)} into (\\d)");

  private final BlockFiles files = new TestFiles().files();

  CompactionPickerTest() {
    files.add(FILE, Long.MAX_VALUE / 2);
  }

  @TestFactory
  Stream<DynamicTest> drawnLevels() throws IOException, URISyntaxException {
    URL levels = Objects.requireNonNull(getClass().getResource("levels"));
    List<Path> drawings;
    try (Stream<Path> list = Files.list(Path.of(levels.toURI()))) {
      drawings = list.sorted().toList();
    }
    assertThat(drawings).hasSizeGreaterThan(30);
    return drawings.stream()
        .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> check(path)));
  }

  private void check(Path path) throws IOException {
    List<String> lines = Files.readAllLines(path);
    int arrow = lines.indexOf("->");
    Drawing drawing = new Drawing();
    lines.subList(0, arrow).forEach(drawing::add);
    Version version = drawing.version();
    CompactionPicker picker = new CompactionPicker(TABLE_BYTES, version, drawing.underWay());
    assertThat(show(picker.pick(NOW_MICROS))).isEqualTo(lines.get(arrow + 1));
  }

  /** Levels as they are drawn, line by line. */
  private final class Drawing {

    private final List<Run> level0 = new ArrayList<>();
    private final Map<Integer, List<Table>> levels = new TreeMap<>();
    private final Map<String, List<Run>> read = new TreeMap<>();
    private final Map<String, Integer> fromLevels = new TreeMap<>();
    private final Map<String, Integer> toLevels = new TreeMap<>();

    void add(String line) {
      Matcher underWay = UNDER_WAY.matcher(line);
      if (underWay.matches()) {
        toLevels.put(underWay.group(1), Integer.valueOf(underWay.group(2)));
      } else if (line.matches("\\d:.*")) {
        addRun(Character.digit(line.charAt(0), 10), line.substring(2));
      }
    }

    private void addRun(int level, String drawn) {
      List<Table> tables = new ArrayList<>();
      Map<String, List<Table>> reads = new TreeMap<>();
      for (String words : drawn.split("\\|", -1)) {
        Table table = table(words.strip());
        tables.add(table);
        Matcher mark = Pattern.compile("\\{(\\d)}").matcher(words);
        if (mark.find()) {
          reads.computeIfAbsent(mark.group(1), number -> new ArrayList<>()).add(table);
        }
      }
      reads.forEach(
          (number, inputs) -> {
            read.computeIfAbsent(number, any -> new ArrayList<>()).add(Run.of(inputs));
            fromLevels.merge(number, level, Math::min);
          });
      if (level == 0) {
        level0.add(0, Run.of(tables));
      } else {
        levels.computeIfAbsent(level, any -> new ArrayList<>()).addAll(tables);
      }
    }

    Version version() {
      Version version = Version.EMPTY;
      for (Map.Entry<Integer, List<Table>> level : levels.entrySet()) {
        version = version.with(Set.of(), level.getKey(), level.getValue());
      }
      for (Run run : level0) {
        version = version.withFlushed(run);
      }
      return version;
    }

    List<Pick> underWay() {
      assertThat(toLevels.keySet()).isEqualTo(read.keySet());
      List<Pick> picks = new ArrayList<>();
      toLevels.forEach(
          (number, to) -> {
            List<Run> runs = read.get(number);
            List<Table> lower =
                levels.getOrDefault(to, List.of()).stream()
                    .filter(table -> runs.stream().anyMatch(run -> run.tables().contains(table)))
                    .toList();
            List<Run> upper =
                runs.stream().filter(run -> !lower.containsAll(run.tables())).toList();
            picks.add(new Pick(1, fromLevels.get(number), upper, lower, to, true));
          });
      return picks;
    }
  }

  private Table table(String text) {
    List<String> words = List.of(text.split(" ", -1));
    String[] keys = words.get(0).split("-", -1);
    int bytes = Math.max(FILTER_BYTES + 1, Integer.parseInt(words.get(1)) * KIB);
    long deletions = number(words, "/10");
    long ageMicros = TimeUnit.DAYS.toMicros(number(words, "d"));
    boolean expires = words.stream().anyMatch(word -> word.matches("-?\\d+m"));
    long wornAt = NOW_MICROS - TimeUnit.MINUTES.toMicros(number(words, "m"));
    ByteWriter out = new ByteWriter(64);
    // Height, root, entries, ripeness, use of files, blobs; deletions, keys, age, filter, wear: as
    // in
    // Table.encode.
    out.writeVarint(expires ? 65 : 1).writeVarint(FILE).writeVarint(64).writeVarint(16);
    out.writeVarint(10);
    if (expires) {
      out.writeVarint(wornAt);
    }
    out.writeVarint(1).writeVarint(FILE).writeVarint(bytes - FILTER_BYTES);
    FileUse.NONE.encode(out);
    out.writeVarint(deletions).writeBlob(bytes(keys[0])).writeBlob(bytes(keys[1]));
    out.writeVarint(NOW_MICROS - ageMicros);
    out.writeVarint(FILE).writeVarint(64).writeVarint(FILTER_BYTES);
    if (expires) {
      out.writeVarint(wornAt);
    }
    return Table.decode(
        "a drawing",
        files,
        new PageFormat(512, Compression.NONE),
        new ByteReader("a drawing", out.toByteArray()));
  }

  /** Returns the number that has a unit behind it, or 0 if there is none. */
  private static long number(List<String> words, String unit) {
    return words.stream()
        .filter(word -> word.matches("-?\\d+" + unit))
        .mapToLong(word -> Long.parseLong(word.substring(0, word.length() - unit.length())))
        .sum();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String show(@Nullable Pick pick) {
    if (pick == null) {
      return "nothing";
    }
    String upper = names(pick.upper().stream().flatMap(run -> run.tables().stream()));
    String lower = pick.lower().isEmpty() ? "" : " with " + names(pick.lower().stream());
    String urgency = String.format(Locale.ROOT, ", urgency %.2f", pick.urgency());
    if (pick.isMove()) {
      return "move " + upper + " to " + pick.to() + urgency;
    }
    String deletions = pick.keepsDeletions() ? ", with deletions" : ", without deletions";
    return "merge " + upper + lower + " into " + pick.to() + deletions + urgency;
  }

  private static String names(Stream<Table> tables) {
    return tables
        .map(
            table ->
                new String(table.smallest(), StandardCharsets.US_ASCII)
                    + "-"
                    + new String(table.largest(), StandardCharsets.US_ASCII))
        .collect(Collectors.joining(", "));
  }

  /** Whatever the levels are, the way to the end has an end. */
  @Test
  void goingToTheEndEndsInOneLevelWithoutDeletions() {
    Drawing drawing = new Drawing();
    List.of(
            "0: a-m 40 5/10",
            "0: c-z 40",
            "2: a-b 10 | c-d 10 9/10",
            "5: b-c 500 | e-f 500",
            "6: a-z 9000")
        .forEach(drawing::add);
    Version version = drawing.version();
    int steps = 0;
    for (Pick pick = toTheEnd(version); pick != null; pick = toTheEnd(version)) {
      assertThat(++steps).isLessThan(20);
      Set<Object> gone = pick.tables().stream().map(Table::identity).collect(Collectors.toSet());
      version = version.with(gone, pick.to(), List.of(table("a-z 100")));
    }
    assertThat(version.newestFirst()).containsExactly(version.level(Version.LAST));
  }

  private static @Nullable Pick toTheEnd(Version version) {
    return new CompactionPicker(TABLE_BYTES, version, List.of()).pickToTheEnd(0);
  }

  @Test
  void onTheWayToTheEndWhatIsReadAlreadyIsLeftToOthers() {
    Drawing drawing = new Drawing();
    List.of("0: a-m 40 {1}", "5: n-p 100", "6: a-z 9000 {1}", "{1} into 6").forEach(drawing::add);
    CompactionPicker picker =
        new CompactionPicker(TABLE_BYTES, drawing.version(), drawing.underWay());
    assertThat(picker.pickToTheEnd(0)).isNull();
  }

  @Test
  void onTheWayToTheEndWhatHasExpiredIsDropped() throws IOException {
    Drawing drawing = new Drawing();
    List.of("6: a-b 100 1m | c-d 100 -1m | e-f 100").forEach(drawing::add);
    CompactionPicker picker = new CompactionPicker(TABLE_BYTES, drawing.version(), List.of());
    assertThat(show(picker.pickToTheEnd(NOW_MICROS)))
        .isEqualTo("merge a-b into 6, without deletions, urgency 1.00");
    assertThat(picker.pickToTheEnd(NOW_MICROS - TimeUnit.HOURS.toMicros(1))).isNull();
  }

  @Test
  void urgencyIsThatOfLevel0OrOfTheFullestLevelWhateverIsUnderWay() {
    Drawing drawing = new Drawing();
    drawing.add("0: a-m 40");
    assertThat(urgency(drawing)).isEqualTo(0.25);
    drawing.add("0: a-m 40 {1}");
    drawing.add("{1} into 5");
    assertThat(urgency(drawing)).isEqualTo(0.5);
    drawing.add("5: a-b 800 {1}");
    drawing.add("6: a-z 4000");
    assertThat(urgency(drawing)).isEqualTo(2);
  }

  private static double urgency(Drawing drawing) {
    return new CompactionPicker(TABLE_BYTES, drawing.version(), drawing.underWay()).urgency();
  }
}
