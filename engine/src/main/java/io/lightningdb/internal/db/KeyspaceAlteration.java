package io.lightningdb.internal.db;

import io.lightningdb.KeyspaceOptions;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.KeyspaceOptionsCodec;
import java.util.Map;
import java.util.Objects;

/*
 * What the new attributes are is found out by the caller's code, from the present ones. That would
 * hold up all commits, and could wait for one of them for good, if it ran in the turn in which the
 * catalog is changed. So it has run before, and here is only seen whether what it saw still holds.
 */
/**
 * Gives a keyspace other attributes, if it is still as it was when they were made. For one thread,
 * and one change of the catalog.
 */
final class KeyspaceAlteration implements Committer.CatalogChange {

  private final KeyspaceInfo expected;
  private final KeyspaceOptions altered;
  private boolean made;

  /**
   * @param expected the keyspace as it has to be
   * @param altered its options with other attributes
   * @throws IllegalArgumentException if they differ in anything else
   */
  KeyspaceAlteration(KeyspaceInfo expected, KeyspaceOptions altered) {
    this.expected = expected;
    this.altered = Objects.requireNonNull(altered, "the altered options");
    KeyspaceOptions fixed = withoutAttributes(expected.options());
    KeyspaceOptions asked = withoutAttributes(altered);
    if (!fixed.equals(asked)) {
      throw new IllegalArgumentException(
          "only the attributes of keyspace '"
              + expected.name()
              + "' can be altered: but for these it has "
              + fixed
              + ", and was to get "
              + asked);
    }
  }

  private static KeyspaceOptions withoutAttributes(KeyspaceOptions options) {
    return options.toBuilder().attributes(Map.of()).build();
  }

  @Override
  public Catalog apply(Catalog catalog, ByteWriter payload) {
    made = expected.equals(catalog.find(expected.id()));
    if (!made || altered.equals(expected.options())) {
      return catalog;
    }
    payload.writeVarint(expected.id().value());
    KeyspaceOptionsCodec.encodeAttributes(altered, payload);
    return catalog.with(new KeyspaceInfo(expected.id(), expected.name(), altered));
  }

  /** Returns whether the keyspace was as expected, and has the altered options since. */
  boolean isMade() {
    return made;
  }
}
