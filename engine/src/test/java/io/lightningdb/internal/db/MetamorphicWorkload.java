package io.lightningdb.internal.db;

import static io.lightningdb.internal.db.Databases.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.ConflictException;
import io.lightningdb.Cursor;
import io.lightningdb.DatabaseStatistics;
import io.lightningdb.Expiry;
import io.lightningdb.Isolation;
import io.lightningdb.KeyRange;
import io.lightningdb.Keyspace;
import io.lightningdb.LimitException;
import io.lightningdb.Limits;
import io.lightningdb.LocalDatabase;
import io.lightningdb.ReadView;
import io.lightningdb.Snapshot;
import io.lightningdb.Transaction;
import io.lightningdb.TransactionOptions;
import io.lightningdb.WriteBatch;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.testing.Seed;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/*
 * What is done next may depend on answers, as a compareAndSet that is to succeed has to. As long as
 * two databases answer the same they are asked the same, and nobody looks at what follows the first
 * difference.
 *
 * One answer does depend on options: a transaction is refused as too old once more than two
 * memtables were flushed since it began. So it ends while the smallest of them cannot have filled
 * twice, and before a second flush by hand.
 */
/** Random operations on a database with two keyspaces, the same for the same seed. */
final class MetamorphicWorkload {

  private static final byte[][] KEYS = keys();
  private static final byte[] TOO_LONG = new byte[Limits.KEY_BYTES_MAX + 1];

  private static final int READERS_MAX = 3;
  private static final int TRANSACTION_BYTES_MAX = 8 * 1024;

  /** How long an entry that expires is there at most. */
  private static final int LIFE_MICROS_MAX = 1_000;

  /** More than a memtable needs for a write beside its key and value. */
  private static final int WRITE_OVERHEAD_BYTES = 64;

  private final class OpenTransaction {
    private final Transaction transaction = db.begin();
    private final long beganAtBytes = writtenBytes;
    private final int beganAtFlush = flushes;
    private int bytes;

    boolean isOld() {
      return writtenBytes - beganAtBytes + bytes > TRANSACTION_BYTES_MAX;
    }
  }

  private final Seed random;
  private final OptionSet set;
  private final Answers answers;
  private final UnaryOperator<Keyspace> handles;
  private final Disk disk;
  private final int upheavalInterval;
  private final List<Snapshot> snapshots = new ArrayList<>();
  private final List<OpenTransaction> transactions = new ArrayList<>();
  private final List<Cursor> cursors = new ArrayList<>();
  private List<Keyspace> keyspaces = List.of();
  private LocalDatabase db;
  private long nowMicros = Databases.FIRST_MICROS;
  private long writtenBytes;
  private int flushes;
  private long allFlushes;
  private long allCompactions;

  /**
   * Opens a database.
   *
   * @param handles what to put between the operations and each handle of a keyspace; batches and
   *     transactions go by it
   */
  MetamorphicWorkload(Seed seed, OptionSet set, Answers answers, UnaryOperator<Keyspace> handles) {
    this.random = seed;
    this.set = set;
    this.answers = answers;
    this.handles = handles;
    this.disk = set.newDisk();
    this.upheavalInterval = seed.between(60, 400);
    this.db = open();
  }

  private static byte[][] keys() {
    byte[][] keys = new byte[240][];
    for (int i = 0; i < keys.length; i++) {
      // Of every length from none on, with long common beginnings and bytes of every sign.
      keys[i] =
          switch (i % 4) {
            case 0 -> bytes("k" + i);
            case 1 -> bytes("a long common beginning of many keys " + i);
            case 2 -> new byte[] {(byte) (i >> 3), (byte) i, 0, (byte) -i};
            default -> new byte[i / 4 % 9];
          };
    }
    return keys;
  }

  private LocalDatabase open() {
    LocalDatabase opened =
        Databases.openAt(disk, set.options(), set.newScheduler(), () -> nowMicros);
    keyspaces =
        List.of(
            opened.openKeyspace("first", set.keyspaces().get(0)),
            opened.openKeyspace("second", set.keyspaces().get(1)));
    return opened;
  }

