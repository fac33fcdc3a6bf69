package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.Durability;
import io.lightningdb.Keyspace;
import io.lightningdb.KeyspaceOptions;
import io.lightningdb.LimitException;
import io.lightningdb.Limits;
import io.lightningdb.LocalDatabase;
import io.lightningdb.Options;
import io.lightningdb.Snapshot;
import io.lightningdb.StorageEngine;
import io.lightningdb.Transaction;
import io.lightningdb.internal.store.BlobPointer;
import io.lightningdb.internal.testing.InlineScheduler;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.SimulatedDisk;
import io.lightningdb.internal.testing.SimulatedDisk.Kind;
import io.lightningdb.internal.testing.SimulatedDisk.Survival;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values that come and go as streams. */
@ExtendWith(Seeds.class)
class StreamedValueTest {

  private static final int PART = BlobPointer.PART_BYTES;
  private static final int STREAM_FILE = Databases.STREAM_FILE_BYTES_MIN;
  private static final byte[] KEY = bytes("key");

  private static final Options OPTIONS =
      Options.builder().durability(Durability.FLUSHED).memtableBytes(64 * 1024).build();

  private final SimulatedDisk disk = new SimulatedDisk();

  private LocalDatabase open() {
    return Databases.open(disk, OPTIONS);
  }

  private static Keyspace keyspace(LocalDatabase db) {
    return keyspace(db, StorageEngine.LSM);
  }

  private static Keyspace keyspace(LocalDatabase db, StorageEngine engine) {
    return db.openKeyspace("k", KeyspaceOptions.builder().engine(engine).build());
  }

