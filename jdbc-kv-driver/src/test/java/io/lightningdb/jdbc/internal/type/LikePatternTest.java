package io.lightningdb.jdbc.internal.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeds.class)
class LikePatternTest {

  private static final List<String> PIECES =
      List.of("a", "b", "%", "_", "😀", "\\%", "\\_", "\\\\");

  private static boolean matches(String pattern, String text) throws SQLException {
    return LikePattern.of(pattern, '\\').matches(text);
  }

  @Test
  void percentStandsForAnyCharactersAndUnderscoreForOne() throws SQLException {
    assertThat(matches("a%", "abc")).isTrue();
    assertThat(matches("a%", "a")).isTrue();
    assertThat(matches("%c", "abc")).isTrue();
    assertThat(matches("a_c", "abc")).isTrue();
    assertThat(matches("a_c", "ac")).isFalse();
    assertThat(matches("_", "😀")).isTrue();
    assertThat(matches("__", "😀")).isFalse();
    assertThat(matches("", "")).isTrue();
    assertThat(matches("%", "")).isTrue();
    assertThat(matches("_", "")).isFalse();
    assertThat(matches("100\\%", "100%")).isTrue();
    assertThat(matches("100\\%", "1000")).isFalse();
  }

  @Test
  void withoutAnEscapeCharacterABackslashIsABackslash() throws SQLException {
    assertThat(LikePattern.of("a\\%", LikePattern.NO_ESCAPE).matches("a\\b")).isTrue();
  }

  @RepeatedTest(20)
  void matchingIsWhatARegularExpressionSays(Seed seed) throws SQLException {
    for (int n = 0; n < 1_000; n++) {
      StringBuilder pattern = new StringBuilder();
      StringBuilder regex = new StringBuilder();
      for (int i = seed.between(0, 6); i > 0; i--) {
        String piece = seed.pick(PIECES);
        pattern.append(piece);
        regex.append(
            switch (piece) {
              case "%" -> ".*";
              case "_" -> ".";
              default -> Pattern.quote(piece.substring(piece.startsWith("\\") ? 1 : 0));
            });
      }
      StringBuilder text = new StringBuilder();
      for (int i = seed.between(0, 6); i > 0; i--) {
        text.append(seed.pick(List.of("a", "b", "%", "_", "😀", "\\")));
      }
      boolean expected = Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text).matches();
      LikePattern like = LikePattern.of(pattern.toString(), '\\');
      assertThat(like.matches(text.toString()))
          .as("'%s' LIKE '%s'", text, pattern)
          .isEqualTo(expected);
      if (expected) {
        assertThat(text.toString()).startsWith(like.prefix());
      }
      if (like.isPrefixOnly()) {
        assertThat(text.toString().startsWith(like.prefix())).isEqualTo(expected);
      }
    }
  }

  @Test
  void bytesMatchOneByOne() throws SQLException {
    LikePattern pattern = LikePattern.ofBytes(new byte[] {(byte) 0xFF, '_', '%'}, -1);
    assertThat(pattern.matches(new byte[] {(byte) 0xFF, 0})).isTrue();
    assertThat(pattern.matches(new byte[] {(byte) 0xFF})).isFalse();
    assertThat(pattern.prefixBytes()).containsExactly(0xFF);
    // The two bytes of a character of UTF-8 are two.
    assertThat(LikePattern.ofBytes(new byte[] {'_', '_'}, -1).matches(Texts.encode("é"))).isTrue();
  }

  @Test
  @Timeout(10)
  void noPatternTakesExponentialTime() throws SQLException {
    assertThat(matches("%a".repeat(1_000) + "b", "a".repeat(5_000))).isFalse();
  }

  @Test
  void anEscapeCharacterBeforeSomethingElseIsAnError() {
    assertThatThrownBy(() -> LikePattern.of("a\\b", '\\'))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22025"));
    assertThatThrownBy(() -> LikePattern.of("a\\", '\\')).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> LikePattern.escapeCharacter("ab")).isInstanceOf(SQLException.class);
  }
}
