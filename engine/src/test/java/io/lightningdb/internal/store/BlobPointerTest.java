package io.lightningdb.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.CorruptionException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BlobPointerTest {

  @Test
  void aPointerThatIsNoneIsNamed() {
    byte[] good = new BlobPointer(1, 64, 5_000, 4_900).encode();
    assertThat(BlobPointer.decode(good).encode()).isEqualTo(good);
    for (int length = 0; length < good.length; length++) {
      byte[] shorter = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> BlobPointer.decode(shorter)).isInstanceOf(CorruptionException.class);
    }
    byte[] longer = Arrays.copyOf(good, good.length + 1);
    assertThatThrownBy(() -> BlobPointer.decode(longer)).isInstanceOf(CorruptionException.class);
  }
}
