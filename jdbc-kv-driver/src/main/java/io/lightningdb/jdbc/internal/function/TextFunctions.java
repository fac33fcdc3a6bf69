package io.lightningdb.jdbc.internal.function;

import static io.lightningdb.jdbc.internal.function.Parameter.PRINTABLE;
import static io.lightningdb.jdbc.internal.function.Parameter.TEXT;
import static io.lightningdb.jdbc.internal.function.Parameter.TEXT_OR_BYTES;
import static io.lightningdb.jdbc.internal.function.Parameter.WHOLE;

import io.lightningdb.jdbc.internal.function.ScalarFunction.Nulls;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Family;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The functions of texts. They count characters from 1, and those beyond U+FFFF as one. */
final class TextFunctions {

  private static final String BLANK = " ";

  private TextFunctions() {}

  static void define(FunctionGroup group) {
    defineLengths(group);
    defineParts(group);
    definePlaces(group);
    defineForms(group);
    defineJoins(group);
    defineCharacters(group);
  }

  private static void defineLengths(FunctionGroup group) {
    group
        .function("LENGTH", "CHAR_LENGTH", "CHARACTER_LENGTH")
        .takes(TEXT_OR_BYTES)
        .returns(ColumnType.INTEGER)
        .as(
            call ->
                (long) (isBytes(call) ? call.bytes(0).length : CodePoints.length(call.text(0))));
    group
        .function("OCTET_LENGTH")
        .takes(TEXT_OR_BYTES)
        .returns(ColumnType.INTEGER)
        .as(call -> (long) call.bytes(0).length);
    group
        .function("BIT_LENGTH")
        .takes(TEXT_OR_BYTES)
        .returns(ColumnType.BIGINT)
        .as(call -> 8L * call.bytes(0).length);
  }

  private static boolean isBytes(Call call) {
    return call.type(0).family() == Family.BINARY;
  }

  private static void defineParts(FunctionGroup group) {
    group
        .function("SUBSTRING", "SUBSTR")
        .takes(TEXT_OR_BYTES, WHOLE)
        .mayTake(WHOLE)
        .returns(
            (signature, arguments) ->
                arguments.get(0).family() == Family.BINARY
                    ? ColumnType.VARBINARY
                    : ColumnType.VARCHAR)
        .as(TextFunctions::substring);
    group
        .function("LEFT")
        .takes(TEXT, WHOLE)
        .as(call -> CodePoints.left(call.text(0), call.whole(1)));
    group
        .function("RIGHT")
        .takes(TEXT, WHOLE)
        .as(call -> CodePoints.right(call.text(0), call.whole(1)));
    group
        .function("LTRIM")
        .takes(TEXT)
        .mayTake(TEXT)
        .as(call -> CodePoints.trimStart(call.text(0), call.text(1, BLANK)));
    group
        .function("RTRIM")
        .takes(TEXT)
        .mayTake(TEXT)
        .as(call -> CodePoints.trimEnd(call.text(0), call.text(1, BLANK)));
    group.function("TRIM", "BTRIM").takes(TEXT).mayTake(TEXT).as(TextFunctions::trim);
  }

  /** What lies before the beginning or behind the end is left out, as the standard has it. */
  private static Object substring(Call call) throws SQLException {
    long from = call.whole(1);
    long end = Long.MAX_VALUE;
    if (call.has(2)) {
      long length = call.whole(2);
      if (length < 0) {
        throw call.badArgument("a length cannot be negative: " + length);
      }
      end = from > Long.MAX_VALUE - length ? Long.MAX_VALUE : from + length;
    }
    if (!isBytes(call)) {
      return CodePoints.between(call.text(0), from, end);
    }
    byte[] bytes = call.bytes(0);
    int first = (int) Math.min(Math.max(from, 1), bytes.length + 1L);
    int last = (int) Math.min(Math.max(end, first), bytes.length + 1L);
    return Arrays.copyOfRange(bytes, first - 1, last - 1);
  }

  private static Object trim(Call call) {
    String set = call.text(1, BLANK);
    return CodePoints.trimEnd(CodePoints.trimStart(call.text(0), set), set);
  }

  private static void definePlaces(FunctionGroup group) {
    group
        .function("LOCATE", "POSITION")
        .takes(TEXT, TEXT)
        .mayTake(WHOLE)
        .returns(ColumnType.INTEGER)
        .as(
            call ->
                CodePoints.position(call.text(1), call.text(0), call.has(2) ? call.whole(2) : 1));
    group
        .function("INSTR", "STRPOS")
        .takes(TEXT, TEXT)
        .returns(ColumnType.INTEGER)
        .as(call -> CodePoints.position(call.text(0), call.text(1), 1));
    group
        .function("STARTS_WITH")
        .takes(TEXT, TEXT)
        .returns(ColumnType.BOOLEAN)
        .as(call -> call.text(0).startsWith(call.text(1)));
  }

