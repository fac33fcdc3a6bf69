package io.lightningdb.jdbc.internal.session;

import io.lightningdb.jdbc.internal.exec.Rows;
import io.lightningdb.jdbc.internal.plan.QueryPlan;

/**
 * What a query returned.
 *
 * @param plan the plan that was used
 * @param rows the rows
 * @param endsWithTransaction whether the rows end with the current transaction
 */
public record QueryResult(QueryPlan plan, Rows rows, boolean endsWithTransaction) {}
