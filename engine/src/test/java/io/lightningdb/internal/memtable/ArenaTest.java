package io.lightningdb.internal.memtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import io.lightningdb.internal.testing.Threads;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class ArenaTest {

  private static final int MIB = 1024 * 1024;

  @Test
  void recordsKeepWhatIsWrittenToThem(Seed seed) {
    Arena arena = new Arena();
    Map<Integer, byte[]> records = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      int length =
          seed.oneIn(500)
              ? seed.between(400_000, 700_000)
              : seed.between(0, 200) / seed.between(1, 9);
      byte[] content = seed.bytes(length);
      int address = arena.allocate(length);
      assertThat(address).isNotEqualTo(Arena.NULL);
      assertThat(Arena.offset(address) % 8).isZero();
      System.arraycopy(content, 0, arena.slab(address), Arena.offset(address), length);
      if (length > 0) {
        assertThat(records.put(address, content)).as("two records at one address").isNull();
      }
    }
    records.forEach(
        (address, content) -> {
          byte[] slab = arena.slab(address);
          int offset = Arena.offset(address);
          for (int i = 0; i < content.length; i++) {
            if (slab[offset + i] != content[i]) {
              throw new AssertionError("a record was overwritten at byte " + i);
            }
          }
        });
  }

  /** Writers who look how full memory is do so while another one adds. */
  @Test
  void anyoneMayLookHowFullItIsAtAnyTime() {
    AtomicReference<Arena> arena = new AtomicReference<>(new Arena());
    AtomicBoolean done = new AtomicBoolean();
    Thread looking =
        Threads.start(
            () -> {
              while (!done.get()) {
                assertThat(arena.get().freeBytes()).isBetween(0, MIB);
              }
            });
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    while (System.nanoTime() < end && looking.isAlive()) {
      Arena next = new Arena();
      arena.set(next);
      for (int i = 0; i < 10; i++) {
        next.allocate(10_000);
      }
    }
    done.set(true);
    Threads.join(looking);
  }

  @Test
  void aNewRecordIsAllZeros(Seed seed) {
    Arena arena = new Arena();
    for (int i = 0; i < 1_000; i++) {
      int length = seed.between(1, 300);
      int address = arena.allocate(length);
      byte[] slab = arena.slab(address);
      for (int j = 0; j < length; j++) {
        assertThat(slab[Arena.offset(address) + j]).isZero();
        slab[Arena.offset(address) + j] = 1;
      }
    }
  }

  /** With its header, an array of a whole mebibyte would take two regions of G1. */
  @Test
  void noSlabOfSmallRecordsTakesMoreThanOneMebibyte() {
    Arena arena = new Arena();
    int largest = 0;
    for (int i = 0; i < 40_000; i++) {
      largest = Math.max(largest, arena.slab(arena.allocate(120)).length);
    }
    assertThat(largest).isBetween(MIB - 64, MIB - 24);
  }

  @Test
  void recordsLargerThanASlabAreInOneOfTheirOwn() {
    Arena arena = new Arena();
    int small = arena.allocate(100);
    int large = arena.allocate(5 * MIB);
    int next = arena.allocate(100);
    assertThat(arena.slab(large)).hasSize(5 * MIB).isNotSameAs(arena.slab(small));
    assertThat(Arena.offset(large)).isZero();
    assertThat(arena.slab(next))
        .as("the slab that was begun is gone on with")
        .isSameAs(arena.slab(small));
  }

  @Test
  void memoryIsCountedAsItIsTaken() {
    Arena arena = new Arena();
    assertThat(arena.allocatedBytes()).isEqualTo(16 * 1024);
    arena.allocate(100);
    assertThat(arena.allocatedBytes()).isEqualTo(16 * 1024);
    arena.allocate(2 * MIB);
    assertThat(arena.allocatedBytes()).isEqualTo(16 * 1024 + 2 * MIB);
    arena.account(77);
    assertThat(arena.allocatedBytes()).isEqualTo(16 * 1024 + 2 * MIB + 77);
  }

  @Test
  void whatASlabHasYetIsFree() {
    Arena arena = new Arena();
    int free = arena.freeBytes();
    arena.allocate(100);
    assertThat(arena.freeBytes()).isEqualTo(free - 104);
    arena.allocate(2 * MIB);
    assertThat(arena.freeBytes()).as("beside a slab of its own").isEqualTo(free - 104);
    arena.allocate(free);
    assertThat(arena.freeBytes()).as("of the next slab").isEqualTo(32 * 1024 - free);
  }

  @Test
  void slabsGrowWithWhatIsInThem() {
    Arena arena = new Arena();
    long records = 0;
    while (arena.allocatedBytes() < 20 * MIB) {
      arena.allocate(1_000);
      records++;
    }
    // Of the memory taken at most the last slab is empty, and little is lost at the ends.
    assertThat(records * 1_000).isGreaterThan(18L * MIB);
    int address = arena.allocate(8);
    assertThat(arena.slab(address).length).isBetween(MIB - 64, MIB);
  }
}
