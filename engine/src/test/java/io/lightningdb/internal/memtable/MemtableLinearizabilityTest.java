package io.lightningdb.internal.memtable;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import io.lightningdb.internal.base.Blobs;
import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.ReadTime;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One writer at a time and any number of readers, each of whom reads at the sequence that was
 * published last: to them a memtable is a map whose operations happen one after the other. Lincheck
 * makes up short programs of two and three threads, runs each of them in many interleavings, and
 * looks for an order of the operations that explains the results: by running them as they come
 * (stress), and by switching threads at chosen accesses to memory (model checking, in which memory
 * is sequentially consistent; {@code PublicationTest} is for what it then does not see).
 */
@Timeout(120)
class MemtableLinearizabilityTest {

  private static final int INTERLEAVINGS = 300;

  /** A memtable with other keys around those that the operations are about. */
  @Param(name = "key", gen = IntGen.class, conf = "1:3")
  @Param(name = "value", gen = IntGen.class, conf = "1:9")
  public abstract static class Table {

    private static final int GAP = 32;

    /** An entry that is there from the beginning. */
    private static final int FIRST_KEY = 2;

    private static final int FIRST_VALUE = 5;

    private final Memtable memtable = new Memtable(new Arena(), Blobs.NONE);
    private final ReentrantLock writing = new ReentrantLock();
    private final int others;
    private volatile long published;

    /**
     * @param others how many other keys there are
     * @param valueBytes how much memory each of them takes, beside its key
     */
    Table(int others, int valueBytes) {
      this.others = others;
      long sequence = 1;
      memtable.put(key(FIRST_KEY), new byte[] {FIRST_VALUE}, ReadTime.NEVER, sequence);
      for (int i = 0; i < others; i++) {
        memtable.put(new byte[] {(byte) (2 * i)}, new byte[valueBytes], ReadTime.NEVER, ++sequence);
      }
      published = sequence;
    }

    private static byte[] key(int key) {
      return new byte[] {(byte) (key * GAP + 1)};
    }

    private void write(byte[] value, int... keys) {
      writing.lock();
      try {
        long sequence = published + 1;
        before(sequence);
        for (int key : keys) {
          memtable.put(key(key), value, ReadTime.NEVER, sequence);
        }
        published = sequence;
      } finally {
        writing.unlock();
      }
    }

    /** Called before a sequence is written; for the control. */
    void before(long sequence) {}

    final void publish(long sequence) {
      published = sequence;
    }

    @Operation
    public void put(@Param(name = "key") int key, @Param(name = "value") int value) {
      write(new byte[] {(byte) value}, key);
    }

    @Operation
    public void putAll(@Param(name = "value") int value) {
      write(new byte[] {(byte) value}, 1, 2, 3);
    }

    @Operation
    public void delete(@Param(name = "key") int key) {
      write(null, key);
    }

    @Operation
    public @Nullable Integer get(@Param(name = "key") int key) throws IOException {
      byte[] value = memtable.get(key(key), published, ReadTime.BEFORE_ALL);
      return value == null || value == Memtable.DELETED ? null : Integer.valueOf(value[0]);
    }

    @Operation
    public String scan() throws IOException {
      Found found = new Found();
      EntryCursor cursor = memtable.cursor(published);
      for (boolean on = cursor.first(); on; on = cursor.next()) {
        found.add(cursor);
      }
      return found.entries(others);
    }

    @Operation
    public String scanBack() throws IOException {
      Found found = new Found();
      EntryCursor cursor = memtable.cursor(published);
      for (boolean on = cursor.last(); on; on = cursor.previous()) {
        found.add(cursor);
      }
      return found.entries(others);
    }
  }

  /** What a cursor has come to. */
  private static final class Found {

    private final TreeMap<Integer, Integer> entries = new TreeMap<>();
    private int others;

    void add(EntryCursor cursor) throws IOException {
      int key = cursor.key()[0];
      if (key % 2 == 0) {
        others++;
      } else if (!cursor.isDelete()) {
        entries.put(key / Table.GAP, (int) cursor.value()[0]);
      }
    }

    /** Returns the entries that operations are about, if the others are all there. */
    String entries(int othersExpected) {
      if (others != othersExpected) {
        throw new AssertionError("of " + othersExpected + " other keys there were " + others);
      }
      return entries.toString();
    }
  }

  /** Its leaf has room. */
  public static class Small extends Table {
    public Small() {
      super(0, 0);
    }
  }

  /** Its leaf is full, and is replaced by a wider one with the next key. */
  public static class AboutToWiden extends Table {
    public AboutToWiden() {
      super(Leaf.FIRST_CAPACITY - 1, 0);
    }
  }

