package io.lightningdb.jdbc.internal.plan;

import io.lightningdb.Database;
import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.exec.JoinedRows;
import io.lightningdb.jdbc.internal.exec.Relation;
import io.lightningdb.jdbc.internal.expression.Condition;
import io.lightningdb.jdbc.internal.expression.ExpressionBinder;
import io.lightningdb.jdbc.internal.expression.Scope;
import io.lightningdb.jdbc.internal.row.RowFormat;
import io.lightningdb.jdbc.internal.schema.BoundTable;
import io.lightningdb.jdbc.internal.schema.Column;
import io.lightningdb.jdbc.internal.schema.Table;
import io.lightningdb.jdbc.internal.sql.Expr;
import io.lightningdb.jdbc.internal.sql.Name;
import io.lightningdb.jdbc.internal.sql.Query.From;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/*
 * Inner joins can be done in any order. So of the tables that are left the next one is always that whose
 * key the conditions fix best, given what was read before; a left join waits for all that stand before it.
 * Where what was read before fixes nothing, the rows are kept in memory and looked up there.
 */
/** Plans what stands behind FROM, and WHERE with it. */
final class FromPlanner {

  private final Database database;
  private final ExpressionBinder binder;
  private final List<BoundTable> tables;
  private final List<FromPart> parts = new ArrayList<>();
  private final QueryPlanner planner;
  private final FromScope own = new FromScope(parts);

  /** Conditions of inner joins that belong to no single table. */
  private final List<Expr> conditions = new ArrayList<>();

  private int columns;

  /**
   * @param planner plans the query
   * @param tables takes the tables of the statement
   */
  FromPlanner(Database database, QueryPlanner planner, List<BoundTable> tables) {
    this.database = database;
    this.planner = planner;
    this.binder = planner.binder();
    this.tables = tables;
  }

  /** Looks up all that stands behind FROM. */
  void bind(From from) throws SQLException {
    add(from, false, null);
  }

  /** Returns the columns of all that stands behind FROM. */
  FromScope scope() {
    return own;
  }

  List<FromPart> parts() {
    return parts;
  }

  private void add(From from, boolean left, @Nullable Expr on) throws SQLException {
    if (from instanceof From.TableName name) {
      addTable(name, left, on);
    } else if (from instanceof From.Derived derived) {
      addDerived(derived, left, on);
    } else if (from instanceof From.Join join) {
      addJoin(join, left, on);
    }
  }

  private void addJoin(From.Join join, boolean left, @Nullable Expr on) throws SQLException {
    if (left) {
      throw SqlErrors.notSupported(
          binder.at("a left join of a join in parentheses is not supported", join.position()));
    }
    add(join.first(), false, null);
    Expr joined = join.on();
    if (join.second() instanceof From.Join && !join.left()) {
      add(join.second(), false, null);
      addCondition(joined);
    } else {
      add(join.second(), join.left(), joined);
    }
    addCondition(on);
  }

  private void addCondition(@Nullable Expr on) {
    if (on != null) {
      conditions.add(on);
    }
  }

  private void addTable(From.TableName from, boolean left, @Nullable Expr on) throws SQLException {
    BoundTable bound = BoundTable.find(database, from.name().text());
    tables.add(bound);
    Table table = bound.table();
    Name alias = from.alias();
    add(
        new FromPart(
            alias == null ? from.name().text() : alias.text(),
            bound,
            RowFormat.of(table),
            null,
            table.columns(),
            table.visibleColumns(),
            columns,
            left,
            on),
        from.name().position());
  }