  /** Runs operations, and at last reads everything, checks the database and closes it. */
  void run(int operations) {
    while (answers.count() < operations - 1) {
      step();
      answers.next();
    }
    endReaders();
    for (int i = 0; i < keyspaces.size(); i++) {
      answers.doing("everything in keyspace " + i);
      walk(keyspaces.get(i), KeyRange.all(), true, Integer.MAX_VALUE);
      walk(keyspaces.get(i), KeyRange.all(), false, Integer.MAX_VALUE);
    }
    answers.next();
    assertThat(db.verify()).isEmpty();
    close();
  }

  /** Returns how often memtables were flushed. */
  long flushes() {
    return allFlushes;
  }

  /** Returns how often tables were merged. */
  long compactions() {
    return allCompactions;
  }

  private void step() {
    endOldTransactions();
    if (random.oneIn(upheavalInterval)) {
      upheave();
      return;
    }
    int choice = random.between(0, 199);
    if (choice < 44) {
      put();
    } else if (choice < 61) {
      delete();
    } else if (choice < 62) {
      deleteRange();
    } else if (choice < 94) {
      read(random.between(0, keyspaces.size() - 1));
    } else if (choice < 118) {
      exchange();
    } else if (choice < 126) {
      batch();
    } else if (choice < 160) {
      transactionStep();
    } else if (choice < 174) {
      snapshotStep();
    } else if (choice < 190) {
      cursorStep();
    } else if (choice < 193) {
      nowMicros += random.between(1, LIFE_MICROS_MAX);
    } else if (choice < 199) {
      scan();
    } else {
      misuse();
    }
  }

  private interface Call {
    void run();
  }

  /** Answers with the kind of exception, where it is one that a caller can bring about. */
  private void answer(Call call) {
    try {
      call.run();
    } catch (ConflictException
        | LimitException
        | IllegalArgumentException
        | IllegalStateException
        | NullPointerException e) {
      answers.got(e);
    }
  }

  private int anyKeyspace() {
    return random.between(0, keyspaces.size() - 1);
  }

  private Keyspace handle(int keyspace) {
    return handles.apply(keyspaces.get(keyspace));
  }

  private byte[] key() {
    return KEYS[random.between(0, KEYS.length - 1)];
  }

  private byte[] value() {
    return random.oneIn(60) ? value(random.between(500, 9_000)) : shortValue();
  }

  private byte[] shortValue() {
    return value(random.between(0, random.oneIn(4) ? 200 : 40));
  }

  private byte[] value(int length) {
    if (random.oneIn(3)) {
      return random.bytes(length);
    }
    byte[] value = new byte[length]; // one that compresses
    long noise = random.nextLong();
    Arrays.fill(value, (byte) noise);
    for (int i = 0; i < Math.min(length, Long.BYTES); i++) {
      value[i] = (byte) (noise >> (i * Byte.SIZE));
    }
    return value;
  }

  private void wrote(byte[] key, int valueBytes) {
    writtenBytes += key.length + valueBytes + WRITE_OVERHEAD_BYTES;
  }

  private void put() {
    int keyspace = anyKeyspace();
    byte[] key = key();
    byte[] value = value();
    answers.doing("put", keyspace, key);
    wrote(key, value.length);
    handle(keyspace).put(key, value, expiry());
    if (random.oneIn(8)) {
      answers.doing("set expiry", keyspace, key);
      wrote(key, value.length);
      answers.got(handle(keyspace).setExpiry(key, expiry()));
    }
  }

  private Expiry expiry() {
    return switch (random.between(0, 9)) {
      case 0, 1 -> Expiry.after(Duration.of(random.between(0, LIFE_MICROS_MAX), ChronoUnit.MICROS));
      case 2 -> Expiry.kept();
      default -> Expiry.never();
    };
  }

