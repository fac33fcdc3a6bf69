package io.lightningdb.jdbc.internal.expression;

import io.lightningdb.jdbc.internal.row.Row;
import io.lightningdb.jdbc.internal.type.Family;
import io.lightningdb.jdbc.internal.type.LikePattern;
import io.lightningdb.jdbc.internal.type.SqlType;
import io.lightningdb.jdbc.internal.type.Texts;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** LIKE. */
public final class LikeTest extends Condition {

  private final Expression operand;
  private final Expression pattern;
  private final @Nullable Expression escape;
  private final boolean negated;

  /** The pattern, if it is the same whenever the statement runs. */
  private final @Nullable LikePattern fixedPattern;

  LikeTest(Expression operand, Expression pattern, @Nullable Expression escape, boolean negated)
      throws SQLException {
    this.operand = operand;
    this.pattern = pattern;
    this.escape = escape;
    this.negated = negated;
    boolean constant =
        pattern instanceof Constant && (escape == null || escape instanceof Constant);
    this.fixedPattern = constant ? read(Row.EMPTY, Bindings.NONE) : null;
  }

  private LikeTest(LikeTest other, boolean negated) {
    this.operand = other.operand;
    this.pattern = other.pattern;
    this.escape = other.escape;
    this.negated = negated;
    this.fixedPattern = other.fixedPattern;
  }

  public Expression operand() {
    return operand;
  }

  public boolean isNegated() {
    return negated;
  }

  /** Returns whether the pattern is known without a row. */
  public boolean isPatternFixed() {
    return pattern.isFixed() && (escape == null || escape.isFixed());
  }

  /** Returns whether everything matches that begins with the pattern's prefix, whenever it runs. */
  public boolean isPrefixOnly() {
    return fixedPattern != null && fixedPattern.isPrefixOnly() && !isPadded();
  }

  /** Returns whether the operand is a CHAR, whose blanks at the end don't count. */
  private boolean isPadded() {
    return operand.type().type() == SqlType.CHAR;
  }

  /** Returns the pattern, or null if it is NULL. */
  public @Nullable LikePattern pattern(Bindings bindings) throws SQLException {
    return pattern(Row.EMPTY, bindings);
  }

  private @Nullable LikePattern pattern(Row row, Bindings bindings) throws SQLException {
    return fixedPattern != null ? fixedPattern : read(row, bindings);
  }

  private @Nullable LikePattern read(Row row, Bindings bindings) throws SQLException {
    Object text = pattern.evaluate(row, bindings);
    int character = LikePattern.NO_ESCAPE;
    if (escape != null) {
      Object value = escape.evaluate(row, bindings);
      if (value == null) {
        return null;
      }
      character = LikePattern.escapeCharacter((String) value);
    }
    if (text == null) {
      return null;
    }
    return isBinary()
        ? LikePattern.ofBytes((byte[]) text, character)
        : LikePattern.of((String) text, character);
  }

  public boolean isBinary() {
    return operand.type().family() == Family.BINARY;
  }

  @Override
  public boolean isNullable() {
    return operand.isNullable() || pattern.isNullable();
  }

  @Override
  public List<Expression> operands() {
    return escape == null ? List.of(operand, pattern) : List.of(operand, pattern, escape);
  }

  @Override
  public @Nullable Boolean evaluate(Row row, Bindings bindings) throws SQLException {
    Object value = operand.evaluate(row, bindings);
    LikePattern matcher = pattern(row, bindings);
    if (value == null || matcher == null) {
      return null;
    }
    return matches(matcher, value) != negated;
  }

  private boolean matches(LikePattern matcher, Object value) {
    if (value instanceof byte[] bytes) {
      return matcher.matches(bytes);
    }
    String text = (String) value;
    return matcher.matches(isPadded() ? Texts.withoutBlanks(text) : text);
  }

  @Override
  Condition negated() {
    return new LikeTest(this, !negated);
  }

  @Override
  public String describe() {
    return operand.describe()
        + (negated ? " NOT LIKE " : " LIKE ")
        + pattern.describe()
        + (escape == null ? "" : " ESCAPE " + escape.describe());
  }
}
