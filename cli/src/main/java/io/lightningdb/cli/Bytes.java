package io.lightningdb.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How keys and values are written on the command line and on the screen. */
final class Bytes {

  @Option(
      names = "--hex",
      description = "Read and print keys and values in hex instead of UTF-8 text.")
  private boolean hex;

  Bytes() {}

  byte[] parse(String text) {
    if (!hex) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("'" + text + "' is not in hex: " + e.getMessage());
    }
  }

  /** Returns text as it is, unless it has characters that a terminal would act on. */
  String show(byte[] bytes) {
    if (!hex) {
      try {
        String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        if (text.codePoints().noneMatch(Character::isISOControl)) {
          return text;
        }
      } catch (CharacterCodingException e) {
        // Not text, so it is shown in hex.
        return hexOf(bytes);
      }
    }
    return hexOf(bytes);
  }

  private String hexOf(byte[] bytes) {
    return (hex ? "" : "0x") + HexFormat.of().formatHex(bytes);
  }
}
