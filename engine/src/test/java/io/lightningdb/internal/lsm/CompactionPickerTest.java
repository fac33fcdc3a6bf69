package io.lightningdb.internal.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Compression;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.lsm.CompactionPicker.Pick;
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
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What is compacted next, for levels that files draw. A line is a run: its level, and its tables
 * with their first and last keys, their bytes in KiB, and, of ten entries, how many are deletions.
 * Level 0 has its newest run first. Tables are cut to 100 KiB.
 */
class CompactionPickerTest {

  private static final int KIB = 1024;
  private static final long TABLE_BYTES = 100 * KIB;
  private static final int FILE = 1;
  private static final int FILTER_BYTES = 16;

  private final BlockFiles files = new TestFiles().files();
  private final CompactionPicker picker = new CompactionPicker(TABLE_BYTES);

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
    assertThat(drawings).hasSizeGreaterThan(10);
    return drawings.stream()
        .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> check(path)));
  }

  private void check(Path drawing) throws IOException {
    List<String> lines = Files.readAllLines(drawing);
    int arrow = lines.indexOf("->");
    Version version =
        version(lines.subList(0, arrow).stream().filter(line -> line.matches("\\d:.*")).toList());
    assertThat(show(picker.pick(version))).isEqualTo(lines.get(arrow + 1));
  }

  private Version version(List<String> runs) {
    List<Run> level0 = new ArrayList<>();
    Version version = Version.EMPTY;
    for (String line : runs) {
      List<Table> tables = new ArrayList<>();
      for (String table : line.substring(2).split("\\|", -1)) {
        tables.add(table(table.strip()));
      }
      int level = Character.digit(line.charAt(0), 10);
      if (level == 0) {
        level0.add(0, Run.of(tables));
      } else {
        version = version.with(Set.of(), level, tables);
      }
    }
    for (Run run : level0) {
      version = version.withFlushed(run);
    }
    return version;
  }

  private Table table(String text) {
    String[] words = text.split(" ", -1);
    String[] keys = words[0].split("-", -1);
    int bytes = Math.max(FILTER_BYTES + 1, Integer.parseInt(words[1]) * KIB);
    int deletions = words.length < 3 ? 0 : Integer.parseInt(words[2].split("/", -1)[0]);
    ByteWriter out = new ByteWriter(64);
    // Height, root, entries, use of files; deletions, keys, filter, blobs: as Table.encode does.
    out.writeVarint(1).writeVarint(FILE).writeVarint(64).writeVarint(16).writeVarint(10);
    out.writeVarint(1).writeVarint(FILE).writeVarint(bytes - FILTER_BYTES);
    out.writeVarint(deletions).writeBlob(bytes(keys[0])).writeBlob(bytes(keys[1]));
    out.writeVarint(FILE).writeVarint(64).writeVarint(FILTER_BYTES);
    FileUse.NONE.encode(out);
    return Table.decode(
        "a drawing",
        files,
        new PageFormat(512, Compression.NONE),
        new ByteReader("a drawing", out.toByteArray()));
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
    Version version =
        version(
            List.of(
                "0: a-m 40 5/10",
                "0: c-z 40",
                "2: a-b 10 | c-d 10 9/10",
                "5: b-c 500 | e-f 500",
                "6: a-z 9000"));
    int steps = 0;
    for (Pick pick = picker.pickToTheEnd(version);
        pick != null;
        pick = picker.pickToTheEnd(version)) {
      assertThat(++steps).isLessThan(20);
      Set<Object> gone =
          Stream.concat(pick.tables().stream(), pick.lower().stream())
              .map(Table::identity)
              .collect(Collectors.toSet());
      version = version.with(gone, pick.to(), List.of(table("a-z 100")));
    }
    assertThat(version.newestFirst()).containsExactly(version.level(Version.LAST));
  }
}