  private static byte[] read(InputStream stream) {
    try (stream) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError("it fails with other exceptions", e);
    }
  }

  private static InputStream failing(int bytesBefore) {
    InputStream failure =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("planted");
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            throw new IOException("planted");
          }
        };
    return new SequenceInputStream(new ByteArrayInputStream(new byte[bytesBefore]), failure);
  }

  private Set<String> files() {
    return new TreeSet<>(disk.files().keySet());
  }

  @ParameterizedTest
  @EnumSource
  void aValueOfAnyLengthGoesInAndComesOut(StorageEngine engine, Seed seed) {
    for (int length :
        new int[] {
          0, 1, 2_000, STREAM_FILE - 1, STREAM_FILE, 20_000, PART - 1, PART, PART + 1, 3 * PART + 7
        }) {
      byte[] value = seed.bytes(length);
      try (LocalDatabase db = open()) {
        keyspace(db, engine).put(KEY, new ByteArrayInputStream(value));
        assertThat(read(keyspace(db, engine).openValue(KEY))).isEqualTo(value);
        assertThat(keyspace(db, engine).get(KEY)).isEqualTo(value);
        db.flush();
        assertThat(read(keyspace(db, engine).openValue(KEY))).isEqualTo(value);
        assertThat(db.verify()).isEmpty();
      }
      try (LocalDatabase db = open()) {
        assertThat(read(keyspace(db, engine).openValue(KEY))).isEqualTo(value);
        assertThat(keyspace(db, engine).openValue(bytes("absent"))).isNull();
      }
    }
  }

  @Test
  void anArrayIsReadAsAStreamToo(Seed seed) throws IOException {
    byte[] value = seed.bytes(2 * PART + 100);
    try (LocalDatabase db = open()) {
      keyspace(db).put(KEY, value);
      try (InputStream stream = keyspace(db).openValue(KEY)) {
        assertThat(stream.read()).isEqualTo(value[0] & 0xFF);
        assertThat(stream.available()).isEqualTo(PART - 1);
        assertThat(stream.skip(PART)).isEqualTo(PART);
        byte[] rest = stream.readAllBytes();
        assertThat(rest).isEqualTo(Arrays.copyOfRange(value, PART + 1, value.length));
        assertThat(stream.read()).isEqualTo(-1);
        assertThat(stream.read(new byte[3], 0, 3)).isEqualTo(-1);
        assertThat(stream.read(new byte[3], 0, 0)).isZero();
      }
    }
  }

  @Test
  void ifTheStreamFailsNothingHasHappened() {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = keyspace(db);
      keyspace.put(KEY, bytes("before"));
      Set<String> before = files();
      for (int length : new int[] {0, 100, PART, 2 * PART + 5}) {
        assertThatThrownBy(() -> keyspace.put(KEY, failing(length)))
            .isInstanceOf(UncheckedIOException.class)
            .hasRootCauseMessage("planted");
        assertThat(keyspace.get(KEY)).isEqualTo(bytes("before"));
        assertThat(files()).isEqualTo(before);
      }
      keyspace.put(KEY, bytes("after"));
      assertThat(keyspace.get(KEY)).isEqualTo(bytes("after"));
    }
    assertThat(disk.openHandles()).isEmpty();
  }

  /** Written as it came, such a value could not be read again, nor moved when its space is due. */
  @Test
  void aStreamThatReturnsMoreThanItWasAskedForFails(Seed seed) {
    byte[] value = seed.bytes(3 * PART);
    InputStream generous =
        new ByteArrayInputStream(value) {
          @Override
          public byte[] readNBytes(int length) {
            return readAllBytes();
          }
        };
    try (LocalDatabase db = open()) {
      Keyspace keyspace = keyspace(db);
      Set<String> before = files();
      assertThatThrownBy(() -> keyspace.put(KEY, generous))
          .isInstanceOf(UncheckedIOException.class)
          .hasRootCauseMessage("it returned 3145728 bytes where 1048576 were asked for");
      assertThat(files()).isEqualTo(before);
      assertThat(keyspace.get(KEY)).isNull();
    }
  }

  @Test
  void aTransactionSeesWhatItWroteAndNobodyElseDoes(Seed seed) {
    byte[] value = seed.bytes(2 * PART);
    try (LocalDatabase db = open()) {
      Keyspace keyspace = keyspace(db);
      try (Transaction transaction = db.begin()) {
        transaction.put(keyspace, KEY, new ByteArrayInputStream(value));
        assertThat(transaction.view(keyspace).get(KEY)).isEqualTo(value);
        assertThat(transaction.view(keyspace).contains(KEY)).isTrue();
        assertThat(transaction.view(keyspace).getAll(List.of(KEY))).containsExactly(value);
        assertThat(read(transaction.view(keyspace).openValue(KEY))).isEqualTo(value);
        assertThat(keyspace.get(KEY)).isNull();
        db.flush();
        assertThat(transaction.view(keyspace).get(KEY)).isEqualTo(value);
        transaction.commit();
      }
      assertThat(keyspace.get(KEY)).isEqualTo(value);
      db.flush();
      assertThat(keyspace.get(KEY)).isEqualTo(value);
      assertThat(db.verify()).isEmpty();
    }
  }

  @Test
  void whatIsRolledBackLeavesNothing(Seed seed) {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = keyspace(db);
      Set<String> before = files();
      try (Transaction transaction = db.begin()) {
        transaction.put(keyspace, KEY, new ByteArrayInputStream(seed.bytes(2 * PART)));
        assertThat(files()).isNotEqualTo(before);
        assertThatThrownBy(() -> transaction.put(keyspace, KEY, failing(PART)))
            .isInstanceOf(UncheckedIOException.class);
        assertThat(transaction.view(keyspace).get(KEY)).hasSize(2 * PART);
      }
      assertThat(files()).isEqualTo(before);
      assertThat(keyspace.get(KEY)).isNull();
    }
  }

  /** Others may go on with the same database, and keep it open for as long as they like. */
  @Test
  void aTransactionThatEndsWithItsSessionLeavesNothing(Seed seed) {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = keyspace(db);
      Set<String> before = files();
      Session other = new Session(((Session) db).engine(), () -> {});
      Transaction transaction = other.begin();
      transaction.put(other.keyspace("k"), KEY, new ByteArrayInputStream(seed.bytes(2 * PART)));
      assertThat(files()).isNotEqualTo(before);
      other.close();
      assertThat(files()).isEqualTo(before);
      assertThatThrownBy(transaction::commit).isInstanceOf(IllegalStateException.class);
      assertThat(keyspace.get(KEY)).isNull();
    }
  }

  @Test
  void spaceOfReplacedValuesComesBack(Seed seed) {
    try (LocalDatabase db = open()) {
      Keyspace keyspace = keyspace(db);
      byte[] last = {};
      for (int i = 0; i < 50; i++) {
        last = seed.bytes(PART);
        keyspace.put(KEY, new ByteArrayInputStream(last));
      }
      assertThat(db.statistics().treeBytes()).isLessThan(5 * PART);
      assertThat(keyspace.get(KEY)).isEqualTo(last);
    }
  }

  @Test
  void anOpenStreamKeepsWhatItReads(Seed seed) throws IOException {
    byte[] value = seed.bytes(3 * PART);
    try (LocalDatabase db = open()) {
      Keyspace keyspace = keyspace(db);
      keyspace.put(KEY, new ByteArrayInputStream(value));
      try (InputStream stream = keyspace.openValue(KEY)) {
        assertThat(db.statistics().snapshots()).isEqualTo(1);
        byte[] first = stream.readNBytes(PART / 2);
        keyspace.delete(KEY);
        db.compact();
        byte[] rest = stream.readAllBytes();
        assertThat(first).isEqualTo(Arrays.copyOf(value, PART / 2));
        assertThat(rest).isEqualTo(Arrays.copyOfRange(value, PART / 2, value.length));
      }
      assertThat(db.statistics().snapshots()).isZero();
      assertThat(db.statistics().treeBytes()).isLessThan(PART);
    }
  }

  @Test
  void afterTheEndThereIsNothingToRead(Seed seed) throws IOException {
    InputStream closed;
    InputStream left;
    InputStream ofSnapshot;
    try (LocalDatabase db = open()) {
      keyspace(db).put(KEY, new ByteArrayInputStream(seed.bytes(2 * PART)));
      closed = keyspace(db).openValue(KEY);
      closed.close();
      closed.close();
      left = keyspace(db).openValue(KEY);
      try (Snapshot snapshot = db.snapshot()) {
        ofSnapshot = snapshot.view(keyspace(db)).openValue(KEY);
        assertThat(ofSnapshot.read()).isNotNegative();
      }
      assertThatThrownBy(ofSnapshot::read).isInstanceOf(IllegalStateException.class);
    }
    for (InputStream stream : List.of(closed, left)) {
      assertThatThrownBy(stream::read).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> stream.read(new byte[10])).isInstanceOf(IllegalStateException.class);
    }
    assertThat(disk.openHandles()).isEmpty();
  }

  @Test
  void theLimitHolds() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            return length;
          }
        };
    try (LocalDatabase db = open()) {
      Set<String> before = files();
      assertThatThrownBy(() -> keyspace(db).put(KEY, endless))
          .isInstanceOf(LimitException.class)
          .hasMessageContaining(String.valueOf(Limits.VALUE_BYTES_MAX));
      assertThat(files()).hasSameSizeAs(before);
    }
  }

  /** Cuts the power before each step of two puts, of which the second replaces the first. */
  @Test
  void aValueIsThereWholeOrNotAtAllAfterAPowerFailure(Seed seed) {
    byte[] one = seed.bytes(2 * PART);
    byte[] two = seed.bytes(PART + 5);
    int[] promised = {0};
    int[] begun = {0};
    int[] images = {0};
    try (LocalDatabase db = open()) {
      Keyspace keyspace = keyspace(db).withDurability(Durability.SYNC);
      disk.observe(
          operation -> {
            if (operation.kind() != Kind.READ && operation.kind() != Kind.LIST) {
              for (Survival survival : Survival.values()) {
                SimulatedDisk image = disk.afterPowerFailure(survival, seed);
                check(image, List.of(new byte[0], one, two).subList(promised[0], begun[0] + 1));
                images[0]++;
              }
            }
          });
      for (byte[] value : List.of(one, two)) {
        begun[0]++;
        keyspace.put(KEY, new ByteArrayInputStream(value));
        promised[0]++;
      }
      db.flush();
      disk.observe(operation -> {});
    }
    assertThat(images[0]).isGreaterThan(100);
  }

  private static void check(SimulatedDisk image, List<byte[]> allowed) {
    try (LocalDatabase db = Databases.open(image, OPTIONS, new InlineScheduler())) {
      byte[] found = keyspace(db).get(KEY);
      assertThat(allowed)
          .anyMatch(value -> Arrays.equals(value, found == null ? new byte[0] : found));
      assertThat(db.verify()).isEmpty();
      db.flush();
      assertThat(db.verify()).isEmpty();
    }
  }
}
