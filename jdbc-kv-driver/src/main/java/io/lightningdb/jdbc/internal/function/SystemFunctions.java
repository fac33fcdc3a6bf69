package io.lightningdb.jdbc.internal.function;

import io.lightningdb.jdbc.internal.function.ScalarFunction.Changes;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.SqlType;
import java.util.UUID;

/** The functions that tell who and where one is. */
final class SystemFunctions {

  private SystemFunctions() {}

  static void define(FunctionGroup group) {
    group
        .function("USER", "CURRENT_USER")
        .changing(Changes.WITH_THE_STATEMENT)
        .as(call -> call.context().user());
    group
        .function("DATABASE")
        .changing(Changes.WITH_THE_STATEMENT)
        .as(call -> call.context().database());
    group
        .function("RANDOM_UUID", "GEN_RANDOM_UUID", "UUID")
        .returns(ColumnType.of(SqlType.UUID))
        .changing(Changes.WITH_EACH_CALL)
        .as(call -> UUID.randomUUID());
  }
}