  private void delete() {
    int keyspace = anyKeyspace();
    byte[] key = key();
    answers.doing("delete", keyspace, key);
    wrote(key, 0);
    handle(keyspace).delete(key);
  }

  private void deleteRange() {
    int keyspace = anyKeyspace();
    byte[] key = key();
    KeyRange range = random.oneIn(20) ? range() : KeyRange.prefix(key);
    answers.doing("delete range", keyspace, key);
    wrote(key, 2 * key.length);
    handle(keyspace).deleteRange(range);
  }

  private void read(int keyspace) {
    byte[] key = key();
    switch (random.between(0, 5)) {
      case 0 -> {
        answers.doing("contains", keyspace, key);
        answers.got(handle(keyspace).contains(key));
      }
      case 1 -> {
        List<byte[]> keys = List.of(key, key(), key(), key());
        answers.doing("getAll", keyspace, key);
        for (byte[] value : handle(keyspace).getAll(keys)) {
          answers.got(value);
        }
      }
      default -> {
        answers.doing("get", keyspace, key);
        answers.got(handle(keyspace).get(key));
      }
    }
  }

  private void exchange() {
    int number = anyKeyspace();
    Keyspace keyspace = handle(number);
    byte[] key = key();
    byte[] value = value();
    wrote(key, value.length);
    switch (random.between(0, 4)) {
      case 0 -> {
        answers.doing("putIfAbsent", number, key);
        answers.got(keyspace.putIfAbsent(key, value, expiry()));
      }
      case 1 -> {
        answers.doing("replace", number, key);
        answers.got(keyspace.replace(key, value));
      }
      case 2 -> {
        byte[] expected = random.oneIn(3) ? value() : keyspace.get(key);
        answers.doing("compareAndSet", number, key);
        answers.got(keyspace.compareAndSet(key, expected, random.oneIn(3) ? null : value));
      }
      case 3 -> {
        answers.doing("getAndPut", number, key);
        answers.got(keyspace.getAndPut(key, value));
      }
      default -> {
        answers.doing("getAndDelete", number, key);
        answers.got(keyspace.getAndDelete(key));
      }
    }
  }

  private void batch() {
    WriteBatch batch = new WriteBatch();
    answers.doing("batch");
    for (int i = random.between(0, 12); i > 0; i--) {
      int keyspace = anyKeyspace();
      byte[] key = key();
      if (random.oneIn(4)) {
        answers.doing("delete", keyspace, key);
        wrote(key, 0);
        batch.delete(keyspaces.get(keyspace), key);
      } else {
        byte[] value = shortValue();
        answers.doing("put", keyspace, key);
        wrote(key, value.length);
        Expiry expiry = expiry();
        batch.put(
            keyspaces.get(keyspace),
            key,
            value,
            expiry instanceof Expiry.Kept ? Expiry.never() : expiry);
      }
    }
    db.write(batch);
  }

  private void transactionStep() {
    if (transactions.size() < READERS_MAX && (transactions.isEmpty() || random.oneIn(10))) {
      answers.doing("begin");
      transactions.add(new OpenTransaction());
      return;
    }
    OpenTransaction open = random.pick(transactions);
    Transaction transaction = open.transaction;
    int number = anyKeyspace();
    Keyspace keyspace = keyspaces.get(number);
    byte[] key = key();
    int choice = random.between(0, 19);
    if (choice < 8) {
      byte[] value = value();
      answers.doing("put by a transaction", number, key);
      open.bytes += key.length + value.length + WRITE_OVERHEAD_BYTES;
      transaction.put(keyspace, key, value, expiry());
    } else if (choice < 11) {
      answers.doing("delete by a transaction", number, key);
      open.bytes += key.length + WRITE_OVERHEAD_BYTES;
      if (random.oneIn(12)) {
        transaction.deletePrefix(keyspace, key);
      } else {
        transaction.delete(keyspace, key);
      }
    } else if (choice < 15) {
      answers.doing("get by a transaction", number, key);
      answers.got(transaction.get(keyspace, key));
      answers.got(transaction.contains(keyspace, key));
      answers.got(bytes(String.valueOf(transaction.view(keyspace).expiresAt(key))));
      answers.got(transaction.hasWrites());
    } else if (choice < 17) {
      answers.doing("walk by a transaction", number, key);
      walkSome(transaction.view(keyspace));
    } else {
      transactions.remove(open);
      end(open, choice < 19);
    }
  }

