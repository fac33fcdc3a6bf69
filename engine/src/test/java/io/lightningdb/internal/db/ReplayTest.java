package io.lightningdb.internal.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.Limits;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.KeyspaceOptionsCodec;
import io.lightningdb.internal.testing.CommitPayloads;
import io.lightningdb.internal.testing.ParserFuzz;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.TestFiles;
import io.lightningdb.internal.txn.Write;
import io.lightningdb.internal.wal.FrameType;
import io.lightningdb.internal.wal.LogRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What comes of the records of a log, good ones and others. */
@ExtendWith(Seeds.class)
class ReplayTest {

  private static final long MEMTABLE_BYTES = 64 * 1024;
  private static final KeyspaceOptions OPTIONS =
      KeyspaceOptions.lsm().toBuilder().pageBytes(1_024).attribute("a", "b").build();

  private final TestFiles files = new TestFiles();
  private final Replay replay =
      new Replay(
          new View.Flushed(10, Catalog.EMPTY, Map.of()),
          MEMTABLE_BYTES,
          files.files(),
          new UnlistedFiles(files.files(), Map.of()));
  private long sequence = 10;

  private void apply(FrameType type, byte[] payload) {
    sequence++;
    replay.apply(new LogRecord(type, sequence, 1, 1, new ByteReader("a test", payload)));
  }

  private static byte[] create(int id, String name) {
    ByteWriter out = new ByteWriter(16).writeVarint(id).writeText(name);
    KeyspaceOptionsCodec.encode(OPTIONS, out);
    return out.toByteArray();
  }

  private static byte[] drop(int id) {
    return new ByteWriter(16).writeVarint(id).toByteArray();
  }

  private static byte[] rename(int id, String name) {
    return new ByteWriter(16).writeVarint(id).writeText(name).toByteArray();
  }

  private static byte[] alter(int id, String... namesAndValues) {
    ByteWriter out = new ByteWriter(16).writeVarint(id).writeVarint(namesAndValues.length / 2);
    for (String text : namesAndValues) {
      out.writeText(text);
    }
    return out.toByteArray();
  }

  private static byte[] put(int id, byte[] key, byte[] value) {
    return CommitPayloads.encode(List.of(new Write(new KeyspaceId(id), key, value))).toByteArray();
  }

  private byte[] get(int id, byte[] key) throws Exception {
    return replay.view().get(new KeyspaceId(id), key, Long.MAX_VALUE, ReadTime.BEFORE_ALL);
  }

  @Test
  void keyspacesComeGoAndChangeTheirNames() {
    apply(FrameType.CREATE, create(1, "a"));
    apply(FrameType.CREATE, create(2, "b"));
    apply(FrameType.RENAME, rename(1, "c"));
    apply(FrameType.DROP, drop(2));
    Catalog catalog = replay.view().catalog();
    assertThat(catalog.sortedNames()).containsExactly("c");
    assertThat(catalog.find("c").options()).isEqualTo(OPTIONS);
    assertThat(catalog.nextId()).isEqualTo(3);
    assertThat(replay.view().active().lastSequence()).isEqualTo(14);
  }

  @Test
  void keyspacesChangeTheirAttributesAndNothingElse() {
    apply(FrameType.CREATE, create(1, "a"));
    apply(FrameType.CREATE, create(2, "b"));
    apply(FrameType.ALTER, alter(1, "c", "d", "e", "f"));
    apply(FrameType.RENAME, rename(1, "c"));
    apply(FrameType.ALTER, alter(2));
    Catalog catalog = replay.view().catalog();
    assertThat(catalog.sortedNames()).containsExactly("b", "c");
    assertThat(catalog.find("c").options())
        .isEqualTo(OPTIONS.toBuilder().attributes(Map.of("c", "d", "e", "f")).build());
    assertThat(catalog.find("b").options())
        .isEqualTo(OPTIONS.toBuilder().attributes(Map.of()).build());
  }

  @Test
  void commitsAreInMemoryAgain() throws Exception {
    apply(FrameType.CREATE, create(1, "a"));
    apply(FrameType.COMMIT, put(1, new byte[] {1}, new byte[] {2}));
    apply(FrameType.COMMIT, put(1, new byte[] {3}, new byte[] {4}));
    apply(FrameType.COMMIT, put(1, new byte[] {1}, null));
    assertThat(get(1, new byte[] {1})).isNull();
    assertThat(get(1, new byte[] {3})).containsExactly(4);
    assertThat(replay.view().get(new KeyspaceId(1), new byte[] {1}, 12, ReadTime.BEFORE_ALL))
        .containsExactly(2);
  }