  /** Its leaf is full, and is split with the next key. */
  public static class AboutToSplit extends Table {
    public AboutToSplit() {
      super(Leaf.CAPACITY - 1, 0);
    }
  }

  /** Its first slab has room for a few entries, and then another is begun. */
  public static class AboutToAddASlab extends Table {
    public AboutToAddASlab() {
      super(2, 8_000);
    }
  }

  /** The control: readers are told of a sequence before it is there. */
  public static class TooEarly extends Table {
    public TooEarly() {
      super(0, 0);
    }

    @Override
    void before(long sequence) {
      publish(sequence);
    }
  }

  /** What it should be. */
  public static class Sequential {

    private final TreeMap<Integer, Integer> entries =
        new TreeMap<>(Map.of(Table.FIRST_KEY, Table.FIRST_VALUE));

    public void put(int key, int value) {
      entries.put(key, value);
    }

    public void putAll(int value) {
      for (int key = 1; key <= 3; key++) {
        entries.put(key, value);
      }
    }

    public void delete(int key) {
      entries.remove(key);
    }

    public @Nullable Integer get(int key) {
      return entries.get(key);
    }

    public String scan() {
      return entries.toString();
    }

    public String scanBack() {
      return entries.toString();
    }
  }

  private static StressOptions stress() {
    return new StressOptions()
        .iterations(15)
        .invocationsPerIteration(2_000)
        .threads(3)
        .actorsPerThread(3)
        .actorsBefore(0)
        .actorsAfter(1)
        .sequentialSpecification(Sequential.class);
  }

  /*
   * Records in the arena do not change once they are there, nor do slots of a leaf that its order has,
   * and Lincheck knows no accesses to bytes as numbers. So threads are not switched while these are
   * read: what matters is when roots, children, orders and newest versions are, and what is there then.
   */
  private static ModelCheckingOptions modelChecking() {
    return new ModelCheckingOptions()
        .iterations(2)
        .invocationsPerIteration(INTERLEAVINGS)
        .loopBound(2_000)
        .threads(2)
        .actorsPerThread(1)
        .actorsBefore(0)
        .actorsAfter(1)
        .addGuarantee(
            forClasses(Arena.class.getName(), KeyFilter.class.getName())
                .allMethods()
                .treatAsAtomic())
        .addGuarantee(
            forClasses(Memtable.class.getName())
                .methods("addKey", "addVersion", "visible", "sequence", "stamp", "what", "stored")
                .treatAsAtomic())
        .addGuarantee(
            forClasses(Memtable.class.getName() + "$MemtableCursor")
                .methods("<init>", "settle", "copyKey")
                .treatAsAtomic())
        .addGuarantee(
            forClasses(Node.class.getName(), Leaf.class.getName(), Inner.class.getName())
                .methods("<init>", "head", "compare", "keyLength", "search", "find", "findBefore")
                .treatAsAtomic())
        .addGuarantee(forClasses(Found.class.getName()).allMethods().treatAsAtomic())
        .sequentialSpecification(Sequential.class);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {Small.class, AboutToWiden.class, AboutToSplit.class, AboutToAddASlab.class})
  void operationsHappenOneAfterTheOtherUnderStress(Class<?> table) {
    stress().check(table);
  }

  /** Returns a program of one operation of a reader beside one of a writer. */
  private static ExecutionScenario beside(Actor reading, Actor writing) {
    return new ExecutionScenario(
        List.of(), List.of(List.of(reading), List.of(writing)), List.of(), null);
  }

  private static Actor operation(String name, Integer... arguments) {
    Class<?>[] types = new Class<?>[arguments.length];
    Arrays.fill(types, int.class);
    try {
      return new Actor(Table.class.getMethod(name, types), List.of(arguments));
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  /** The programs in which most can go wrong come in any case, and a few others by chance. */
  @ParameterizedTest
  @ValueSource(classes = {AboutToWiden.class, AboutToSplit.class, AboutToAddASlab.class})
  void operationsHappenOneAfterTheOtherInEachInterleaving(Class<?> table) {
    ModelCheckingOptions options = modelChecking();
    for (Actor reading :
        List.of(operation("get", Table.FIRST_KEY), operation("scan"), operation("scanBack"))) {
      options.addCustomScenario(beside(reading, operation("putAll", 1)));
    }
    options.check(table);
  }

  @Test
  void whatIsPublishedTooEarlyIsFoundOut() {
    assertThatThrownBy(
            () ->
                modelChecking().iterations(20).minimizeFailedScenario(false).check(TooEarly.class))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining("Invalid execution results");
  }
}