  private void addDerived(From.Derived from, boolean left, @Nullable Expr on) throws SQLException {
    QueryNode query = planner.plan(from.query());
    List<Name> names = from.columns();
    if (!names.isEmpty() && names.size() != query.columns().size()) {
      throw SqlErrors.valueCount(
          binder.at(
              names.size() + " names are given for " + query.columns().size() + " columns",
              from.alias().position()));
    }
    List<Column> result = new ArrayList<>();
    for (int i = 0; i < query.columns().size(); i++) {
      ResultColumn column = query.columns().get(i);
      String name = names.isEmpty() ? column.label() : names.get(i).text();
      result.add(new Column(name, column.type(), column.nullable(), null));
    }
    add(
        new FromPart(
            from.alias().text(), null, null, query, result, result.size(), columns, left, on),
        from.alias().position());
  }

  private void add(FromPart part, int position) throws SQLException {
    for (FromPart other : parts) {
      if (!part.name().isEmpty() && other.name().equalsIgnoreCase(part.name())) {
        throw SqlErrors.duplicateAlias(
            binder.at(
                "two tables are called " + part.name() + "; give one another name", position));
      }
    }
    parts.add(part);
    columns += part.columns().size();
  }

  // ---- How it is read

  /**
   * Plans how the rows are read for which a condition is true.
   *
   * @param order the order wanted; empty for any
   * @param first whether only the first rows are wanted
   * @param locks whether rows are locked
   */
  FromPlan plan(@Nullable Condition where, List<KeyOrder.Item> order, boolean first, boolean locks)
      throws SQLException {
    Scope scope = planner.scope(own);
    List<Condition> open = new ArrayList<>(Conjunction.of(where));
    for (Expr condition : conditions) {
      open.addAll(Conjunction.of(binder.condition(condition, scope)));
    }
    List<List<Condition>> ons = new ArrayList<>();
    for (FromPart part : parts) {
      Expr on = part.on();
      List<Condition> joined = Conjunction.of(on == null ? null : binder.condition(on, scope));
      ons.add(part.left() ? joined : List.of());
      if (!part.left()) {
        open.addAll(joined);
      }
    }
    if (parts.size() == 1 && parts.get(0).table() != null) {
      return single(open, order, first, locks);
    }
    return joined(open, ons, order, first, locks);
  }

  private FromPlan single(
      List<Condition> open, List<KeyOrder.Item> order, boolean first, boolean locks) {
    FromPart part = parts.get(0);
    AccessPlanner planner = accessPlanner(part, ordinal -> false, open);
    AccessPlanner.Choice choice = planner.choose(order, first);
    Boolean backwards =
        order.isEmpty() ? null : KeyOrder.backwards(choice.access(), order, part.offset());
    TableAccess access = planner.access(choice, Boolean.TRUE.equals(backwards), locks);
    return FromPlan.of(access, backwards != null);
  }

  private static AccessPlanner accessPlanner(
      FromPart part, IntPredicate known, List<Condition> conditions) {
    BoundTable table = part.table();
    RowFormat format = part.format();
    if (table == null || format == null) {
      throw new IllegalArgumentException("a query has no keys");
    }
    return new AccessPlanner(table, format, part.offset(), known, conditions);
  }

