package io.lightningdb.jdbc.internal.function;

import static io.lightningdb.jdbc.internal.function.Parameter.BYTES;
import static io.lightningdb.jdbc.internal.function.Parameter.TEXT;
import static io.lightningdb.jdbc.internal.function.Parameter.TEXT_BYTES_OR_NUMBER;
import static io.lightningdb.jdbc.internal.function.Parameter.TEXT_OR_BYTES;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Family;
import io.lightningdb.jdbc.internal.type.Texts;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/** The functions of bytes. Of a text they take the UTF-8. */
final class BinaryFunctions {

  /** The bytes that can become text: each takes two digits. */
  private static final int HEX_BYTES_MAX = BoundedText.LENGTH_MAX / 2;

  private BinaryFunctions() {}

  static void define(FunctionGroup group) {
    group.function("HEX", "TO_HEX").takes(TEXT_BYTES_OR_NUMBER).as(BinaryFunctions::hex);
    group.function("ENCODE").takes(BYTES, TEXT).as(BinaryFunctions::encode);
    group
        .function("DECODE")
        .takes(TEXT, TEXT)
        .returns(ColumnType.VARBINARY)
        .as(BinaryFunctions::decode);
    group
        .function("MD5")
        .takes(TEXT_OR_BYTES)
        .as(call -> HexFormat.of().formatHex(digest(call, "MD5", call.bytes(0))));
    group
        .function("SHA256")
        .takes(TEXT_OR_BYTES)
        .as(call -> HexFormat.of().formatHex(digest(call, "SHA-256", call.bytes(0))));
    group
        .function("HASH")
        .takes(TEXT, TEXT_OR_BYTES)
        .returns(ColumnType.VARBINARY)
        .as(call -> digest(call, algorithm(call, call.text(0)), call.bytes(1)));
  }

  /** A negative number has the digits of its two's complement. */
  private static Object hex(Call call) throws SQLException {
    return call.type(0).family() == Family.NUMBER
        ? Long.toHexString(call.whole(0)).toUpperCase(Locale.ROOT)
        : HexFormat.of().withUpperCase().formatHex(bounded(call));
  }

  private static byte[] bounded(Call call) throws SQLException {
    byte[] bytes = call.bytes(0);
    if (bytes.length > HEX_BYTES_MAX) {
      throw SqlErrors.limitExceeded(
          call.function() + ": " + bytes.length + " bytes are more than " + HEX_BYTES_MAX);
    }
    return bytes;
  }

  private static Object encode(Call call) throws SQLException {
    byte[] bytes = bounded(call);
    return isHex(call, call.text(1))
        ? HexFormat.of().formatHex(bytes)
        : Base64.getEncoder().encodeToString(bytes);
  }

  private static Object decode(Call call) throws SQLException {
    String text = call.text(0);
    try {
      return isHex(call, call.text(1))
          ? HexFormat.of().parseHex(text)
          : Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw SqlErrors.badConversion(
          call.function() + ": '" + Texts.shorten(text) + "' is no " + call.text(1), e);
    }
  }

  private static boolean isHex(Call call, String format) throws SQLException {
    return switch (format.toLowerCase(Locale.ROOT)) {
      case "hex" -> true;
      case "base64" -> false;
      default ->
          throw call.badArgument(
              "the format is hex or base64, not '" + Texts.shorten(format) + "'");
    };
  }

  private static String algorithm(Call call, String name) throws SQLException {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "MD5" -> "MD5";
      case "SHA1", "SHA-1" -> "SHA-1";
      case "SHA256", "SHA-256" -> "SHA-256";
      case "SHA384", "SHA-384" -> "SHA-384";
      case "SHA512", "SHA-512" -> "SHA-512";
      default ->
          throw call.badArgument(
              "the algorithm is MD5, SHA-1, SHA-256, SHA-384 or SHA-512, not '"
                  + Texts.shorten(name)
                  + "'");
    };
  }

  private static byte[] digest(Call call, String algorithm, byte[] bytes) throws SQLException {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      // Every Java has MD5, SHA-1 and SHA-256; one may be set up without the others.
      throw call.badArgument("this JVM has no " + algorithm + ": " + e.getMessage());
    }
  }
}
