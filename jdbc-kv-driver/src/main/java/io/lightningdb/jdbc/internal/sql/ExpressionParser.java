package io.lightningdb.jdbc.internal.sql;

import io.lightningdb.jdbc.internal.sql.Expr.Arithmetic.Operator;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses expressions, weakest binding first: OR, AND, NOT, comparisons, + and -, * and / and %,
 * signs.
 */
final class ExpressionParser {

  /** How many operations one expression may have, since they nest as deep as there are of them. */
  private static final int OPERATIONS_MAX = 1000;

  /** How many values there can be in a row; a comparison of two takes room by their square. */
  private static final int ELEMENTS_MAX = 1000;

  private final Tokens tokens;
  private final LiteralParser literals;
  private final CallParser calls;
  private final SelectParser queries;
  private int operations;

  ExpressionParser(Tokens tokens) {
    this.tokens = tokens;
    this.literals = new LiteralParser(tokens);
    this.calls = new CallParser(tokens, this);
    this.queries = new SelectParser(tokens, this);
  }

  /** Parses a whole expression. */
  Expr expression() throws SQLException {
    operations = 0;
    return or();
  }

  /** Parses an expression inside of another one. */
  Expr inner() throws SQLException {
    tokens.enter();
    Expr inner = or();
    tokens.leave();
    return inner;
  }

  /** Parses an operand: what can stand on a side of a comparison. */
  Expr operand() throws SQLException {
    tokens.enter();
    Expr operand = sum();
    tokens.leave();
    return operand;
  }

  /** Returns what parses queries, those inside of expressions and all others. */
  SelectParser queries() {
    return queries;
  }

  /** Parses a query in parentheses, of which the first has been taken. */
  Query query() throws SQLException {
    int before = operations;
    Query query = queries.query();
    operations = before;
    tokens.expectSign(")");
    return query;
  }

  /** Parses what LIMIT and OFFSET take: a number or a parameter. */
  Expr rowCount() throws SQLException {
    if (tokens.isSign("?")) {
      int position = tokens.position();
      return new Expr.Parameter(tokens.parameter(), position);
    }
    Expr.Literal literal = literals.number();
    if (literal == null) {
      throw tokens.unexpected("a number of rows or a parameter");
    }
    return literal;
  }

  private Expr or() throws SQLException {
    Expr first = and();
    if (!tokens.isWord("OR")) {
      return first;
    }
    List<Expr> operands = new ArrayList<>(List.of(first));
    while (tokens.accept("OR")) {
      operands.add(and());
    }
    return new Expr.Or(operands, first.position());
  }

  private Expr and() throws SQLException {
    Expr first = not();
    if (!tokens.isWord("AND")) {
      return first;
    }
    List<Expr> operands = new ArrayList<>(List.of(first));
    while (tokens.accept("AND")) {
      operands.add(not());
    }
    return new Expr.And(operands, first.position());
  }

  private Expr not() throws SQLException {
    int position = tokens.position();
    if (!tokens.accept("NOT")) {
      return predicate();
    }
    tokens.enter();
    Expr operand = not();
    tokens.leave();
    return new Expr.Not(operand, position);
  }

  private Expr predicate() throws SQLException {
    Expr left = sum();
    int position = tokens.position();
    Comparator comparator = comparator();
    if (comparator != null) {
      if (tokens.isWord("ALL") || tokens.isWord("ANY") || tokens.isWord("SOME")) {
        return quantified(comparator, left, position);
      }
      return new Expr.Compare(comparator, left, sum(), position);
    }
    if (tokens.accept("IS")) {
      return is(left, position);
    }
    boolean negated = tokens.accept("NOT");
    if (tokens.accept("BETWEEN")) {
      tokens.refuse("SYMMETRIC");
      Expr low = sum();
      tokens.expect("AND");
      return new Expr.Between(left, low, sum(), negated, position);
    }
    if (tokens.accept("IN")) {
      return in(left, negated, position);
    }
    if (tokens.accept("LIKE")) {
      return like(left, negated, position);
    }
    tokens.refuse("ILIKE", "SIMILAR", "REGEXP", "RLIKE", "GLOB", "OVERLAPS");
    if (negated) {
      throw tokens.unexpected("BETWEEN, IN or LIKE");
    }
    return left;
  }

  private @Nullable Comparator comparator() {
    Token token = tokens.peek();
    if (token.kind() != Token.Kind.SIGN) {
      return null;
    }
    Comparator comparator =
        switch (token.text()) {
          case "=" -> Comparator.EQUAL;
          case "<>", "!=" -> Comparator.NOT_EQUAL;
          case "<" -> Comparator.LESS;
          case "<=" -> Comparator.LESS_OR_EQUAL;
          case ">" -> Comparator.GREATER;
          case ">=" -> Comparator.GREATER_OR_EQUAL;
          default -> null;
        };
    if (comparator != null) {
      tokens.take();
    }
    return comparator;
  }

  private Expr is(Expr operand, int position) throws SQLException {
    boolean negated = tokens.accept("NOT");
    if (tokens.accept("NULL")) {
      return new Expr.IsNull(operand, negated, position);
    }
    if (tokens.accept("UNKNOWN")) {
      return new Expr.IsNull(operand, negated, position);
    }
    if (tokens.accept("TRUE")) {
      return new Expr.IsTruth(operand, true, negated, position);
    }
    if (tokens.accept("FALSE")) {
      return new Expr.IsTruth(operand, false, negated, position);
    }
    if (tokens.accept("DISTINCT")) {
      tokens.expect("FROM");
      return new Expr.IsDistinct(operand, sum(), negated, position);
    }
    throw tokens.unexpected("NULL, TRUE, FALSE or DISTINCT FROM");
  }