  private FromPlan joined(
      List<Condition> open,
      List<List<Condition>> ons,
      List<KeyOrder.Item> order,
      boolean first,
      boolean locks)
      throws SQLException {
    List<FromPlan.Step> steps = new ArrayList<>();
    BitSet known = new BitSet();
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      left.add(i);
    }
    int[] sizes = parts.stream().mapToInt(part -> part.columns().size()).toArray();
    boolean ordered = false;
    while (!left.isEmpty()) {
      int next = next(left, known, open, steps.isEmpty() ? order : List.of(), first);
      left.remove((Integer) next);
      FromPart part = parts.get(next);
      BitSet before = (BitSet) known.clone();
      known.set(part.offset(), part.offset() + part.columns().size());
      List<Condition> conditions =
          part.left() ? checked(ons.get(next), known) : taken(open, known, left.isEmpty());
      FromPlan.Step step;
      if (part.table() == null) {
        step = derived(part, next, conditions, before, sizes);
      } else {
        List<KeyOrder.Item> wanted = steps.isEmpty() ? of(part, order) : List.of();
        AccessPlanner planner = accessPlanner(part, before::get, conditions);
        AccessPlanner.Choice choice = planner.choose(wanted, first);
        Boolean backwards =
            wanted.isEmpty() ? null : KeyOrder.backwards(choice.access(), wanted, part.offset());
        ordered |= backwards != null;
        TableAccess access = planner.access(choice, Boolean.TRUE.equals(backwards), locks);
        Relation relation = access;
        if (!steps.isEmpty() && HashJoin.isPossible(access, part)) {
          HashJoin join = new HashJoin(part, before::get, conditions);
          AccessPlanner alone = accessPlanner(part, ordinal -> false, join.own());
          TableAccess rows = alone.access(alone.choose(List.of(), false), false, false);
          relation = join.relation(rows, access, sizes, next);
        }
        step = new FromPlan.Step(part, relation, next, List.of());
      }
      // What WHERE asks of a left join is asked of what came out of it.
      steps.add(part.left() ? step.withFilter(taken(open, known, left.isEmpty())) : step);
    }
    return FromPlan.of(steps, sizes, ordered);
  }

  private List<Condition> checked(List<Condition> on, BitSet known) throws SQLException {
    for (Condition condition : on) {
      if (condition.isKnown(ordinal -> true) && !condition.isKnown(known::get)) {
        throw SqlErrors.noSuchColumn(
            "ON names a column of a table that is joined later: " + condition.describe());
      }
    }
    return on;
  }

  /** A query's rows are all read, and tested as they come. */
  private static FromPlan.Step derived(
      FromPart part, int index, List<Condition> conditions, BitSet before, int[] sizes) {
    QueryNode query = part.query();
    if (query == null) {
      throw new IllegalArgumentException("no query");
    }
    Relation relation = new DerivedAccess(query, conditions);
    if (!before.isEmpty()) {
      HashJoin join = new HashJoin(part, before::get, conditions);
      relation = join.relation(new DerivedAccess(query, join.own()), relation, sizes, index);
    }
    return new FromPlan.Step(part, relation, index, List.of());
  }

  /** Returns an order if the columns of a table alone make it, and else none. */
  private static List<KeyOrder.Item> of(FromPart part, List<KeyOrder.Item> order) {
    return order.stream().allMatch(item -> part.has(item.ordinal())) ? order : List.of();
  }

  /** Takes the conditions all of whose columns are known, and at last all of them. */
  private static List<Condition> taken(List<Condition> open, BitSet known, boolean last) {
    List<Condition> taken = new ArrayList<>();
    for (Condition condition : open) {
      if (last || condition.isKnown(known::get)) {
        taken.add(condition);
      }
    }
    open.removeAll(taken);
    return taken;
  }

  /** Returns the part to be read next. */
  private int next(
      List<Integer> left,
      BitSet known,
      List<Condition> open,
      List<KeyOrder.Item> order,
      boolean first) {
    int best = left.get(0);
    int rank = -1;
    for (int candidate : left) {
      FromPart part = parts.get(candidate);
      if (part.left()) {
        break;
      }
      int present = rank(part, known, open, order, first);
      if (present > rank) {
        best = candidate;
        rank = present;
      }
    }
    return best;
  }

  private static int rank(
      FromPart part, BitSet known, List<Condition> open, List<KeyOrder.Item> order, boolean first) {
    if (part.table() == null) {
      return 0;
    }
    BitSet with = (BitSet) known.clone();
    with.set(part.offset(), part.offset() + part.columns().size());
    List<Condition> usable = open.stream().filter(each -> each.isKnown(with::get)).toList();
    return accessPlanner(part, known::get, usable).choose(of(part, order), first).rank();
  }

  /** Returns the steps as the execution has them. */
  static List<JoinedRows.Step> steps(List<FromPlan.Step> steps) {
    return steps.stream()
        .map(
            step ->
                new JoinedRows.Step(
                    step.relation(), step.index(), step.part().left(), step.filter()))
        .toList();
  }
}
