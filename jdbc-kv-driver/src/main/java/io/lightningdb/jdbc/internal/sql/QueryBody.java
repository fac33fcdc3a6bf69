package io.lightningdb.jdbc.internal.sql;

/** What gives rows. */
public sealed interface QueryBody permits Query, Query.Select, Query.Union, Query.Values {}
