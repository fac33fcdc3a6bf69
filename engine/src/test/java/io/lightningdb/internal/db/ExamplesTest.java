package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.Durability;
import io.lightningdb.Keyspace;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.testing.DesignPage;
import io.lightningdb.internal.testing.SimulatedDisk;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Opens the database that the examples in {@code docs/design} are the files of. */
class ExamplesTest {

  private static final Map<String, String> PAGES =
      Map.of(
          "000002.log", "log.md", "000004.tree", "tree-file.md", "000003.manifest", "manifest.md");

  private static SimulatedDisk disk() {
    Map<String, byte[]> files = new HashMap<>();
    PAGES.forEach((file, page) -> files.put(file, DesignPage.read(page).example(file).bytes()));
    return SimulatedDisk.of(files);
  }

  @Test
  void theExamplesAreOneDatabase() {
    try (LocalDatabase db = Databases.open(disk(), Options.defaults())) {
      assertThat(Databases.contents(db))
          .isEqualTo(
              Map.of(
                  "fruit",
                  Map.of("apple", "red", "apricot", "orange", "banana", "yellow"),
                  Databases.attributesOf("fruit"),
                  Map.of("color", "by taste")));
      Keyspace fruit = db.keyspace("fruit");
      assertThat(fruit.options().pageBytes()).isEqualTo(512);
      assertThat(fruit.options().attributes()).isEqualTo(Map.of("color", "by taste"));
      assertThat(db.verify()).isEmpty();
    }
  }

  @Test
  void theLogAloneLeadsToTheSameEntries() {
    // A manifest of nothing, as a new database begins with, and the log of the page.
    SimulatedDisk examples = disk();
    Map<String, byte[]> files = new TreeMap<>(examples.files());
    files.remove("000004.tree");
    files.remove("000003.manifest");
    SimulatedDisk disk = SimulatedDisk.of(files);
    Manifest nothing =
        new Manifest(
            new View.Flushed(0, Catalog.EMPTY, Map.of()),
            0,
            3,
            2,
            2,
            Collections.emptySortedMap(),
            Collections.emptySortedMap());
    UUID database = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
    try {
      ManifestFile.create(disk, new FileIdentity(database, 1), 0, nothing.encode(), 1_000);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    try (LocalDatabase replayed = Databases.open(disk, Options.defaults());
        LocalDatabase read = Databases.open(examples, Options.defaults())) {
      assertThat(Databases.contents(replayed)).isEqualTo(Databases.contents(read));
    }
  }

  @Test
  void writingGoesOnBehindThem() {
    SimulatedDisk disk = disk();
    try (LocalDatabase db = Databases.open(disk, Options.defaults())) {
      Keyspace fruit = db.keyspace("fruit").withDurability(Durability.SYNC);
      fruit.put(Databases.bytes("date"), Databases.bytes("brown"));
    }
    try (LocalDatabase db = Databases.open(disk, Options.defaults())) {
      assertThat(Databases.contents(db).get("fruit")).hasSize(4).containsEntry("date", "brown");
      assertThat(db.verify()).isEmpty();
    }
  }
}
