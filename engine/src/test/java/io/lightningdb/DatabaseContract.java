package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What every {@link Database} does. */
abstract class DatabaseContract extends Contract {

  private static final KeyspaceOptions NOTED =
      KeyspaceOptions.builder().pageBytes(1_024).attribute("a", "b").build();

  @Test
  void aNewDatabaseHasNoKeyspaces() {
    assertThat(db.isOpen()).isTrue();
    assertThat(db.keyspaceNames()).isEmpty();
    assertThat(db.findKeyspace("k")).isEmpty();
  }

  @Test
  void aKeyspaceIsCreatedAndFound() {
    Keyspace created = db.createKeyspace("k", NOTED);
    created.put(KEY, VALUE);
    assertThat(created.name()).isEqualTo("k");
    assertThat(created.options()).isEqualTo(NOTED);
    assertThat(db.keyspace("k").get(KEY)).isEqualTo(VALUE);
    assertThat(db.keyspace("k").options()).isEqualTo(NOTED);
    assertThat(db.findKeyspace("k")).isPresent();
    KeyspaceOptions defaults = KeyspaceOptions.defaults();
    assertThat(db.createKeyspace("other").options())
        .returns(defaults.pageBytes(), KeyspaceOptions::pageBytes)
        .returns(defaults.attributes(), KeyspaceOptions::attributes);
  }

  @Test
  void namesAreSortedAndMayBeAnyText() {
    String longest = "n".repeat(Limits.KEYSPACE_NAME_BYTES_MAX);
    for (String name : List.of("b", "B", "a/b c", "😀", "ä", " ", "\0", longest)) {
      db.createKeyspace(name).put(KEY, bytes(name));
    }
    assertThat(db.keyspaceNames())
        .isSorted()
        .containsExactlyInAnyOrder("b", "B", "a/b c", "😀", "ä", " ", "\0", longest);
    for (String name : db.keyspaceNames()) {
      assertThat(text(db.keyspace(name).get(KEY))).isEqualTo(name);
    }
  }

