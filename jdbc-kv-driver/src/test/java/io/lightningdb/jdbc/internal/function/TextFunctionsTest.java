package io.lightningdb.jdbc.internal.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TextFunctionsTest {

  private static final String ANSWERS =
      """
      LOWER('ÄBC😀') => 'äbc😀'
      LCASE('ABC') => 'abc'
      UPPER('straße') => 'STRASSE'
      UCASE('abc') => 'ABC'
      UPPER(NULL) => NULL
      ! LENGTH('é😀 ') => 3
      CHAR_LENGTH('') => 0
      CHARACTER_LENGTH('abc') => 3
      LENGTH(X'0102') => 2
      OCTET_LENGTH('é😀') => 6
      OCTET_LENGTH(X'0102') => 2
      BIT_LENGTH('é') => 16
      ! SUBSTRING('a😀bc', 2, 2) => '😀b'
      SUBSTRING('abc', 2) => 'bc'
      SUBSTRING('abc', 4) => ''
      SUBSTRING('abc', 2, 99) => 'bc'
      SUBSTRING('abc', 2, 0) => ''
      SUBSTRING('abc', 2, NULL) => NULL
      SUBSTR('abc', 3, 1) => 'c'
      SUBSTRING(X'010203', 2) => X'0203'
      SUBSTRING(X'010203', 2, 1) => X'02'
      ! SUBSTRING('abc', 0, 2) => 'a'
      ! SUBSTRING('abc', -1, 3) => 'a'
      ! SUBSTRING('abc', -5, 3) => ''
      ! SUBSTRING('abc', -9223372036854775808, 0) => ''
      ! SUBSTRING('abc', -9223372036854775808) => 'abc'
      ! SUBSTRING(X'010203', 0, 2) => X'01'
      ! SUBSTRING(X'010203', 9, 2) => X''
      ! SUBSTRING('abc', 9223372036854775807, 9223372036854775807) => ''
      ! SUBSTRING('abc', 2, -1) => error 22023
      ! LEFT('😀bc', 2) => '😀b'
      LEFT('abc', 9) => 'abc'
      LEFT('abc', -1) => ''
      ! RIGHT('ab😀', 2) => 'b😀'
      RIGHT('abc', 9) => 'abc'
      RIGHT('abc', -1) => ''
      ! LEFT('abc', 1.5) => 'ab'
      TRIM('  ab  ') => 'ab'
      LTRIM('  ab  ') => 'ab  '
      RTRIM('  ab  ') => '  ab'
      LTRIM('xxa', 'x') => 'a'
      RTRIM('axx', 'x') => 'a'
      BTRIM('xyaxyx', 'xy') => 'a'
      TRIM('xyaxyx', 'xy') => 'a'
      ! TRIM('😀a😀', '😀') => 'a'
      ! TRIM('xx', 'x') => ''
      ! TRIM('ab', '') => 'ab'
      LPAD('ab', 5) => '   ab'
      LPAD('ab', 4, 'x') => 'xxab'
      RPAD('ab', 4, 'x') => 'abxx'
      ! LPAD('ab', 5, 'xy') => 'xyxab'
      ! RPAD('ab', 5, '😀y') => 'ab😀y😀'
      ! LPAD('ab', 5, '') => 'ab'
      LPAD('abcd', 2) => 'ab'
      RPAD('abcd', 2) => 'ab'
      LPAD('ab', -1) => ''
      ! LPAD('abc', -9223372036854775808) => ''
      ! LPAD('a', 99999999999) => error 54000
      REPEAT('ab', 2) => 'abab'
      REPEAT('ab', 0) => ''
      REPEAT('ab', -1) => ''
      ! REPEAT('', 99999999999) => ''
      ! REPEAT('x', 67108865) => error 54000
      ! REPEAT('x', 9223372036854775807) => error 54000
      ! REPEAT('ab', 9223372036854775807) => error 54000
      SPACE(2) => '  '
      SPACE(-1) => ''
      ! SPACE(99999999999) => error 54000
      REPLACE('abab', 'ab', 'x') => 'xx'
      REPLACE('a😀a', '😀', '') => 'aa'
      REPLACE('abab', 'ab') => ''
      REPLACE('abab', '', 'x') => 'abab'
      REPLACE('abc', 'd', 'x') => 'abc'
      REPLACE('aaa', 'aa', 'b') => 'ba'
      ! REVERSE('ab😀') => '😀ba'
      CONCAT('a', NULL, 1) => 'a1'
      CONCAT('a', 'b', 'c', 'd') => 'abcd'
      ! CONCAT('a', TRUE) => 'atrue'
      ! CONCAT(NULL, NULL) => ''
      CONCAT('a', DATE '2024-01-01') => 'a2024-01-01'
      CONCAT_WS(',', 'a', NULL, 'b', '') => 'a,b,'
      ! CONCAT_WS(NULL, 'a', 'b') => NULL
      ! CONCAT_WS(',', NULL) => ''
      LOCATE('c', 'abcabc') => 3
      LOCATE('c', 'abcabc', 4) => 6
      ! LOCATE('b', '😀b') => 2
      LOCATE('x', 'abc') => 0
      LOCATE('', 'abc') => 1
      LOCATE('a', 'abc', 0) => 1
      ! POSITION('b', '😀b') => 2
      ! LOCATE('b', '😀b', 2) => 2
      ! LOCATE('', 'abc', 4) => 4
      ! LOCATE('', 'abc', 5) => 0
      ! LOCATE('a', 'aba', -9223372036854775808) => 1
      INSTR('abc', 'c') => 3
      ! STRPOS('abc', 'c') => 3
      ! INITCAP('hello wORLD o''neill 2nd') => 'Hello World O''Neill 2nd'
      ASCII('é') => 233
      ! ASCII('😀') => 128512
      ! ASCII('') => 0
      ! CHAR(128512) => '😀'
      ! CHR(65) => 'A'
      ! CHAR(-1) => error 22003
      ! CHAR(55296) => error 22003
      ! CHAR(1114112) => error 22003
      INSERT('abc', 2, 1, 'xy') => 'axyc'
      INSERT('abc', 4, 1, 'x') => 'abcx'
      INSERT('abc', 0, 1, 'x') => 'abc'
      INSERT('abc', 9, 1, 'x') => 'abc'
      INSERT('abc', 1, 99, 'x') => 'x'
      ! INSERT('abc', 2, 0, 'x') => 'axbc'
      ! INSERT('a😀c', 2, 1, 'x') => 'axc'
      ! INSERT('abc', 2, -1, 'x') => 'axbc'
      ! TRANSLATE('abcd', 'abc', 'xy') => 'xyd'
      TRANSLATE('abcd', 'abc', 'xyz') => 'xyzd'
      ! TRANSLATE('a😀', '😀', 'é') => 'aé'
      ! STARTS_WITH('abc', 'ab') => TRUE
      ! STARTS_WITH('abc', 'b') => FALSE
      ! HEX(X'0AFF') => '0AFF'
      ! HEX('é') => 'C3A9'
      ! TO_HEX(255) => 'FF'
      ! TO_HEX(-1) => 'FFFFFFFFFFFFFFFF'
      ! ENCODE(X'0AFF', 'hex') => '0aff'
      ! ENCODE(X'0AFF', 'Base64') => 'Cv8='
      ! ENCODE(X'0AFF', 'escape') => error 22023
      ! DECODE('0aFF', 'hex') => X'0AFF'
      ! DECODE('Cv8=', 'base64') => X'0AFF'
      ! DECODE('0g', 'hex') => error 22018
      ! MD5('abc') => '900150983cd24fb0d6963f7d28e17f72'
      ! MD5(X'616263') => '900150983cd24fb0d6963f7d28e17f72'
      ! SHA256('abc') => 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
      HASH('SHA-256', 'é') => X'4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c'
      HASH('MD5', 'abc') => X'900150983cd24fb0d6963f7d28e17f72'
      ! HASH('CRC', 'abc') => error 22023
      ! UPPER(1) => error 42804
      ! LENGTH(DATE '2024-01-01') => error 42804
      ! CONCAT('a', X'01') => error 42804
      """;

  static Stream<String> answers() {
    return Answers.lines(ANSWERS);
  }

  @ParameterizedTest
  @MethodSource
  void answers(String line) throws SQLException {
    Answers.check(line);
  }

  /** Each alone is small; together they would be 2^32 characters. */
  @Test
  @Timeout(30)
  void textsThatWouldFillTheMemoryAreRefusedBeforeTheyAreThere() throws SQLException {
    String large = "x".repeat(1 << 16);
    Function replace = Functions.find("replace");
    Function.Bound bound =
        replace.bind(List.of(ColumnType.VARCHAR, ColumnType.VARCHAR, ColumnType.VARCHAR));
    assertThatThrownBy(() -> bound.apply(new Object[] {large, "x", large}, SqlCall.CONTEXT))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("54000"))
        .hasMessageContaining("REPLACE");
  }
}
