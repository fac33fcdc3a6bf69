package io.lightningdb.jdbc.internal.sql;

import java.util.List;

/**
 * An index as a table's definition has it.
 *
 * @param keyspace the name of the keyspace that its entries are in
 */
public record IndexDefinition(
    String name, boolean unique, List<Statement.KeyPart> parts, String keyspace) {

  public IndexDefinition {
    parts = List.copyOf(parts);
  }
}
