package io.lightningdb.jdbc.internal.sort;

import io.lightningdb.jdbc.internal.function.Aggregate;

/**
 * An aggregate of a query.
 *
 * @param arguments how many arguments it has
 * @param distinct whether it is given each combination of arguments once only
 */
public record AggregateUse(Aggregate.Bound aggregate, int arguments, boolean distinct) {}