  @Test
  void deletedRangesAreInMemoryAgain() throws Exception {
    apply(FrameType.CREATE, create(1, "a"));
    apply(FrameType.COMMIT, put(1, new byte[] {1}, new byte[] {2}));
    Write range =
        new Write(
            new KeyspaceId(1),
            Write.Kind.DELETE_RANGE,
            new byte[] {0},
            new byte[] {3},
            ReadTime.NEVER);
    Write kept = new Write(new KeyspaceId(1), new byte[] {2}, new byte[] {5});
    apply(FrameType.COMMIT, CommitPayloads.encode(List.of(range, kept)).toByteArray());
    assertThat(get(1, new byte[] {1})).isNull();
    assertThat(get(1, new byte[] {2})).containsExactly(5);
    assertThat(replay.view().get(new KeyspaceId(1), new byte[] {1}, 12, ReadTime.BEFORE_ALL))
        .containsExactly(2);
  }

  @Test
  void memoryIsSealedWhenItIsFull() throws Exception {
    apply(FrameType.CREATE, create(1, "a"));
    for (int i = 0; i < 30; i++) {
      apply(FrameType.COMMIT, put(1, new byte[] {(byte) i}, new byte[10_000]));
    }
    View view = replay.view();
    assertThat(view.sealed()).hasSizeGreaterThan(2);
    assertThat(view.sealed())
        .allMatch(each -> each.generation().memoryBytes() < 2 * MEMTABLE_BYTES);
    // They follow each other without a hole.
    long follows = view.active().follows();
    for (View.Sealed each : view.sealed()) {
      assertThat(each.generation().lastSequence()).isEqualTo(follows);
      follows = each.generation().follows();
    }
    assertThat(follows).isEqualTo(10);
    assertThat(get(1, new byte[] {0})).hasSize(10_000);
  }

  private void assertDamage(FrameType type, byte[] payload, String message) {
    assertThatThrownBy(() -> apply(type, payload))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("damaged")
        .hasMessageContaining(message);
  }

  @Test
  void whatSpeaksOfAKeyspaceThatIsNotThereIsDamage() {
    assertDamage(FrameType.DROP, drop(7), "keyspace 7");
    assertDamage(FrameType.RENAME, rename(7, "x"), "keyspace 7");
    assertDamage(FrameType.ALTER, alter(7), "keyspace 7");
    assertDamage(FrameType.COMMIT, put(7, new byte[0], new byte[0]), "keyspace 7");
    apply(FrameType.CREATE, create(7, "a"));
    apply(FrameType.DROP, drop(7));
    assertDamage(FrameType.COMMIT, put(7, new byte[0], new byte[0]), "keyspace 7");
  }

  @Test
  void aKeyspaceThatIsCreatedTwiceIsDamage() {
    apply(FrameType.CREATE, create(1, "a"));
    assertDamage(FrameType.CREATE, create(1, "b"), "'b' (1) twice");
    assertDamage(FrameType.CREATE, create(2, "a"), "'a' (2) twice");
  }

  @Test
  void moreAttributesThanThereMayBeAreDamage() {
    apply(FrameType.CREATE, create(1, "a"));
    String large = "x".repeat(Limits.KEYSPACE_ATTRIBUTES_BYTES_MAX);
    assertDamage(FrameType.ALTER, alter(1, "b", large), "the limit is");
    assertThat(replay.view().catalog().find("a").options()).isEqualTo(OPTIONS);
  }

  @Test
  void whatIsLeftOverIsDamage() {
    apply(FrameType.CREATE, create(1, "a"));
    byte[] longer = Arrays.copyOf(drop(1), 3);
    assertDamage(FrameType.DROP, longer, "after the end");
  }

  /** Each payload is what some type of record may have; as another type it is refused or not. */
  @Test
  void noPayloadMakesItFailOtherwise(Seed seed) {
    for (FrameType type :
        List.of(FrameType.CREATE, FrameType.DROP, FrameType.RENAME, FrameType.ALTER)) {
      List<byte[]> intact =
          switch (type) {
            case CREATE -> List.of(create(2, "another"), create(300, ""));
            case DROP -> List.of(drop(1));
            case ALTER -> List.of(alter(1), alter(1, "a", "", "ünïcode", "😀"));
            default -> List.of(rename(1, "renamed"), rename(1, "a"));
          };
      ParserFuzz fuzz =
          ParserFuzz.feedLess(
              seed,
              intact,
              payload -> {
                ReplayTest test = new ReplayTest();
                test.apply(FrameType.CREATE, create(1, "a"));
                test.apply(type, payload);
              },
              Set.of(CorruptionException.class, FormatException.class));
      assertThat(fuzz.refused()).as("refused %s records", type).isPositive();
    }
  }
}