  private static void defineForms(FunctionGroup group) {
    group.function("LOWER", "LCASE").takes(TEXT).as(call -> call.text(0).toLowerCase(Locale.ROOT));
    group.function("UPPER", "UCASE").takes(TEXT).as(call -> call.text(0).toUpperCase(Locale.ROOT));
    group.function("INITCAP").takes(TEXT).as(call -> CodePoints.capitalize(call.text(0)));
    group
        .function("REVERSE")
        .takes(TEXT)
        .as(call -> new StringBuilder(call.text(0)).reverse().toString());
    group
        .function("TRANSLATE")
        .takes(TEXT, TEXT, TEXT)
        .as(call -> CodePoints.translate(call.text(0), call.text(1), call.text(2)));
    group.function("REPLACE").takes(TEXT, TEXT).mayTake(TEXT).as(TextFunctions::replace);
    group.function("INSERT").takes(TEXT, WHOLE, WHOLE, TEXT).as(TextFunctions::insert);
    group.function("LPAD").takes(TEXT, WHOLE).mayTake(TEXT).as(call -> pad(call, true));
    group.function("RPAD").takes(TEXT, WHOLE).mayTake(TEXT).as(call -> pad(call, false));
  }

  private static Object replace(Call call) throws SQLException {
    String text = call.text(0);
    String search = call.text(1);
    String replacement = call.text(2, "");
    int found = search.isEmpty() ? -1 : text.indexOf(search);
    if (found < 0) {
      return text;
    }
    BoundedText result = new BoundedText(call.function());
    int done = 0;
    for (; found >= 0; found = text.indexOf(search, done)) {
      result.append(text, done, found).append(replacement);
      done = found + search.length();
    }
    return result.append(text, done, text.length()).toString();
  }

  /**
   * Replaces characters of a text, none if the length is negative; where there is no place,
   * nothing.
   */
  private static Object insert(Call call) throws SQLException {
    String text = call.text(0);
    long start = call.whole(1);
    long length = call.whole(2);
    if (start < 1 || start > CodePoints.length(text) + 1L) {
      return text;
    }
    int from = CodePoints.index(text, start - 1);
    int end = from + CodePoints.index(text.substring(from), length);
    return new BoundedText(call.function())
        .append(text, 0, from)
        .append(call.text(3))
        .append(text, end, text.length())
        .toString();
  }

  /**
   * Makes a text as long as asked. One that is longer loses its end, on whichever side the padding
   * is.
   */
  private static Object pad(Call call, boolean left) throws SQLException {
    String text = call.text(0);
    long wanted = Math.max(0, call.whole(1));
    long missing = wanted - CodePoints.length(text);
    String padding = call.text(2, BLANK);
    if (missing <= 0) {
      return CodePoints.left(text, wanted);
    }
    if (padding.isEmpty()) {
      return text;
    }
    int length = CodePoints.length(padding);
    BoundedText result = new BoundedText(call.function()).append(left ? "" : text);
    result.repeat(padding, missing / length).append(CodePoints.left(padding, missing % length));
    return result.append(left ? text : "").toString();
  }

  private static void defineJoins(FunctionGroup group) {
    group
        .function("CONCAT")
        .takes(PRINTABLE)
        .orMore()
        .withNulls(Nulls.REPLACED)
        .as(call -> join(call, 0, ""));
    group
        .function("CONCAT_WS")
        .takes(TEXT, PRINTABLE)
        .orMore()
        .withNulls(Nulls.TAKEN)
        .as(call -> call.isNull(0) ? null : join(call, 1, call.text(0)));
    group
        .function("REPEAT")
        .takes(TEXT, WHOLE)
        .as(
            call ->
                new BoundedText(call.function()).repeat(call.text(0), call.whole(1)).toString());
    group
        .function("SPACE")
        .takes(WHOLE)
        .as(call -> new BoundedText(call.function()).repeat(BLANK, call.whole(0)).toString());
  }

  /** Puts arguments one behind the other; those that are null are left out. */
  private static @Nullable Object join(Call call, int from, String separator) throws SQLException {
    BoundedText result = new BoundedText(call.function());
    boolean first = true;
    for (int i = from; i < call.count(); i++) {
      if (!call.isNull(i)) {
        result.append(first ? "" : separator).append(call.shown(i));
        first = false;
      }
    }
    return result.toString();
  }

  private static void defineCharacters(FunctionGroup group) {
    group
        .function("ASCII")
        .takes(TEXT)
        .returns(ColumnType.INTEGER)
        .as(call -> call.text(0).isEmpty() ? 0L : (long) call.text(0).codePointAt(0));
    group.function("CHAR", "CHR").takes(WHOLE).as(TextFunctions::character);
  }

  private static Object character(Call call) throws SQLException {
    long code = call.whole(0);
    boolean surrogate = code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE;
    if (code < 0 || code > Character.MAX_CODE_POINT || surrogate) {
      throw call.outOfRange("is no character");
    }
    return Character.toString((int) code);
  }
}
