package io.lightningdb.internal.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.CorruptionException;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.testing.MapCursor;
import io.lightningdb.internal.testing.ParserFuzz;
import io.lightningdb.internal.testing.RandomKeys;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Blocks as {@link BlockBuilder} makes them and {@link Block} reads them. */
@ExtendWith(Seeds.class)
class BlockTest {

  /** Where in its array each block begins, for none should count on 0. */
  private static final int START = 5;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] build(NavigableMap<byte[], byte @Nullable []> entries) {
    List<BlockEntry> list = new ArrayList<>();
    entries.forEach((key, value) -> list.add(new BlockEntry(key, value)));
    ByteWriter out = new ByteWriter(0);
    BlockBuilder.append(list, out);
    return out.toByteArray();
  }

  private static Block parse(byte[] content) {
    byte[] shifted = new byte[START + content.length + 3];
    System.arraycopy(content, 0, shifted, START, content.length);
    return Block.parse("a block", shifted, START, content.length);
  }

  private static NavigableMap<byte[], byte @Nullable []> map(String... keys) {
    NavigableMap<byte[], byte @Nullable []> map = MapCursor.newMap();
    for (String key : keys) {
      map.put(bytes(key), bytes("value of " + key));
    }
    return map;
  }

  /** Checks a block against a map: every entry, and the place of every other key. */
  private static void assertSame(Block block, NavigableMap<byte[], byte @Nullable []> entries) {
    assertThat(block.count()).isEqualTo(entries.size());
    int index = 0;
    for (var entry : entries.entrySet()) {
      byte[] key = entry.getKey();
      assertThat(block.search(key)).isEqualTo(index);
      assertThat(block.key(index)).isEqualTo(key);
      assertThat(block.keyLength(index)).isEqualTo(key.length);
      byte[] copy = new byte[key.length + 2];
      block.copyKey(index, copy);
      assertThat(Arrays.copyOf(copy, key.length)).isEqualTo(key);
      assertThat(block.value(index)).isEqualTo(entry.getValue());
      assertThat(block.placeLength(index)).isEqualTo(entry.getValue().length);
      int position = block.placePosition(index);
      assertThat(Arrays.copyOfRange(block.array(), position, position + block.placeLength(index)))
          .isEqualTo(entry.getValue());
      assertSearch(block, entries, Arrays.copyOf(key, key.length + 1));
      assertSearch(block, entries, Arrays.copyOf(key, Math.max(0, key.length - 1)));
      index++;
    }
    assertCursor(block);
  }

  /** Checks that a cursor finds in each entry what the block does. */
  private static void assertCursor(Block block) {
    BlockCursor cursor = new BlockCursor();
    for (int i = 0; i < 2 * block.count(); i++) {
      int index = (int) (i * 7L % block.count());
      cursor.goTo(block, index);
      byte[] key = new byte[cursor.keyLength()];
      cursor.copyKey(key);
      assertThat(key).isEqualTo(block.key(index));
      assertThat(cursor.isDelete()).isEqualTo(block.isDelete(index));
      assertThat(cursor.isBlob()).isEqualTo(block.isBlob(index));
      assertThat(cursor.expiresAt()).isEqualTo(block.expiresAt(index));
      byte[] value = block.value(index);
      assertThat(cursor.value()).isEqualTo(value);
      for (int room : new int[] {0, value.length / 2, value.length, value.length + 3}) {
        byte[] into = new byte[room];
        assertThat(cursor.copyValue(into)).isEqualTo(value.length);
        assertThat(into).isEqualTo(Arrays.copyOf(value, room));
      }
    }
  }

  private static void assertSearch(
      Block block, NavigableMap<byte[], byte @Nullable []> entries, byte[] key) {
    int before = entries.headMap(key, false).size();
    int expected = entries.containsKey(key) ? before : -before - 1;
    if (block.search(key) != expected) {
      throw new AssertionError(
          "%s is at %d instead of %d".formatted(Keys.show(key), block.search(key), expected));
    }
    int place = expected < 0 ? -expected - 1 : expected;
    if (place > 0) {
      assertThat(block.compareKey(place - 1, key)).as("%s", Keys.show(key)).isNegative();
    }
    if (place < block.count()) {
      int comparison = block.compareKey(place, key);
      assertThat(Integer.signum(comparison))
          .as("%s", Keys.show(key))
          .isEqualTo(expected < 0 ? 1 : 0);
    }
  }

  @Test
  void aBlockWithoutEntriesHasNone() {
    Block block = parse(build(map()));
    assertThat(block.count()).isZero();
    assertThat(block.search(new byte[0])).isEqualTo(-1);
    assertThat(block.search(bytes("k"))).isEqualTo(-1);
  }

  @Test
  void keysAreFoundWhateverTheyHaveInCommon() {
    List<NavigableMap<byte[], byte @Nullable []>> sets =
        List.of(
            map("only one"),
            map(""),
            map("", "\0", "\0\0", "a"),
            map("a", "a\0", "a\0\0", "a\0\0\0", "a\0\0\0\0", "a\0\0\0\0\0"),
            map("same head 1", "same head 2", "same head 3"),
            map("prefix", "prefix and more", "prefix and other"),
            map("common-aaaa1", "common-aaaa2", "common-aaab", "common-b"),
            map("\u007f", "\u0080", "\u00ff", "\u00ff\u00ff"),
            map("\u00ff\u00ff\u00ff\u00ff", "\u00ff\u00ff\u00ff\u00ff\0"));
    for (NavigableMap<byte[], byte @Nullable []> entries : sets) {
      assertSame(parse(build(entries)), entries);
    }
  }

  @Test
  void keysShorterThanThePrefixAreBeforeOrAfterAll() {
    NavigableMap<byte[], byte @Nullable []> entries = map("prefix1", "prefix2", "prefix3");
    Block block = parse(build(entries));
    for (String key :
        List.of("", "p", "prefi", "prefix", "a", "prefi\0", "prefixa", "q", "prefj")) {
      assertSearch(block, entries, bytes(key));
    }
    assertThat(block.search(bytes("prefi"))).isEqualTo(-1);
    assertThat(block.search(bytes("prefh"))).isEqualTo(-1);
    assertThat(block.search(bytes("prefj"))).isEqualTo(-4);
  }

  @Test
  void randomBlocksAreSearchedAsAMapIs(Seed seed) {
    for (int round = 0; round < 400; round++) {
      RandomKeys keys = new RandomKeys(seed, seed.between(1, 600));
      NavigableMap<byte[], byte @Nullable []> entries = MapCursor.newMap();
      for (int i = seed.between(0, 80); i > 0; i--) {
        entries.put(keys.get(), seed.bytes(seed.oneIn(20) ? 20_000 : seed.between(0, 200)));
      }
      Block block = parse(build(entries));
      assertSame(block, entries);
      for (int i = 0; i < 200; i++) {
        assertSearch(block, entries, keys.get());
      }
    }
  }

  @Test
  void longKeysAndValuesAreKept(Seed seed) {
    NavigableMap<byte[], byte @Nullable []> entries = MapCursor.newMap();
    byte[] common = seed.bytes(65_000);
    for (int i = 0; i < 5; i++) {
      byte[] key = Arrays.copyOf(common, 65_536);
      key[65_000 + i]++;
      entries.put(key, seed.bytes(1 << (i * 4)));
    }
    assertSame(parse(build(entries)), entries);
  }

  @Test
  void anEntryCanBeTakenIntoAnotherBlock() {
    NavigableMap<byte[], byte @Nullable []> entries = map("prefix 1", "prefix 2");
    Block block = parse(build(entries));
    ByteWriter out = new ByteWriter(0);
    BlockBuilder.append(List.of(BlockEntry.of(block, 1)), out);
    assertSame(parse(out.toByteArray()), map("prefix 2"));
    assertThat(BlockEntry.of(block, 0).value()).isEqualTo(bytes("value of prefix 1"));
  }

  @Test
  void anEntryTakesAboutAsManyBytesAsItSays(Seed seed) {
    NavigableMap<byte[], byte @Nullable []> entries = MapCursor.newMap();
    int claimed = 0;
    for (int i = 0; i < 100; i++) {
      byte[] key = seed.bytes(20);
      byte[] value = seed.bytes(seed.between(0, 100));
      entries.put(key, value);
      claimed += new BlockEntry(key, value).blockBytes();
    }
    assertThat(build(entries)).hasSizeBetween(claimed - 200, claimed + 200);
  }

  @Test
  void theMemoryOfABlockIsThatOfItsArrayAndALittleMore() {
    byte[] content = build(map("a", "b"));
    assertThat(parse(content).memoryBytes()).isBetween(content.length, content.length + 200);
  }

  @Test
  void eachKindOfDamageIsNamed() {
    byte[] content = build(map("prefix 1", "prefix 2"));
    assertDamage(Arrays.copyOf(content, 7), "ends where an int should follow");
    assertDamage(withInt(content, 0, -1), "-1 entries");
    assertDamage(withInt(content, 0, Integer.MAX_VALUE), "do not fit");
    assertDamage(withInt(content, 4, -1), "prefix of -1");
    assertDamage(withInt(content, 4, 1_000), "prefix of 1000");
    int heads = 8 + "prefix ".length();
    assertDamage(withInt(content, heads, 0), "head of entry 0");
    assertDamage(withInt(content, heads + 8, 0), "entry 0 is at 0");
    assertDamage(withInt(content, heads + 12, 1_000), "entry 1 is at 1000");
    assertDamage(Arrays.copyOf(content, content.length + 1), "its entries end at");
    assertDamage(Arrays.copyOf(content, content.length - 1), "damaged");
    NavigableMap<byte[], byte @Nullable []> shortValue = MapCursor.newMap();
    shortValue.put(bytes("k"), new byte[7]);
    byte[] timeless = build(shortValue);
    // Behind count, prefix length, prefix, head and offset.
    timeless[8 + 1 + 8] |= 3;
    assertDamage(timeless, "entry 0 expires and does not say when");
    byte[] deletion = content.clone();
    deletion[heads + 16] |= 1;
    assertDamage(deletion, "is deleted and has a value");
    byte[] tooLong = content.clone();
    tooLong[heads + 16] = 0x7C;
    assertDamage(tooLong, "entry 0 runs past the end");
  }

  private static byte[] withInt(byte[] content, int at, int value) {
    byte[] changed = content.clone();
    Block.INT.set(changed, at, value);
    return changed;
  }

  private static void assertDamage(byte[] content, String message) {
    assertThatThrownBy(() -> parse(content))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("a block is damaged")
        .hasMessageContaining(message);
  }

  /** Whatever passes is used in every way, since its bytes are not looked at again. */
  @Test
  void noBytesMakeItFail(Seed seed) {
    List<byte[]> intact = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      RandomKeys keys = new RandomKeys(seed, 100);
      NavigableMap<byte[], byte @Nullable []> entries = MapCursor.newMap();
      for (int j = seed.between(0, 8); j > 0; j--) {
        entries.put(keys.get(), seed.bytes(seed.between(0, 30)));
      }
      intact.add(build(entries));
    }
    ParserFuzz fuzz =
        ParserFuzz.feed(
            seed,
            intact,
            bytes -> {
              Block block = parse(bytes);
              for (int i = 0; i < block.count(); i++) {
                block.search(block.key(i));
                block.value(i);
                block.copyKey(i, new byte[block.keyLength(i)]);
              }
              block.search(new byte[0]);
              block.search(new byte[] {0x50});
            });
    assertThat(fuzz.accepted()).isGreaterThan(1_000);
    assertThat(fuzz.refused()).isGreaterThan(1_000);
  }

  @Test
  void entriesThatExpireSayWhen() {
    byte[] value = {1, 2, 3};
    long late = Long.MAX_VALUE >> 1;
    List<BlockEntry> entries =
        List.of(
            BlockEntry.of(new byte[] {1}, value, false, ReadTime.NEVER),
            BlockEntry.of(new byte[] {2}, value, false, 0),
            BlockEntry.of(new byte[] {3}, value, true, 1_000),
            BlockEntry.of(new byte[] {4}, new byte[0], false, late),
            BlockEntry.of(new byte[] {5}, value, true, ReadTime.NEVER));
    ByteWriter out = new ByteWriter(64);
    BlockBuilder.append(entries, out);
    Block block = parse(out.toByteArray());
    for (int i = 0; i < entries.size(); i++) {
      BlockEntry copy = BlockEntry.of(block, i);
      assertThat(block.value(i)).isEqualTo(entries.get(i).value()).isEqualTo(copy.value());
      assertThat(block.isBlob(i)).isEqualTo(i == 2 || i == 4).isEqualTo(copy.isBlob());
      assertThat(copy.expiresAt()).isEqualTo(block.expiresAt(i));
    }
    assertCursor(block);
    assertThat(IntStream.range(0, 5).mapToLong(block::expiresAt))
        .containsExactly(ReadTime.NEVER, 0L, 1_000L, late, ReadTime.NEVER);
    assertThat(block.isGone(2, ReadTime.of(999))).isFalse();
    assertThat(block.isGone(2, ReadTime.of(1_000))).isTrue();
    assertThat(block.isGone(4, ReadTime.of(late))).isFalse();
  }
}
