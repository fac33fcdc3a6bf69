package io.lightningdb.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class FileIdentityTest {

  @Test
  void aChecksumDependsOnDatabaseFilePositionAndEveryByte(Seed seed) {
    byte[] bytes = seed.bytes(50);
    UUID database = new UUID(1, 2);
    Set<Integer> checksums = new HashSet<>();
    checksums.add(new FileIdentity(database, 7).checksum(100, bytes, 5, 40));
    checksums.add(new FileIdentity(new UUID(1, 3), 7).checksum(100, bytes, 5, 40));
    checksums.add(new FileIdentity(new UUID(2, 2), 7).checksum(100, bytes, 5, 40));
    checksums.add(new FileIdentity(database, 8).checksum(100, bytes, 5, 40));
    checksums.add(new FileIdentity(database, 7).checksum(101, bytes, 5, 40));
    checksums.add(new FileIdentity(database, 7).checksum(100, bytes, 5, 39));
    checksums.add(new FileIdentity(database, 7).checksum(100, bytes, 6, 40));
    for (int i = 5; i < 45; i++) {
      bytes[i]++;
      checksums.add(new FileIdentity(database, 7).checksum(100, bytes, 5, 40));
      bytes[i]--;
    }
    assertThat(checksums).hasSize(7 + 40);
  }

  @Test
  void bytesOutsideTheRangeDoNotMatter(Seed seed) {
    byte[] bytes = seed.bytes(50);
    FileIdentity identity = new FileIdentity(new UUID(1, 2), 7);
    int checksum = identity.checksum(0, bytes, 5, 40);
    bytes[4]++;
    bytes[45]++;
    assertThat(identity.checksum(0, bytes, 5, 40)).isEqualTo(checksum);
  }

  @Test
  void theMaskIsReversibleAndChangesEverything(Seed seed) {
    for (int i = 0; i < 1_000; i++) {
      int crc = (int) seed.nextLong();
      int masked = FileIdentity.mask(crc);
      assertThat(Integer.rotateLeft(masked - 0xA282EAD8, 15)).isEqualTo(crc);
      assertThat(masked).isNotEqualTo(crc);
    }
  }
}
