package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ValueCodecTest {

  @Test
  void bytesAreTheirOwnCopies() {
    byte[] value = {1, 2};
    assertThat(ValueCodec.bytes().encode(value)).isEqualTo(value).isNotSameAs(value);
    assertThat(ValueCodec.bytes().decode(value)).isEqualTo(value).isNotSameAs(value);
  }

  @Test
  void stringsAreUtf8() {
    for (String text : new String[] {"", "a", "ä€😀", "\0"}) {
      assertThat(ValueCodec.utf8().decode(ValueCodec.utf8().encode(text))).isEqualTo(text);
    }
    assertThat(ValueCodec.utf8().encode("ä")).containsExactly(0xC3, 0xA4);
    // As Java does: what is no Unicode is replaced.
    assertThat(ValueCodec.utf8().decode(ValueCodec.utf8().encode("\ud800"))).isEqualTo("?");
    assertThat(ValueCodec.utf8().decode(new byte[] {(byte) 0xFF})).isEqualTo("\ufffd");
  }

  @Test
  void longsAreEightBytesBigEndian() {
    for (long value : new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertThat(ValueCodec.int64().decode(ValueCodec.int64().encode(value))).isEqualTo(value);
    }
    assertThat(ValueCodec.int64().encode(0x0102L)).containsExactly(0, 0, 0, 0, 0, 0, 1, 2);
    for (int length : new int[] {0, 7, 9}) {
      assertThatThrownBy(() -> ValueCodec.int64().decode(new byte[length]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not one of " + length);
    }
  }

  @Test
  void twoFunctionsMakeACodec() {
    ValueCodec<Integer> codec =
        ValueCodec.of(value -> new byte[] {value.byteValue()}, bytes -> (int) bytes[0]);
    assertThat(codec.encode(7)).containsExactly(7);
    assertThat(codec.decode(new byte[] {9})).isEqualTo(9);
  }
}