  private Expr in(Expr operand, boolean negated, int position) throws SQLException {
    tokens.expectSign("(");
    tokens.refuse("WITH");
    if (queries.isQueryInParentheses()) {
      return new Expr.InQuery(operand, query(), negated, position);
    }
    List<Expr> list = new ArrayList<>();
    do {
      list.add(sum());
    } while (tokens.acceptSign(","));
    tokens.expectSign(")");
    return new Expr.In(operand, list, negated, position);
  }

  /** Of ANY and ALL there are those that are another way to write IN and NOT IN. */
  private Expr quantified(Comparator comparator, Expr operand, int position) throws SQLException {
    boolean all = tokens.isWord("ALL");
    boolean isIn = comparator == (all ? Comparator.NOT_EQUAL : Comparator.EQUAL);
    if (!isIn || !queries.isQueryBehindWord()) {
      tokens.refuse("ALL", "ANY", "SOME");
    }
    tokens.take();
    tokens.expectSign("(");
    return new Expr.InQuery(operand, query(), all, position);
  }

  private Expr like(Expr operand, boolean negated, int position) throws SQLException {
    Expr pattern = sum();
    Expr escape = null;
    if (tokens.accept("ESCAPE")) {
      escape = sum();
    } else if (tokens.isSign("{") && tokens.peek(1).isWord("escape")) {
      tokens.take();
      tokens.take();
      escape = sum();
      tokens.expectSign("}");
    }
    return new Expr.Like(operand, pattern, escape, negated, position);
  }

  private Expr sum() throws SQLException {
    Expr left = product();
    while (true) {
      int position = tokens.position();
      if (tokens.acceptSign("+")) {
        left = arithmetic(Operator.PLUS, left, product(), position);
      } else if (tokens.acceptSign("-")) {
        left = arithmetic(Operator.MINUS, left, product(), position);
      } else if (tokens.acceptSign("||")) {
        count();
        left = new Expr.Concatenation(left, product(), position);
      } else {
        refuseSigns("|", "&", "^");
        return left;
      }
    }
  }

  private Expr product() throws SQLException {
    Expr left = signed();
    while (true) {
      int position = tokens.position();
      if (tokens.acceptSign("*")) {
        left = arithmetic(Operator.TIMES, left, signed(), position);
      } else if (tokens.acceptSign("/")) {
        left = arithmetic(Operator.DIVIDED_BY, left, signed(), position);
      } else if (tokens.acceptSign("%")) {
        left = arithmetic(Operator.MODULO, left, signed(), position);
      } else {
        return left;
      }
    }
  }

  private Expr arithmetic(Operator operator, Expr left, Expr right, int position)
      throws SQLException {
    count();
    return new Expr.Arithmetic(operator, left, right, position);
  }

  private void count() throws SQLException {
    if (++operations > OPERATIONS_MAX) {
      throw tokens.tooComplex("the expression has more than " + OPERATIONS_MAX + " operations");
    }
  }

  private void refuseSigns(String... signs) throws SQLException {
    for (String sign : signs) {
      if (tokens.isSign(sign)) {
        throw tokens.notSupported("the operator " + sign + " is not supported yet");
      }
    }
  }

  private Expr signed() throws SQLException {
    int position = tokens.position();
    Expr.Literal number = literals.number();
    if (number != null) {
      return cast(number);
    }
    boolean minus = tokens.isSign("-");
    if (!minus && !tokens.isSign("+")) {
      return cast(primary());
    }
    tokens.take();
    tokens.enter();
    Expr operand = signed();
    tokens.leave();
    return minus ? new Expr.Minus(operand, position) : operand;
  }

  /** Parses what may follow an operand: a cast written with two colons. */
  private Expr cast(Expr operand) throws SQLException {
    Expr cast = operand;
    while (tokens.isSign("::")) {
      int position = tokens.position();
      tokens.take();
      count();
      cast = new Expr.Cast(cast, new TypeParser(tokens).type(), position);
    }
    return cast;
  }

  private Expr primary() throws SQLException {
    Token token = tokens.peek();
    if (token.isSign("?")) {
      return new Expr.Parameter(tokens.parameter(), token.position());
    }
    if (tokens.acceptSign("(")) {
      return parenthesized(token.position());
    }
    Expr call = calls.call();
    if (call != null) {
      return call;
    }
    Expr.Literal literal = literals.literal();
    if (literal != null) {
      return literal;
    }
    if (token.isWord("DEFAULT")) {
      throw tokens.syntax("DEFAULT can stand for a whole value only");
    }
    if (Tokens.isName(token)) {
      return column();
    }
    throw tokens.unexpected("an expression");
  }

  private Expr parenthesized(int position) throws SQLException {
    tokens.refuse("WITH");
    if (queries.isQueryInParentheses()) {
      return new Expr.Scalar(query(), position);
    }
    Expr first = inner();
    if (tokens.acceptSign(")")) {
      return first;
    }
    List<Expr> elements = new ArrayList<>(List.of(first));
    while (tokens.acceptSign(",")) {
      if (elements.size() == ELEMENTS_MAX) {
        throw tokens.tooComplex("the row has more than " + ELEMENTS_MAX + " values");
      }
      elements.add(inner());
    }
    tokens.expectSign(")");
    if (elements.size() == 1) {
      throw tokens.unexpected("')'");
    }
    return new Expr.RowValue(elements, position);
  }

  private Expr column() throws SQLException {
    Name name = tokens.name("a column");
    if (!tokens.acceptSign(".")) {
      return new Expr.ColumnName(null, name.text(), name.position());
    }
    Name column = tokens.name("a column");
    if (tokens.isSign(".")) {
      throw tokens.noSuchSchema(name.text(), name.position());
    }
    return new Expr.ColumnName(name.text(), column.text(), name.position());
  }
}