  @Test
  void aNameThatIsTakenOrNoneIsRefused() {
    db.createKeyspace("k").put(KEY, VALUE);
    assertThatThrownBy(() -> db.createKeyspace("k"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'k'");
    assertThatThrownBy(() -> db.createKeyspace("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> db.createKeyspace("x\ud800"))
        .isInstanceOf(IllegalArgumentException.class);
    String tooLong = "ä".repeat(Limits.KEYSPACE_NAME_BYTES_MAX / 2 + 1);
    assertThatThrownBy(() -> db.createKeyspace(tooLong))
        .isInstanceOf(LimitException.class)
        .hasMessageContaining("" + Limits.KEYSPACE_NAME_BYTES_MAX);
    assertThatThrownBy(() -> db.openKeyspace(tooLong, NOTED)).isInstanceOf(LimitException.class);
    assertThatThrownBy(() -> db.renameKeyspace("k", tooLong)).isInstanceOf(LimitException.class);
    assertThatThrownBy(() -> db.renameKeyspace("k", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(db.keyspaceNames()).containsExactly("k");
    assertThat(db.keyspace("k").get(KEY)).isEqualTo(VALUE);
  }

  @Test
  void aKeyspaceThatIsNotThereIsNamed() {
    db.createKeyspace("k");
    assertThatThrownBy(() -> db.keyspace("nobody"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'nobody'")
        .hasMessageContaining("k");
    assertThatThrownBy(() -> db.dropKeyspace("nobody"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'nobody'");
    assertThatThrownBy(() -> db.renameKeyspace("nobody", "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'nobody'");
  }

  @Test
  void openingAKeyspaceCreatesItOrTakesTheOneThatIsThere() {
    Keyspace first = db.openKeyspace("k", NOTED);
    first.put(KEY, VALUE);
    Keyspace second = db.openKeyspace("k", KeyspaceOptions.defaults());
    assertThat(second.options()).isEqualTo(NOTED);
    assertThat(second.get(KEY)).isEqualTo(VALUE);
    assertThat(db.keyspaceNames()).containsExactly("k");
  }

  @Test
  void aDroppedKeyspaceIsGoneWithItsEntries() {
    Keyspace dropped = db.createKeyspace("k");
    dropped.put(KEY, VALUE);
    settle(db);
    db.dropKeyspace("k");
    assertThat(db.keyspaceNames()).isEmpty();
    assertThat(db.findKeyspace("k")).isEmpty();
    Keyspace again = db.createKeyspace("k");
    assertThat(again.get(KEY)).isNull();
    settle(db);
    assertThat(again.cursor().next()).isFalse();
    // The handle is of the one that was dropped.
    assertThatThrownBy(() -> dropped.get(KEY))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("dropped");
  }

  @Test
  void aRenamedKeyspaceKeepsItsEntriesAndItsHandles() {
    Keyspace keyspace = db.createKeyspace("old", NOTED);
    keyspace.put(KEY, VALUE);
    settle(db);
    db.renameKeyspace("old", "new");
    assertThat(db.keyspaceNames()).containsExactly("new");
    assertThat(keyspace.name()).isEqualTo("new");
    assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
    keyspace.put(OTHER, VALUE);
    assertThat(db.keyspace("new").get(OTHER)).isEqualTo(VALUE);
    assertThat(db.keyspace("new").options()).isEqualTo(NOTED);
    assertThatThrownBy(() -> db.keyspace("old")).isInstanceOf(IllegalArgumentException.class);
    db.createKeyspace("old");
    assertThat(keyspace.name()).isEqualTo("new");
  }

  @Test
  void renamingToTheSameNameChangesNothingAndToATakenOneIsRefused() {
    db.createKeyspace("a").put(KEY, VALUE);
    db.createKeyspace("b").put(KEY, OTHER);
    db.renameKeyspace("a", "a");
    assertThatThrownBy(() -> db.renameKeyspace("a", "b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'b'");
    assertThat(db.keyspace("a").get(KEY)).isEqualTo(VALUE);
    assertThat(db.keyspace("b").get(KEY)).isEqualTo(OTHER);
  }

  private static UnaryOperator<KeyspaceOptions> attribute(String name, String value) {
    return options -> options.toBuilder().attribute(name, value).build();
  }

  @Test
  void alteredAttributesAreThoseOfEveryHandleAndNothingElseChanges() {
    Keyspace keyspace = db.createKeyspace("k", NOTED);
    Keyspace other = db.createKeyspace("other", NOTED);
    keyspace.put(KEY, VALUE);
    settle(db);
    KeyspaceOptions altered = NOTED.toBuilder().attributes(Map.of("a", "c", "d", "e")).build();
    try (Transaction transaction = db.begin();
        Snapshot snapshot = db.snapshot();
        Cursor cursor = keyspace.cursor()) {
      transaction.put(keyspace, OTHER, VALUE);
      assertThat(db.alterKeyspace("k", options -> altered)).isEqualTo(altered);
      assertThat(cursor.next()).isTrue();
      assertThat(snapshot.get(keyspace, KEY)).isEqualTo(VALUE);
      transaction.commit();
    }
    for (int i = 0; i < 2; i++) {
      for (Keyspace handle :
          List.of(keyspace, db.keyspace("k"), keyspace.withDurability(Durability.ASYNC))) {
        assertThat(handle.options()).isEqualTo(altered);
        assertThat(handle.name()).isEqualTo("k");
        assertThat(handle.get(KEY)).isEqualTo(VALUE);
        assertThat(handle.get(OTHER)).isEqualTo(VALUE);
      }
      settle(db);
    }
    assertThat(db.openKeyspace("k", NOTED).options()).isEqualTo(altered);
    assertThat(other.options()).isEqualTo(NOTED);
    db.renameKeyspace("k", "renamed");
    assertThat(keyspace.options()).isEqualTo(altered);
    db.alterKeyspace("renamed", options -> options.toBuilder().attributes(Map.of()).build());
    assertThat(keyspace.options().attributes()).isEmpty();
    assertThat(keyspace.options().pageBytes()).isEqualTo(1_024);
    db.dropKeyspace("renamed");
    assertThat(keyspace.options()).isEqualTo(NOTED);
  }

  @Test
  void nothingButAttributesCanBeAltered() {
    Keyspace keyspace = db.createKeyspace("k", NOTED);
    List<KeyspaceOptions> others =
        List.of(
            NOTED.toBuilder().pageBytes(2_048).attribute("new", "1").build(),
            NOTED.toBuilder().compression(Compression.NONE).build(),
            NOTED.toBuilder().engine(StorageEngine.LSM).build());
    for (KeyspaceOptions other : others) {
      assertThatThrownBy(() -> db.alterKeyspace("k", options -> other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'k'");
    }
    assertThat(keyspace.options()).isEqualTo(NOTED);
  }

  @Test
  void anAlterationThatFailsChangesNothing() {
    Keyspace keyspace = db.createKeyspace("k", NOTED);
    assertThatThrownBy(() -> db.alterKeyspace("nobody", options -> options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'nobody'");
    String large = "x".repeat(Limits.KEYSPACE_ATTRIBUTES_BYTES_MAX);
    assertThatThrownBy(() -> db.alterKeyspace("k", attribute("large", large)))
        .isInstanceOf(LimitException.class);
    assertThatThrownBy(
            () ->
                db.alterKeyspace(
                    "k",
                    options -> {
                      throw new UnsupportedOperationException("not today");
                    }))
        .hasMessage("not today");
    assertThat(keyspace.options()).isEqualTo(NOTED);
    db.alterKeyspace("k", attribute("b", large.substring(3)));
    assertThat(keyspace.options().attributes()).containsOnlyKeys("a", "b");
  }

  @Test
  void anAlterationThatIsOvertakenIsMadeAnew() {
    Keyspace keyspace = db.createKeyspace("k");
    int[] runs = {0};
    db.alterKeyspace(
        "k",
        options -> {
          if (++runs[0] < 4) {
            db.alterKeyspace("k", attribute("n" + runs[0], "1"));
          }
          return options.toBuilder().attribute("mine", "" + options.attributes().size()).build();
        });
    assertThat(runs[0]).isEqualTo(4);
    assertThat(keyspace.options().attributes())
        .isEqualTo(Map.of("n1", "1", "n2", "1", "n3", "1", "mine", "3"));
    // Whatever is written meanwhile does not matter.
    db.alterKeyspace(
        "k",
        options -> {
          runs[0]++;
          keyspace.put(KEY, VALUE);
          db.createKeyspace("another " + runs[0]);
          return options.toBuilder().attribute("mine", "4").build();
        });
    assertThat(runs[0]).isEqualTo(5);
    assertThat(keyspace.options().attributes()).containsEntry("mine", "4");
  }

  @Test
  void aKeyspaceThatIsReplacedMeanwhileIsNotTakenForTheOneBefore() {
    db.createKeyspace("k", NOTED);
    db.alterKeyspace(
        "k",
        options -> {
          if (options.equals(NOTED)) {
            db.dropKeyspace("k");
            db.createKeyspace("k");
          }
          return options.toBuilder().attribute("n", "1").build();
        });
    assertThat(db.keyspace("k").options())
        .returns(Map.of("n", "1"), KeyspaceOptions::attributes)
        .returns(KeyspaceOptions.defaults().pageBytes(), KeyspaceOptions::pageBytes);
    assertThatThrownBy(
            () ->
                db.alterKeyspace(
                    "k",
                    options -> {
                      db.renameKeyspace("k", "renamed");
                      return options.toBuilder().attribute("n", "2").build();
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'k'");
    assertThat(db.keyspace("renamed").options().attributes()).containsEntry("n", "1");
  }

  @Test
  void aBatchIsWrittenWholeAndItsLastWriteOfAKeyCounts() {
    Keyspace one = db.createKeyspace("one");
    Keyspace other = db.createKeyspace("other");
    one.put(OTHER, OTHER);
    WriteBatch batch =
        new WriteBatch()
            .put(one, KEY, OTHER)
            .put(other, KEY, VALUE)
            .delete(one, OTHER)
            .put(one, KEY, VALUE)
            .put(other, OTHER, VALUE)
            .delete(other, OTHER);
    db.write(batch);
    settle(db);
    assertThat(one.get(KEY)).isEqualTo(VALUE);
    assertThat(one.get(OTHER)).isNull();
    assertThat(other.get(KEY)).isEqualTo(VALUE);
    assertThat(other.get(OTHER)).isNull();
    for (Durability durability : Durability.values()) {
      db.write(new WriteBatch().put(one, OTHER, bytes(durability.name())), durability);
      assertThat(text(one.get(OTHER))).isEqualTo(durability.name());
    }
  }

  @Test
  void anEmptyBatchDoesNothing() {
    db.write(new WriteBatch());
    db.write(new WriteBatch(), Durability.SYNC);
  }

  @Test
  void aBatchThatCannotBeWrittenIsNotWrittenAtAll() {
    Keyspace keyspace = db.createKeyspace("k");
    Keyspace dropped = db.createKeyspace("dropped");
    db.dropKeyspace("dropped");
    assertThatThrownBy(
            () -> db.write(new WriteBatch().put(keyspace, KEY, VALUE).put(dropped, KEY, VALUE)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("dropped");
    assertThatThrownBy(
            () ->
                db.write(new WriteBatch().put(keyspace, KEY, VALUE).delete(keyspace, tooLongKey())))
        .isInstanceOf(LimitException.class);
    withForeignKeyspace(
        foreign ->
            assertThatThrownBy(
                    () ->
                        db.write(
                            new WriteBatch().put(keyspace, KEY, VALUE).put(foreign, KEY, VALUE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'foreign' belongs to another database"));
    assertThat(keyspace.contains(KEY)).isFalse();
  }

  @Test
  void syncingIsPossibleAtAnyTime() {
    db.sync();
    db.createKeyspace("k").withDurability(Durability.ASYNC).put(KEY, VALUE);
    db.sync();
    db.sync();
  }

  @Test
  void whatItCanDoIsKnown() {
    Capabilities capabilities = db.capabilities();
    assertThat(capabilities.isolations()).isNotEmpty();
    assertThat(capabilities.keyBytesMax()).isGreaterThanOrEqualTo(1_024);
    assertThat(capabilities.valueBytesMax()).isGreaterThanOrEqualTo(1024 * 1024);
    assertThat(capabilities.commitBytesMax()).isGreaterThanOrEqualTo(capabilities.valueBytesMax());
    for (Isolation isolation : capabilities.isolations()) {
      try (Transaction transaction =
          db.begin(TransactionOptions.defaults().withIsolation(isolation))) {
        assertThat(transaction.isolation()).isGreaterThanOrEqualTo(isolation);
      }
    }
  }

  @Test
  void anIsolationThatIsNotGivenIsRefusedAndNeverLowered() {
    Isolation strongest =
        db.capabilities().isolations().stream().max(Isolation::compareTo).orElseThrow();
    for (Isolation isolation : Isolation.values()) {
      TransactionOptions options = TransactionOptions.defaults().withIsolation(isolation);
      if (isolation.compareTo(strongest) > 0) {
        assertThatThrownBy(() -> db.begin(options)).isInstanceOf(IllegalArgumentException.class);
      } else {
        try (Transaction transaction = db.begin(options)) {
          assertThat(transaction.isolation()).isGreaterThanOrEqualTo(isolation);
        }
      }
    }
  }

  @Test
  void itIsSeenAsWhatItIs() {
    assertThat(db.unwrap(Database.class)).isSameAs(db);
    assertThat(db.unwrap(db.getClass())).isSameAs(db);
    assertThatThrownBy(() -> db.unwrap(String.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.String");
  }

  @Test
  void workIsRunAgainUntilItDoesNotConflict() {
    Keyspace keyspace = db.createKeyspace("k");
    keyspace.put(KEY, VALUE);
    int[] runs = {0};
    String result =
        db.transact(
            TransactionOptions.defaults(),
            transaction -> {
              transaction.put(keyspace, KEY, OTHER);
              if (++runs[0] < 4) {
                keyspace.put(KEY, VALUE);
              }
              return "done after " + runs[0];
            });
    assertThat(result).isEqualTo("done after 4");
    assertThat(keyspace.get(KEY)).isEqualTo(OTHER);
  }

  @Test
  void workThatAlwaysConflictsIsGivenUp() {
    Keyspace keyspace = db.createKeyspace("k");
    int[] runs = {0};
    assertThatThrownBy(
            () ->
                db.transact(
                    transaction -> {
                      runs[0]++;
                      transaction.put(keyspace, KEY, OTHER);
                      keyspace.put(KEY, VALUE);
                    }))
        .isInstanceOf(ConflictException.class);
    assertThat(runs[0]).isEqualTo(Limits.TRANSACT_ATTEMPTS_MAX);
    assertThat(keyspace.get(KEY)).isEqualTo(VALUE);
  }

  @Test
  void workThatThrowsIsRolledBackAndNotRunAgain() {
    Keyspace keyspace = db.createKeyspace("k");
    int[] runs = {0};
    assertThatThrownBy(
            () ->
                db.transact(
                    transaction -> {
                      runs[0]++;
                      transaction.put(keyspace, KEY, VALUE);
                      throw new UnsupportedOperationException("not today");
                    }))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("not today");
    assertThat(runs[0]).isEqualTo(1);
    assertThat(keyspace.contains(KEY)).isFalse();
  }

  @Test
  void workMayEndItsTransactionItself() {
    Keyspace keyspace = db.createKeyspace("k");
    assertThatThrownBy(
            () ->
                db.transact(
                    transaction -> {
                      transaction.put(keyspace, KEY, VALUE);
                      transaction.rollback();
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(keyspace.contains(KEY)).isFalse();
  }

  @Test
  void nullIsRefused() {
    Keyspace keyspace = db.createKeyspace("k");
    assertRefusesNull(
        List.of(
            () -> db.keyspace(null),
            () -> db.findKeyspace(null),
            () -> db.createKeyspace(null),
            () -> db.createKeyspace("x", null),
            () -> db.openKeyspace(null, KeyspaceOptions.defaults()),
            () -> db.openKeyspace("x", null),
            () -> db.openKeyspace("k", null),
            () -> db.dropKeyspace(null),
            () -> db.renameKeyspace(null, "x"),
            () -> db.renameKeyspace("k", null),
            () -> db.alterKeyspace(null, options -> options),
            () -> db.alterKeyspace("k", null),
            () -> db.alterKeyspace("k", options -> null),
            () -> db.write(null),
            () -> db.write(new WriteBatch(), null),
            () -> db.write(new WriteBatch().put(keyspace, KEY, VALUE), null),
            () -> db.begin(null),
            () -> db.transact(null),
            () -> db.transact(null, transaction -> null),
            () -> db.transact(TransactionOptions.defaults(), null),
            () -> db.unwrap(null)));
    assertThat(db.keyspaceNames()).containsExactly("k");
    assertThat(keyspace.contains(KEY)).isFalse();
  }

  @Test
  void nothingIsDoneAfterClosing() {
    Keyspace keyspace = db.createKeyspace("k");
    db.close();
    db.close();
    assertThat(db.isOpen()).isFalse();
    assertRefused(
        "closed",
        List.of(
            () -> db.keyspace("k"),
            () -> db.findKeyspace("k"),
            () -> db.createKeyspace("x"),
            () -> db.openKeyspace("k", KeyspaceOptions.defaults()),
            () -> db.dropKeyspace("k"),
            () -> db.renameKeyspace("k", "x"),
            () -> db.alterKeyspace("k", options -> options),
            db::keyspaceNames,
            () -> db.write(new WriteBatch()),
            () -> db.write(new WriteBatch().put(keyspace, KEY, VALUE), Durability.ASYNC),
            db::begin,
            () -> db.begin(TransactionOptions.defaults()),
            () -> db.transact(transaction -> {}),
            () -> db.transact(TransactionOptions.defaults(), transaction -> null),
            db::snapshot,
            db::sync));
  }
}
