package io.lightningdb.internal.memtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.base.KeyHash;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeyFilterTest {

  private final KeyFilter filter = new KeyFilter(new Arena());

  private static long hash(int number) {
    return KeyHash.of(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  @Test
  void anEmptyFilterHasNothing() {
    assertThat(filter.mayContain(hash(1))).isFalse();
  }

  @Test
  void everyKeyThatWasAddedIsLetThrough() {
    for (int i = 0; i < 50_000; i++) {
      filter.add(hash(i));
      assertThat(filter.mayContain(hash(i))).isTrue();
    }
    for (int i = 0; i < 50_000; i++) {
      assertThat(filter.mayContain(hash(i))).as("key %d", i).isTrue();
    }
  }

  @Test
  void fewOthersAreLetThrough() {
    int added = 0;
    for (int size : new int[] {64, 500, 4_000, 40_000}) {
      for (; added < size; added++) {
        filter.add(hash(added));
      }
      int letThrough = 0;
      for (int i = 0; i < 100_000; i++) {
        letThrough += filter.mayContain(hash(1_000_000 + i)) ? 1 : 0;
      }
      assertThat(letThrough).as("of 100,000, with %d keys", size).isLessThan(6_000);
    }
  }

  @Test
  void whoeverKnowsOfAKeyFindsItWhileOthersAreAdded() throws InterruptedException {
    int keys = 300_000;
    AtomicInteger published = new AtomicInteger();
    AtomicInteger denied = new AtomicInteger();
    Thread reader =
        new Thread(
            () -> {
              int known = published.get();
              for (int i = 0; known < keys; i++) {
                if (known > 0 && !filter.mayContain(hash((int) (i * 2_654_435_761L % known)))) {
                  denied.incrementAndGet();
                }
                known = published.get();
              }
            });
    reader.start();
    for (int i = 0; i < keys; i++) {
      filter.add(hash(i));
      published.set(i + 1);
    }
    reader.join();
    assertThat(denied).hasValue(0);
  }
}
