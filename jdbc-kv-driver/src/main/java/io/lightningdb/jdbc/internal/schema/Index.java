package io.lightningdb.jdbc.internal.schema;

import java.util.List;

/**
 * A secondary index. Immutable. Where its entries are, {@code docs/design/row.md} tells.
 *
 * @param unique whether no two rows have the same values, unless one of them is null
 * @param keyspace the name of the keyspace that its entries are in
 */
public record Index(String name, boolean unique, List<KeyColumn> columns, String keyspace) {

  public Index {
    columns = List.copyOf(columns);
  }
}
