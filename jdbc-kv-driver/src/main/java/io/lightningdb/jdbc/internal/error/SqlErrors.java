package io.lightningdb.jdbc.internal.error;

import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientException;
import org.jspecify.annotations.Nullable;

/*
 * Frameworks look at the class first and then at the state, and some at the state alone, so both
 * have to be right. States that begin with 08 make connection pools throw the connection away, and
 * so do 0A000 and SQLTimeoutException: none of them is used for what a statement can cause by its
 * data, but for objects of caches that SQL has no value for. Vendor codes stay 0, because pools have
 * lists of those, too.
 */
/**
 * Makes the exceptions that the driver throws; {@code docs/jdbc.md} has the table. What the engine
 * throws is translated by {@link EngineFailures}.
 */
public final class SqlErrors {

  private SqlErrors() {}

  /** Returns the message of an exception, or what else there is to say of it. */
  public static String message(Throwable e) {
    String message = e.getMessage();
    return message == null ? e.toString() : message;
  }

  /** Returns an exception of the same kind and state that says where it happened, too. */
  public static SQLException withPlace(SQLException e, String place) {
    return withMessage(e, place + ": " + message(e));
  }

  /** Returns an exception of the same kind and state with another message. */
  public static SQLException withMessage(SQLException e, String message) {
    String state = e.getSQLState();
    if (e instanceof SQLDataException) {
      return new SQLDataException(message, state, e);
    }
    if (e instanceof SQLSyntaxErrorException) {
      return new SQLSyntaxErrorException(message, state, e);
    }
    if (e instanceof SQLIntegrityConstraintViolationException) {
      return new SQLIntegrityConstraintViolationException(message, state, e);
    }
    return e;
  }

  // ---- The text of a statement

  /** What is no SQL. */
  public static SQLException syntax(String message) {
    return new SQLSyntaxErrorException(message, "42601");
  }

  /** SQL or JDBC that exists, but not here. */
  public static SQLException notSupported(String message) {
    return new SQLFeatureNotSupportedException(message, "0A000");
  }

  /** A statement that is nested too deeply, or has too many parts. */
  public static SQLException tooComplex(String message) {
    return new SQLSyntaxErrorException(message, "54001");
  }

  public static SQLException noSuchTable(String message) {
    return new SQLSyntaxErrorException(message, "42S02");
  }

  public static SQLException tableExists(String message) {
    return new SQLSyntaxErrorException(message, "42S01");
  }

  public static SQLException noSuchSchema(String message) {
    return new SQLSyntaxErrorException(message, "3F000");
  }

  public static SQLException noSuchColumn(String message) {
    return new SQLSyntaxErrorException(message, "42S22");
  }

  /** A column that is defined, inserted into or set twice. */
  public static SQLException duplicateColumn(String message) {
    return new SQLSyntaxErrorException(message, "42S21");
  }

  /** A definition that contradicts itself, such as a table with two primary keys. */
  public static SQLException invalidDefinition(String message) {
    return new SQLSyntaxErrorException(message, "42611");
  }

  /** Operands whose types do not go together. */
  public static SQLException typeMismatch(String message) {
    return new SQLSyntaxErrorException(message, "42804");
  }

  /** A column that is neither grouped by nor aggregated, or an aggregate in the wrong place. */
  public static SQLException grouping(String message) {
    return new SQLSyntaxErrorException(message, "42803");
  }

  /** A function that is not there, or not with these arguments. */
  public static SQLException noSuchFunction(String message) {
    return new SQLSyntaxErrorException(message, "42883");
  }

  /** A name that several columns have. */
  public static SQLException ambiguousColumn(String message) {
    return new SQLSyntaxErrorException(message, "42702");
  }

  /** A name that several tables of one query have. */
  public static SQLException duplicateAlias(String message) {
    return new SQLSyntaxErrorException(message, "42712");
  }

  /** An index or an option that is not there. */
  public static SQLException noSuchObject(String message) {
    return new SQLSyntaxErrorException(message, "42704");
  }

  /** An index that is there already. */
  public static SQLException objectExists(String message) {
    return new SQLSyntaxErrorException(message, "42710");
  }

  /** A parameter that stands where nothing tells its type. */
  public static SQLException unknownType(String message) {
    return new SQLSyntaxErrorException(message, "42P18");
  }

  /** As many values as there are columns, please. */
  public static SQLException valueCount(String message) {
    return new SQLSyntaxErrorException(message, "21S01");
  }

  // ---- Data

  /** A query that stands for one value and gives several. */
  public static SQLException severalRows(String message) {
    return new SQLDataException(message, "21000");
  }

  public static SQLException duplicateKey(String message) {
    return new SQLIntegrityConstraintViolationException(message, "23505");
  }

  public static SQLException nullNotAllowed(String message) {
    return new SQLIntegrityConstraintViolationException(message, "23502");
  }

  public static SQLException outOfRange(String message) {
    return new SQLDataException(message, "22003");
  }

  public static SQLException divisionByZero(String message) {
    return new SQLDataException(message, "22012");
  }

