package io.lightningdb.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.block.Block;
import io.lightningdb.internal.block.BlockBuilder;
import io.lightningdb.internal.block.BlockEntry;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.io.MemoryDisk;
import io.lightningdb.internal.testing.TestFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class IndexCacheTest {

  private static final int PART_BYTES = 900;
  private static final int WEIGHT = PART_BYTES + 100;

  private final BlockCache blocks = new BlockCache(1_000_000);
  private final IndexCache index = blocks.index();
  private final BlockFile file = file(1);

  private static BlockFile file(long number) {
    return new BlockFile(
        new MemoryDisk(), new FileIdentity(TestFiles.DATABASE, number), 1_000_000_000);
  }

  private record Part(BlockKind kind, List<BlockPointer> beneath) implements IndexPart {

    @Override
    public int memoryBytes() {
      return PART_BYTES;
    }
  }

  private static final class Pointer extends IndexPointer<Part> {
    Pointer(BlockPointer pointer) {
      super(pointer);
    }
  }

  private static Part page(BlockPointer... beneath) {
    return new Part(BlockKind.INNER, List.of(beneath));
  }

  private static Part filter() {
    return new Part(BlockKind.FILTER, List.of());
  }

  private Pointer pointer() {
    return new Pointer(new BlockPointer(file, 64, PART_BYTES));
  }

  private Pointer keep(Part part) {
    Pointer pointer = pointer();
    assertThat(index.keep(pointer, part)).isSameAs(part);
    return pointer;
  }

  private BlockPointer cachedLeaf() {
    ByteWriter out = new ByteWriter(100);
    BlockBuilder.append(List.of(new BlockEntry(new byte[0], new byte[100])), out);
    BlockPointer leaf = new BlockPointer(file, 64, 100);
    byte[] array = out.toByteArray();
    blocks.put(leaf, Block.parse("a test", array, 0, array.length));
    return leaf;
  }

  private void resize(long bytes) {
    index.resize(bytes, Long.MAX_VALUE, () -> {});
  }

  @Test
  void whatIsKeptIsFoundByItsPointerAndCounted() {
    Part page = page();
    Pointer pointer = keep(page);
    assertThat(index.get(pointer)).isSameAs(page);
    assertThat(index.get(pointer())).isNull();
    keep(filter());
    assertThat(index.innerPageBytes()).isEqualTo(WEIGHT);
    assertThat(index.filterBytes()).isEqualTo(WEIGHT);
    assertThat(index.bytes()).isEqualTo(2 * WEIGHT);
  }

  @Test
  void theFirstOfTwoIsKept() {
    Part first = page();
    Pointer pointer = keep(first);
    assertThat(index.keep(pointer, page())).isSameAs(first);
    assertThat(index.bytes()).isEqualTo(WEIGHT);
  }

  @Test
  void whatDoesNotFitGoesAndIsNotCountedAnyMore() {
    resize(100 * WEIGHT);
    List<Pointer> pointers = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      pointers.add(keep(page()));
      assertThat(index.bytes()).isLessThanOrEqualTo(100 * WEIGHT);
    }
    long linked = pointers.stream().filter(pointer -> pointer.part() != null).count();
    assertThat(linked).isEqualTo(index.bytes() / WEIGHT).isBetween(50L, 100L);
    assertThat(index.shortages()).isEqualTo(1_000 - linked);
    resize(10 * WEIGHT);
    assertThat(index.bytes()).isLessThanOrEqualTo(10 * WEIGHT);
  }

  @Test
  void nearlyAllThatIsInUseStays() {
    resize(100 * WEIGHT);
    List<Pointer> used = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      used.add(keep(page()));
    }
    for (int i = 0; i < 5_000; i++) {
      keep(page());
      used.forEach(index::get);
    }
    assertThat(used.stream().filter(pointer -> pointer.part() != null)).hasSizeGreaterThan(40);
  }

  @Test
  void leavesGoWithThePageThatLedToThem() {
    BlockPointer leaf = cachedLeaf();
    keep(page(leaf, new BlockPointer(file, 64, 100)));
    assertThat(blocks.peek(leaf)).isNotNull();
    resize(0);
    assertThat(index.bytes()).isZero();
    assertThat(blocks.peek(leaf)).isNull();
  }

  @Test
  void leavesStayWhenAnotherPageLeadsToThem() {
    BlockPointer leaf = cachedLeaf();
    Pointer pointer = keep(page(leaf));
    index.remove(pointer);
    assertThat(pointer.part()).isNull();
    assertThat(index.bytes()).isZero();
    assertThat(index.shortages()).isZero();
    assertThat(blocks.peek(leaf)).isNotNull();
  }

  @Test
  void whatIsInAFileThatWasGivenBackGoes() throws IOException {
    Pointer here = keep(page());
    BlockFile otherFile = file(2);
    Pointer other = new Pointer(new BlockPointer(otherFile, 64, 100));
    index.keep(other, filter());
    otherFile.retire();
    index.removeRetired();
    assertThat(other.part()).isNull();
    assertThat(here.part()).isNotNull();
    assertThat(index.filterBytes()).isZero();
  }

  @Test
  void growthIsTold() {
    AtomicInteger told = new AtomicInteger();
    index.resize(100 * WEIGHT, 2 * WEIGHT, told::incrementAndGet);
    keep(page());
    keep(page());
    assertThat(told).hasValue(0);
    keep(page());
    assertThat(told).hasValue(1);
  }

  @Test
  void filtersAreReadWhileThereIsRoom() {
    resize(100 * WEIGHT);
    for (int i = 0; i < 50; i++) {
      assertThat(index.admits(pointer())).isTrue();
      keep(filter());
    }
    assertThat(index.shortages()).isZero();
  }

  @Test
  void withoutRoomReadingFiltersCostsNoMoreThanReadingLeaves() {
    int length = 100_000;
    long room = 10L * length;
    resize(room);
    while (index.bytes() + length < room) {
      keep(page());
    }
    Pointer large = new Pointer(new BlockPointer(file, 64, length));
    int admitted = 0;
    for (int i = 0; i < 1_000; i++) {
      admitted += index.admits(large) ? 1 : 0;
    }
    assertThat(admitted).isBetween(70, 90);
    assertThat(index.shortages()).isGreaterThanOrEqualTo(900);
  }

  @Test
  void aFilterThatWouldPushAllElseOutIsNeverRead() {
    resize(20 * WEIGHT);
    for (int i = 0; i < 20; i++) {
      keep(page());
    }
    Pointer large = new Pointer(new BlockPointer(file, 64, 15 * WEIGHT));
    for (int i = 0; i < 1_000; i++) {
      assertThat(index.admits(large)).isFalse();
    }
  }
}