  private void end(OpenTransaction open, boolean commit) {
    answers.doing(commit ? "commit" : "roll back");
    if (commit) {
      writtenBytes += open.bytes;
      answer(
          () -> {
            open.transaction.commit();
            answers.got(true);
          });
    } else {
      open.transaction.rollback();
    }
    answer(() -> answers.got(open.transaction.get(keyspaces.get(0), KEYS[0])));
  }

  private void endTransactions(Consumer<List<OpenTransaction>> choice) {
    List<OpenTransaction> ending = new ArrayList<>(transactions);
    choice.accept(ending);
    transactions.removeAll(ending);
    ending.forEach(open -> end(open, true));
  }

  private void endOldTransactions() {
    if (!transactions.isEmpty()) {
      endTransactions(all -> all.removeIf(open -> !open.isOld()));
    }
  }

  private void snapshotStep() {
    if (snapshots.size() < READERS_MAX && (snapshots.isEmpty() || random.oneIn(5))) {
      answers.doing("take a snapshot");
      snapshots.add(db.snapshot());
      return;
    }
    Snapshot snapshot = random.pick(snapshots);
    int keyspace = anyKeyspace();
    byte[] key = key();
    switch (random.between(0, 11)) {
      case 0 -> {
        answers.doing("close a snapshot and read it", keyspace, key);
        snapshots.remove(snapshot);
        snapshot.close();
        answer(() -> answers.got(snapshot.get(keyspaces.get(keyspace), key)));
      }
      case 1, 2 -> {
        answers.doing("walk in a snapshot", keyspace, key);
        walkSome(snapshot.view(keyspaces.get(keyspace)));
      }
      default -> {
        answers.doing("get from a snapshot", keyspace, key);
        answers.got(snapshot.get(keyspaces.get(keyspace), key));
        answers.got(snapshot.contains(keyspaces.get(keyspace), key));
      }
    }
  }

  /** Moves a cursor that stays open over what others do, the end of what it came from included. */
  private void cursorStep() {
    if (cursors.size() < READERS_MAX && (cursors.isEmpty() || random.oneIn(8))) {
      answers.doing("open a cursor");
      cursors.add(view().cursor(range()));
    }
    Cursor cursor = random.pick(cursors);
    if (random.oneIn(20)) {
      answers.doing("close a cursor and move it");
      cursors.remove(cursor);
      cursor.close();
      answer(() -> move(cursor, null));
      return;
    }
    for (int i = random.between(1, 6); i > 0; i--) {
      byte[] target = random.oneIn(4) ? key() : null;
      answer(() -> move(cursor, target));
    }
  }

  private ReadView view() {
    Keyspace keyspace = keyspaces.get(anyKeyspace());
    return switch (random.between(0, 2)) {
      case 0 -> snapshots.isEmpty() ? keyspace : random.pick(snapshots).view(keyspace);
      case 1 ->
          transactions.isEmpty() ? keyspace : random.pick(transactions).transaction.view(keyspace);
      default -> handles.apply(keyspace);
    };
  }

  private KeyRange range() {
    byte[] key = key();
    return switch (random.between(0, 5)) {
      case 0 -> KeyRange.atLeast(key);
      case 1 -> KeyRange.lessThan(key);
      case 2 -> KeyRange.between(key, key());
      case 3 -> KeyRange.greaterThan(key).intersect(KeyRange.atMost(key()));
      case 4 -> KeyRange.prefix(Arrays.copyOf(key, Math.min(key.length, random.between(0, 3))));
      default -> KeyRange.all();
    };
  }