  public static SQLException tooLong(String message) {
    return new SQLDataException(message, "22001");
  }

  /** A value that cannot be turned into the type asked for. */
  public static SQLException badConversion(String message) {
    return new SQLDataException(message, "22018");
  }

  /** A value that cannot be turned into the type asked for. */
  public static SQLException badConversion(String message, Throwable cause) {
    return new SQLDataException(message, "22018", cause);
  }

  /** Text that is no date, time or timestamp. */
  public static SQLException badDateTime(String message, Throwable cause) {
    return new SQLDataException(message, "22007", cause);
  }

  /** A date or time outside of what can be stored. */
  public static SQLException dateTimeOutOfRange(String message) {
    return new SQLDataException(message, "22008");
  }

  /** A string that is no Unicode text. */
  public static SQLException notUnicode(String message) {
    return new SQLDataException(message, "22021");
  }

  public static SQLException badLimit(String message) {
    return new SQLDataException(message, "2201W");
  }

  public static SQLException badOffset(String message) {
    return new SQLDataException(message, "2201X");
  }

  /** An ESCAPE that is not one character, or a pattern that ends with it. */
  public static SQLException badEscape(String message) {
    return new SQLDataException(message, "22025");
  }

  /** A statement or row is larger than the store takes. */
  public static SQLException limitExceeded(String message) {
    return new SQLNonTransientException(message, "54000");
  }

  // ---- The use of JDBC

  public static SQLException parameterNotSet(int index) {
    return new SQLNonTransientException("parameter " + index + " is not set", "07001");
  }

  /** The index of a parameter or column that does not exist. */
  public static SQLException badIndex(String message) {
    return new SQLNonTransientException(message, "07009");
  }

  /** A statement that returns no rows where rows were asked for. */
  public static SQLException noQuery(String message) {
    return new SQLNonTransientException(message, "07005");
  }

  /** A statement that returns rows where a count was asked for. */
  public static SQLException isQuery(String message) {
    return new SQLNonTransientException(message, "07003");
  }

  /** A method that cannot be called now, such as one of a closed statement. */
  public static SQLException wrongMoment(String message) {
    return new SQLNonTransientException(message, "HY010");
  }

  /** A movement to anywhere but the next row. */
  public static SQLException forwardOnly() {
    return new SQLNonTransientException(
        "result sets go forward only: there is next() and nothing else", "HY106");
  }

  /** A result set that is closed or stands on no row. */
  public static SQLException noRow(String message) {
    return new SQLNonTransientException(message, "24000");
  }

  public static SQLException badArgument(String message) {
    return new SQLNonTransientException(message, "22023");
  }

  /** A stream or reader that was given as a value could not be read. */
  public static SQLException unreadable(String message, Throwable cause) {
    return new SQLNonTransientException(message, "22000", cause);
  }

  public static SQLException noWrapper(Object wrapper, Class<?> type) {
    return new SQLNonTransientException(
        wrapper.getClass().getSimpleName() + " is no wrapper for " + type.getName(), "22023");
  }

  // ---- Transactions and connections

  /** Nothing of the transaction happened; running it again may succeed. */
  public static SQLException conflict(String message, @Nullable Throwable cause) {
    return new SQLTransactionRollbackException(message, "40001", cause);
  }

  /** Transactions waited for each other; nothing of this one happened, and it may be run again. */
  public static SQLException deadlock(String message, Throwable cause) {
    return new SQLTransactionRollbackException(message, "40P01", cause);
  }

  /** What somebody else has locked, and could not be waited for. */
  public static SQLException lockNotAvailable(String message) {
    return new SQLTransientException(message, "55P03");
  }

  public static SQLException readOnly(String message) {
    return new SQLNonTransientException(message, "25006");
  }

  /** Commit or rollback where there is no transaction. */
  public static SQLException noTransaction(String message) {
    return new SQLNonTransientException(message, "25000");
  }

  /** What cannot be done in the middle of a transaction. */
  public static SQLException activeTransaction(String message) {
    return new SQLNonTransientException(message, "25001");
  }

  /** A savepoint that is not there, or not any more. */
  public static SQLException noSuchSavepoint(String message) {
    return new SQLNonTransientException(message, "3B001");
  }

  public static SQLException cancelled() {
    return new SQLTransientException("the statement was cancelled", "57014");
  }

  public static SQLException timeout(int seconds) {
    return new SQLTimeoutException(
        "the statement took longer than its time-out of " + seconds + " s", "57014");
  }

  public static SQLException connectionClosed(String message) {
    return new SQLNonTransientConnectionException(message, "08003");
  }

  public static SQLException cannotOpen(String message, Throwable cause) {
    return new SQLNonTransientConnectionException(message, "08001", cause);
  }

  public static SQLException cannotOpen(String message) {
    return new SQLNonTransientConnectionException(message, "08001");
  }

  /** Another process has the database, or somebody in this one has it for himself. */
  public static SQLException locked(String message, Throwable cause) {
    return new SQLNonTransientConnectionException(message, "08004", cause);
  }
}
