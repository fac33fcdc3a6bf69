package io.lightningdb.jdbc.internal.sql;

import io.lightningdb.jdbc.internal.type.ColumnType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * What functions are called and how many arguments they take is not known here. But some of the
 * standard's have a grammar of their own, which becomes arguments like any other.
 */
/** Parses calls of functions, CASE, CAST and EXISTS. */
final class CallParser {

  private static final Set<String> WITHOUT_PARENTHESES =
      Set.of(
          "CURRENT_DATE",
          "CURRENT_TIME",
          "CURRENT_TIMESTAMP",
          "CURRENT_USER",
          "LOCALTIME",
          "LOCALTIMESTAMP");

  /** What the first argument of these is written as: a word that is no column. */
  private static final Set<String> WITH_UNIT =
      Set.of("DATEADD", "DATEDIFF", "TIMESTAMPADD", "TIMESTAMPDIFF");

  private final Tokens tokens;
  private final ExpressionParser expressions;

  CallParser(Tokens tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  /** Parses a call if one is next; otherwise takes nothing and returns null. */
  @Nullable Expr call() throws SQLException {
    Token token = tokens.peek();
    if (token.isSign("{") && tokens.peek(1).isWord("fn")) {
      return escaped();
    }
    if (token.kind() != Token.Kind.WORD) {
      return null;
    }
    if (token.isWord("EXISTS") && tokens.peek(1).isSign("(")) {
      tokens.take();
      tokens.take();
      return new Expr.Exists(expressions.query(), token.position());
    }
    tokens.refuse("ANY", "ALL", "SOME", "ARRAY", "INTERVAL");
    if (token.isWord("CASE")) {
      return caseOf();
    }
    boolean parentheses = tokens.peek(1).isSign("(");
    String name = token.text().toUpperCase(Locale.ROOT);
    if (!parentheses) {
      if (!WITHOUT_PARENTHESES.contains(name)) {
        return null;
      }
      tokens.take();
      return new Expr.Call(name, List.of(), false, false, token.position());
    }
    if (isOperator(name)) {
      return null;
    }
    tokens.take();
    tokens.take();
    return switch (name) {
      case "CAST" -> cast(token.position());
      case "ROW" -> row(token.position());
      default -> function(name, token);
    };
  }

  /** Returns whether a parenthesis may follow a word that is no function. */
  private static boolean isOperator(String word) {
    return switch (word) {
      case "LEFT", "RIGHT", "INSERT", "CAST" -> false;
      default -> Keywords.isReserved(word);
    };
  }

  /** Parses {fn ...}. */
  private Expr escaped() throws SQLException {
    tokens.take();
    tokens.take();
    Expr call = call();
    if (call == null) {
      throw tokens.unexpected("a function");
    }
    tokens.expectSign("}");
    return call;
  }

  private Expr caseOf() throws SQLException {
    int position = tokens.position();
    tokens.expect("CASE");
    Expr operand = tokens.isWord("WHEN") ? null : expressions.inner();
    List<Expr.Case.Branch> branches = new ArrayList<>();
    while (tokens.accept("WHEN")) {
      Expr when = expressions.inner();
      tokens.expect("THEN");
      branches.add(new Expr.Case.Branch(when, expressions.inner()));
    }
    if (branches.isEmpty()) {
      throw tokens.unexpected("WHEN");
    }
    Expr otherwise = tokens.accept("ELSE") ? expressions.inner() : null;
    tokens.expect("END");
    return new Expr.Case(operand, branches, otherwise, position);
  }

  private Expr cast(int position) throws SQLException {
    Expr operand = expressions.inner();
    tokens.expect("AS");
    ColumnType type = new TypeParser(tokens).type();
    tokens.expectSign(")");
    return new Expr.Cast(operand, type, position);
  }

  private Expr row(int position) throws SQLException {
    List<Expr> elements = arguments();
    if (elements.isEmpty()) {
      throw tokens.unexpected("an expression");
    }
    tokens.expectSign(")");
    return new Expr.RowValue(elements, position);
  }

  /** Parses a call behind its opening parenthesis. */
  private Expr function(String name, Token token) throws SQLException {
    int position = token.position();
    if (tokens.isSign("*") && tokens.peek(1).isSign(")")) {
      tokens.take();
      tokens.take();
      return end(new Expr.Call(name, List.of(), false, true, position));
    }
    boolean distinct = tokens.accept("DISTINCT");
    if (!distinct && tokens.isWord("ALL")) {
      tokens.take();
    }
    if (name.equals("TRIM")) {
      Expr.Call trim = trim(position);
      tokens.expectSign(")");
      return trim;
    }
    List<Expr> arguments =
        switch (name) {
          case "EXTRACT" -> extract();
          case "POSITION" -> position();
          case "SUBSTRING" -> substring();
          default -> WITH_UNIT.contains(name) ? withUnit() : arguments();
        };
    tokens.refuse("ORDER", "SEPARATOR");
    tokens.expectSign(")");
    return end(
        new Expr.Call(
            name.equals("POSITION") ? "LOCATE" : name, arguments, distinct, false, position));
  }

  private Expr end(Expr.Call call) throws SQLException {
    tokens.refuse("OVER", "FILTER", "WITHIN");
    return call;
  }

  private List<Expr> arguments() throws SQLException {
    List<Expr> arguments = new ArrayList<>();
    if (tokens.isSign(")")) {
      return arguments;
    }
    do {
      arguments.add(expressions.inner());
    } while (tokens.acceptSign(","));
    return arguments;
  }

  /** Takes a word and returns it as a text. */
  private Expr word() throws SQLException {
    Token token = tokens.peek();
    if (token.kind() != Token.Kind.WORD && token.kind() != Token.Kind.STRING) {
      throw tokens.unexpected("a unit of time");
    }
    tokens.take();
    return new Expr.Literal(token.text().toUpperCase(Locale.ROOT), null, token.position());
  }

  private List<Expr> withUnit() throws SQLException {
    List<Expr> arguments = new ArrayList<>(List.of(word()));
    while (tokens.acceptSign(",")) {
      arguments.add(expressions.inner());
    }
    return arguments;
  }

  /** Parses the rest of EXTRACT(YEAR FROM x). */
  private List<Expr> extract() throws SQLException {
    Expr unit = word();
    tokens.expect("FROM");
    return List.of(unit, expressions.inner());
  }

  /** Parses the rest of POSITION(x IN y), whose operands are those of LOCATE. */
  private List<Expr> position() throws SQLException {
    Expr search = expressions.operand();
    if (!tokens.acceptSign(",")) {
      tokens.expect("IN");
    }
    return List.of(search, expressions.inner());
  }

  /** Parses the rest of SUBSTRING(x FROM 1 FOR 2), which may have commas, too. */
  private List<Expr> substring() throws SQLException {
    List<Expr> arguments = new ArrayList<>(List.of(expressions.inner()));
    if (tokens.accept("FROM")) {
      arguments.add(expressions.inner());
      if (tokens.accept("FOR")) {
        arguments.add(expressions.inner());
      }
      return arguments;
    }
    while (tokens.acceptSign(",")) {
      arguments.add(expressions.inner());
    }
    return arguments;
  }

  /** Parses the rest of TRIM(LEADING 'x' FROM y), or of TRIM(y). */
  private Expr.Call trim(int position) throws SQLException {
    String function = "TRIM";
    if (tokens.accept("LEADING")) {
      function = "LTRIM";
    } else if (tokens.accept("TRAILING")) {
      function = "RTRIM";
    } else if (!tokens.accept("BOTH")) {
      return trimOfBothSides(position);
    }
    Expr characters = tokens.isWord("FROM") ? null : expressions.inner();
    tokens.expect("FROM");
    Expr text = expressions.inner();
    List<Expr> arguments = characters == null ? List.of(text) : List.of(text, characters);
    return new Expr.Call(function, arguments, false, false, position);
  }

  private Expr.Call trimOfBothSides(int position) throws SQLException {
    List<Expr> arguments = new ArrayList<>(List.of(expressions.inner()));
    if (tokens.accept("FROM")) {
      arguments.add(0, expressions.inner());
    } else {
      while (tokens.acceptSign(",")) {
        arguments.add(expressions.inner());
      }
    }
    return new Expr.Call("TRIM", arguments, false, false, position);
  }
}
