package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.KeyspaceOptions;
import io.lightningdb.internal.base.KeyspaceId;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogTest {

  private static KeyspaceInfo info(int id, String name) {
    return new KeyspaceInfo(new KeyspaceId(id), name, KeyspaceOptions.defaults());
  }

  @Test
  void anEmptyCatalogHasNoKeyspacesAndBeginsWithOne() {
    assertThat(Catalog.EMPTY.keyspaces()).isEmpty();
    assertThat(Catalog.EMPTY.sortedNames()).isEmpty();
    assertThat(Catalog.EMPTY.nextId()).isEqualTo(1);
    assertThat(Catalog.EMPTY.find("a")).isNull();
    assertThat(Catalog.EMPTY.find(new KeyspaceId(1))).isNull();
  }

  @Test
  void aKeyspaceIsFoundByItsIdAndByItsName() {
    KeyspaceInfo info = info(1, "a");
    Catalog catalog = Catalog.EMPTY.with(info);
    assertThat(catalog.find("a")).isEqualTo(info);
    assertThat(catalog.find(new KeyspaceId(1))).isEqualTo(info);
    assertThat(catalog.contains(new KeyspaceId(1))).isTrue();
    assertThat(catalog.contains(new KeyspaceId(2))).isFalse();
    assertThat(catalog.keyspaces()).containsExactly(info);
    assertThat(catalog.nextId()).isEqualTo(2);
  }

  @Test
  void aChangeLeavesTheCatalogBeforeItAsItWas() {
    Catalog one = Catalog.EMPTY.with(info(1, "a"));
    Catalog two = one.with(info(2, "b"));
    Catalog dropped = two.without(new KeyspaceId(1));
    assertThat(Catalog.EMPTY.sortedNames()).isEmpty();
    assertThat(one.sortedNames()).containsExactly("a");
    assertThat(two.sortedNames()).containsExactly("a", "b");
    assertThat(dropped.sortedNames()).containsExactly("b");
  }

  @Test
  void aRenamedKeyspaceIsNotFoundByItsOldName() {
    Catalog catalog = Catalog.EMPTY.with(info(1, "old")).with(info(1, "new"));
    assertThat(catalog.find("old")).isNull();
    assertThat(catalog.find("new")).isNotNull();
    assertThat(catalog.keyspaces()).hasSize(1);
    assertThat(catalog.nextId()).isEqualTo(2);
  }

  @Test
  void anIdIsNotGivenOutAgainAfterADrop() {
    Catalog catalog = Catalog.EMPTY.with(info(1, "a")).with(info(2, "b"));
    Catalog dropped = catalog.without(new KeyspaceId(2)).without(new KeyspaceId(1));
    assertThat(dropped.keyspaces()).isEmpty();
    assertThat(dropped.find("b")).isNull();
    assertThat(dropped.nextId()).isEqualTo(3);
  }

  @Test
  void droppingWhatIsNotThereChangesNothing() {
    Catalog catalog = Catalog.EMPTY.with(info(1, "a"));
    assertThat(catalog.without(new KeyspaceId(7)).sortedNames()).containsExactly("a");
  }

  @Test
  void namesAreSortedAndCaseMatters() {
    Catalog catalog = Catalog.of(List.of(info(3, "b"), info(1, "B"), info(2, "a")), 9);
    assertThat(catalog.sortedNames()).containsExactly("B", "a", "b");
    assertThat(catalog.find("b")).isEqualTo(info(3, "b"));
    assertThat(catalog.nextId()).isEqualTo(9);
  }
}
