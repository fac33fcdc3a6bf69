package io.lightningdb.jdbc.internal.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement as it is written. */
public sealed interface Statement {

  /** A statement that EXPLAIN can explain. */
  sealed interface Explainable extends Statement permits Query, Insert, Update, Delete {}

  /**
   * INSERT, MERGE and REPLACE.
   *
   * @param columns the columns that values are given for; empty for all of the table
   * @param rows the values; empty if a query gives them
   * @param query the query that gives the rows, if there is one
   * @param duplicates what to do with a row whose key exists
   */
  record Insert(
      Name table,
      List<Name> columns,
      List<Row> rows,
      @Nullable Query query,
      OnDuplicate duplicates,
      int position)
      implements Explainable {

    public Insert {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }

    /** The values of a row. */
    public record Row(List<Expr> values, int position) {

      public Row {
        values = List.copyOf(values);
      }
    }
  }

  /** What an INSERT does with a row whose key exists. */
  sealed interface OnDuplicate {

    /** An error. */
    record Fail() implements OnDuplicate {}

    /** The row is passed over: ON CONFLICT DO NOTHING. */
    record Ignore(List<Name> key) implements OnDuplicate {

      public Ignore {
        key = List.copyOf(key);
      }
    }

    /** The existing row is changed: ON CONFLICT DO UPDATE. */
    record Update(List<Name> key, List<Set> sets, int position) implements OnDuplicate {

      public Update {
        key = List.copyOf(key);
        sets = List.copyOf(sets);
      }
    }

    /** The given columns of the existing row are changed: MERGE. */
    record Merge(List<Name> key) implements OnDuplicate {

      public Merge {
        key = List.copyOf(key);
      }
    }

    /** The new row takes the place of the existing one: REPLACE. */
    record Replace() implements OnDuplicate {}
  }

  /** A column of an UPDATE and its new value. */
  record Set(Name column, Expr value) {}

  /** UPDATE. */
  record Update(Name table, @Nullable Name alias, List<Set> sets, @Nullable Expr where)
      implements Explainable {

    public Update {
      sets = List.copyOf(sets);
    }
  }

  /** DELETE. */
  record Delete(Name table, @Nullable Name alias, @Nullable Expr where) implements Explainable {}

  /** EXPLAIN. */
  record Explain(Explainable statement) implements Statement {}

  /** A column of a key or an index. */
  record KeyPart(Name column, boolean descending) {}

  /**
   * Columns that no two rows have in common.
   *
   * @param name the constraint's name, if it has one
   */
  record Unique(@Nullable Name name, List<KeyPart> parts, int position) {

    public Unique {
      parts = List.copyOf(parts);
    }
  }

  /**
   * CREATE TABLE.
   *
   * @param key the columns of a PRIMARY KEY that stands by itself; empty if there is none
   * @param keyName the name of its constraint
   * @param options what stands behind WITH
   */
  record CreateTable(
      Name table,
      boolean ifNotExists,
      List<ColumnDefinition> columns,
      List<KeyPart> key,
      @Nullable Name keyName,
      List<Unique> uniques,
      List<StorageOption> options)
      implements Statement {

    public CreateTable {
      columns = List.copyOf(columns);
      key = List.copyOf(key);
      uniques = List.copyOf(uniques);
      options = List.copyOf(options);
    }
  }

  /** How something is stored: a name and a value behind WITH. */
  record StorageOption(Name name, String value) {}

  /** CREATE KEYSPACE. */
  record CreateKeyspace(Name name, boolean ifNotExists, List<StorageOption> options)
      implements Statement {

    public CreateKeyspace {
      options = List.copyOf(options);
    }
  }

  /** DROP TABLE and DROP KEYSPACE. */
  record Drop(Name name, boolean ifExists) implements Statement {}

  /** CREATE INDEX. */
  record CreateIndex(
      Name name, boolean ifNotExists, boolean unique, Name table, List<KeyPart> parts)
      implements Statement {

    public CreateIndex {
      parts = List.copyOf(parts);
    }
  }

  /** DROP INDEX. */
  record DropIndex(Name name, boolean ifExists) implements Statement {}

  /** ALTER TABLE. */
  record AlterTable(Name table, boolean ifExists, Change change) implements Statement {

    /** What is changed. */
    public sealed interface Change {

      /** ADD COLUMN. */
      record AddColumn(ColumnDefinition column, boolean ifNotExists) implements Change {}

      /** RENAME COLUMN. */
      record RenameColumn(Name from, Name to) implements Change {}

      /** RENAME TO. */
      record Rename(Name to) implements Change {}
    }
  }

  /** TRUNCATE TABLE. */
  record Truncate(Name table) implements Statement {}

  /**
   * SHOW.
   *
   * @param option the option that is asked for, if one is
   */
  record Show(What what, @Nullable Name option) implements Statement {

    /** What is shown. */
    public enum What {
      TABLES,
      KEYSPACES,
      OPTIONS
    }
  }

  /** SET of an option of the connection. */
  record SetOption(Name name, String value) implements Statement {}

  /**
   * BEGIN, COMMIT and the like.
   *
   * @param savepoint the savepoint's name; null where none is named
   */
  record Transaction(Action action, @Nullable Name savepoint) implements Statement {

    /** What is done. */
    public enum Action {
      BEGIN,
      COMMIT,
      ROLLBACK,
      SAVEPOINT,
      ROLLBACK_TO,
      RELEASE
    }
  }

  /** SHUTDOWN. */
  record Shutdown() implements Statement {}
}