  private void scan() {
    int keyspace = anyKeyspace();
    answers.doing("scan of keyspace " + keyspace);
    walk(handle(keyspace), range(), random.oneIn(2), random.between(1, 120));
  }

  private void walk(ReadView view, KeyRange range, boolean forward, int entriesMax) {
    try (Cursor cursor = view.cursor(range)) {
      for (int i = 0; i < entriesMax && (forward ? cursor.next() : cursor.previous()); i++) {
        answers.got(cursor.key());
        answers.got(cursor.value());
      }
    }
  }

  private void walkSome(ReadView view) {
    try (Cursor cursor = view.cursor(range())) {
      for (int i = random.between(1, 12); i > 0; i--) {
        move(cursor, random.oneIn(3) ? key() : null);
      }
    }
  }

  private void move(Cursor cursor, byte @Nullable [] target) {
    boolean up = !random.oneIn(3);
    boolean on;
    if (target != null) {
      answers.doing(up ? "seek" : "seekFloor", 0, target);
      on = up ? cursor.seek(target) : cursor.seekFloor(target);
    } else {
      answers.doing(up ? "next" : "previous");
      on = up ? cursor.next() : cursor.previous();
    }
    answers.got(on);
    if (on) {
      answers.got(cursor.key());
      answers.got(cursor.value());
      answers.got(bytes(String.valueOf(cursor.expiresAt())));
    }
  }

  private void misuse() {
    Keyspace keyspace = keyspaces.get(0);
    switch (random.between(0, 5)) {
      case 0 -> {
        answers.doing("put with a key that is too long");
        answer(() -> keyspace.put(TOO_LONG, KEYS[0]));
      }
      case 1 -> {
        answers.doing("read a keyspace that is not there");
        answer(() -> db.keyspace("third").get(KEYS[0]));
      }
      case 2 -> {
        answers.doing("create a keyspace that is there");
        answer(() -> db.createKeyspace("first"));
      }
      case 3 -> {
        answers.doing("the key of a cursor that is on none");
        try (Cursor cursor = keyspace.cursor()) {
          answer(() -> answers.got(cursor.key()));
        }
      }
      case 4 -> {
        answers.doing("go back to the savepoint of another transaction");
        TransactionOptions options =
            TransactionOptions.defaults().withIsolation(Isolation.SERIALIZABLE);
        answer(
            () -> {
              try (Transaction one = db.begin(options);
                  Transaction other = db.begin()) {
                one.rollbackTo(other.savepoint());
              }
            });
      }
      default -> {
        answers.doing("rename a keyspace to the name of another");
        answer(() -> db.renameKeyspace("first", "second"));
      }
    }
  }

  private void upheave() {
    switch (random.between(0, 9)) {
      case 0, 1, 2, 3, 4 -> {
        answers.doing("flush");
        beforeFlush();
        db.flush();
      }
      case 5, 6 -> {
        answers.doing("compact");
        beforeFlush();
        db.compact();
      }
      case 7 -> db.sync();
      default -> {
        answers.doing("reopen");
        reopen();
      }
    }
  }

  private void beforeFlush() {
    endTransactions(all -> all.removeIf(open -> open.beganAtFlush == flushes));
    flushes++;
  }

  private void reopen() {
    if (random.oneIn(2)) {
      endReaders();
    }
    close();
    List<Snapshot> closed = List.copyOf(snapshots);
    endReaders();
    Keyspace old = keyspaces.get(0);
    db = open();
    answer(() -> answers.got(old.get(KEYS[0])));
    for (Snapshot snapshot : closed) {
      answer(() -> answers.got(snapshot.get(keyspaces.get(0), KEYS[0])));
    }
  }

  private void close() {
    DatabaseStatistics statistics = db.statistics();
    allFlushes += statistics.flushes();
    allCompactions += statistics.compactions();
    db.close();
  }

  private void endReaders() {
    cursors.forEach(Cursor::close);
    cursors.clear();
    snapshots.forEach(Snapshot::close);
    snapshots.clear();
    transactions.forEach(open -> open.transaction.close());
    transactions.clear();
  }
}
