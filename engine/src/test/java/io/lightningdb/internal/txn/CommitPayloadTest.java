package io.lightningdb.internal.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.CorruptionException;
import io.lightningdb.LimitException;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.testing.CommitPayloads;
import io.lightningdb.internal.testing.ParserFuzz;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class CommitPayloadTest {

  private static List<Write> randomWrites(Seed seed, int count) {
    List<Write> writes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      KeyspaceId keyspace =
          new KeyspaceId(seed.oneIn(5) ? Integer.MAX_VALUE : seed.between(1, 200));
      byte[] value = seed.oneIn(4) ? null : seed.bytes(seed.between(0, 40));
      byte[] key = seed.bytes(seed.between(0, 30));
      Write.Kind kind = value == null ? Write.Kind.DELETE : Write.Kind.PUT;
      if (seed.oneIn(5)) {
        kind = Write.Kind.DELETE_RANGE;
        value = value == null ? null : Keys.successor(key);
      } else if (value != null && seed.oneIn(5)) {
        kind = Write.Kind.PUT_BLOB;
      }
      boolean expires = (kind == Write.Kind.PUT || kind == Write.Kind.PUT_BLOB) && seed.oneIn(2);
      long expiresAt = expires ? seed.nextLong() >>> seed.between(2, 60) : ReadTime.NEVER;
      writes.add(new Write(keyspace, kind, key, value, expiresAt));
    }
    return writes;
  }

  private static List<Write> decode(byte[] bytes) {
    List<Write> writes = new ArrayList<>();
    CommitPayload.decode(new ByteReader("a test", bytes), writes::add);
    return writes;
  }

  @Test
  void writesAreReadAsTheyWereWrittenAndInOrder(Seed seed) {
    for (int count : new int[] {0, 1, 2, 127, 128, 1_000}) {
      List<Write> writes = randomWrites(seed, count);
      List<Write> found = decode(CommitPayloads.encode(writes).toByteArray());
      assertThat(found).hasSameSizeAs(writes);
      for (int i = 0; i < count; i++) {
        assertThat(found.get(i).keyspace()).isEqualTo(writes.get(i).keyspace());
        assertThat(found.get(i).kind()).isEqualTo(writes.get(i).kind());
        assertThat(found.get(i).key()).isEqualTo(writes.get(i).key());
        assertThat(found.get(i).value()).isEqualTo(writes.get(i).value());
        assertThat(found.get(i).expiresAt()).isEqualTo(writes.get(i).expiresAt());
      }
    }
  }

  @Test
  void aCommitTakesNoMoreThanWasReckoned(Seed seed) {
    for (int i = 0; i < 100; i++) {
      List<Write> writes = randomWrites(seed, seed.between(0, 50));
      long reckoned = 16;
      for (Write write : writes) {
        reckoned += CommitPayload.bytes(write.key(), write.value());
      }
      assertThat((long) CommitPayloads.encode(writes).size()).isLessThanOrEqualTo(reckoned);
    }
  }

  @Test
  void aCommitTakesExactlyWhatWasSaidBefore(Seed seed) {
    for (int i = 0; i < 300; i++) {
      List<Write> writes = randomWrites(seed, seed.between(0, 200));
      ByteWriter out = new ByteWriter(16);
      CommitPayload.encode(writes, out);
      assertThat(out.size()).isEqualTo(CommitPayload.length(writes));
    }
    for (int length : new int[] {0, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152}) {
      List<Write> write = List.of(new Write(new KeyspaceId(1), new byte[1], new byte[length]));
      ByteWriter out = new ByteWriter(16);
      CommitPayload.encode(write, out);
      assertThat(out.size()).isEqualTo(CommitPayload.length(write));
    }
  }

  @Test
  void moreThanACommitMayHoldIsRefused() {
    Write large = new Write(new KeyspaceId(1), new byte[0], new byte[64 * 1024 * 1024]);
    assertThatThrownBy(() -> CommitPayload.length(Collections.nCopies(24, large)))
        .isInstanceOf(LimitException.class)
        .hasMessageContaining("1610612736");
  }

  @Test
  void aRangeWithoutKeysIsDamage() {
    Write none =
        new Write(
            new KeyspaceId(1),
            Write.Kind.DELETE_RANGE,
            new byte[] {2},
            new byte[] {2},
            ReadTime.NEVER);
    byte[] bytes = CommitPayloads.encode(List.of(none)).toByteArray();
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("0x02")
        .hasMessageContaining("no keys");
  }

  @Test
  void anUnknownOperationIsDamage() {
    byte[] bytes =
        new ByteWriter(8)
            .writeVarint(1)
            .writeVarint(1)
            .writeByte(8)
            .writeBlob(new byte[1])
            .toByteArray();
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("operation 8");
  }

  @Test
  void whatIsLeftOverIsDamage() {
    byte[] bytes = new ByteWriter(8).writeVarint(0).writeByte(0).toByteArray();
    assertThatThrownBy(() -> decode(bytes)).isInstanceOf(CorruptionException.class);
  }

  @Test
  void noBytesMakeItFailOtherwise(Seed seed) {
    List<byte[]> intact = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      intact.add(CommitPayloads.encode(randomWrites(seed, seed.between(0, 6))).toByteArray());
    }
    ParserFuzz fuzz = ParserFuzz.feed(seed, intact, bytes -> decode(bytes));
    assertThat(fuzz.accepted()).isPositive();
    assertThat(fuzz.refused()).isPositive();
  }
}
