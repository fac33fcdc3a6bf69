package io.lightningdb.internal.db;

import io.lightningdb.internal.base.KeyspaceId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keyspaces there are at one moment. Immutable. */
final class Catalog {

  static final Catalog EMPTY = new Catalog(Map.of(), Map.of(), 1);

  private final Map<KeyspaceId, KeyspaceInfo> byId;
  private final Map<String, KeyspaceInfo> byName;
  private final int nextId;

  private Catalog(
      Map<KeyspaceId, KeyspaceInfo> byId, Map<String, KeyspaceInfo> byName, int nextId) {
    this.byId = byId;
    this.byName = byName;
    this.nextId = nextId;
  }

  /** Makes a catalog of keyspaces that differ in ids and names. */
  static Catalog of(Collection<KeyspaceInfo> keyspaces, int nextId) {
    Map<KeyspaceId, KeyspaceInfo> byId = new HashMap<>();
    Map<String, KeyspaceInfo> byName = new HashMap<>();
    for (KeyspaceInfo info : keyspaces) {
      byId.put(info.id(), info);
      byName.put(info.name(), info);
    }
    return new Catalog(byId, byName, nextId);
  }

  @Nullable KeyspaceInfo find(KeyspaceId id) {
    return byId.get(id);
  }

  @Nullable KeyspaceInfo find(String name) {
    return byName.get(name);
  }

  boolean contains(KeyspaceId id) {
    return byId.containsKey(id);
  }

  /** Returns the name of a keyspace, or an empty one if it is not there. */
  String nameOf(KeyspaceId id) {
    KeyspaceInfo info = find(id);
    return info == null ? "" : info.name();
  }

  /** Returns the id that the next keyspace gets. */
  int nextId() {
    return nextId;
  }

  Collection<KeyspaceInfo> keyspaces() {
    return byId.values();
  }

  List<String> sortedNames() {
    return byName.keySet().stream().sorted().toList();
  }

  /** Returns this catalog with another keyspace, or with one replaced that has the same id. */
  Catalog with(KeyspaceInfo info) {
    Map<KeyspaceId, KeyspaceInfo> newById = new HashMap<>(byId);
    Map<String, KeyspaceInfo> newByName = new HashMap<>(byName);
    KeyspaceInfo replaced = newById.put(info.id(), info);
    if (replaced != null) {
      newByName.remove(replaced.name());
    }
    newByName.put(info.name(), info);
    return new Catalog(newById, newByName, Math.max(nextId, info.id().value() + 1));
  }

  /** Returns this catalog without a keyspace. */
  Catalog without(KeyspaceId id) {
    Map<KeyspaceId, KeyspaceInfo> newById = new HashMap<>(byId);
    Map<String, KeyspaceInfo> newByName = new HashMap<>(byName);
    KeyspaceInfo removed = newById.remove(id);
    if (removed != null) {
      newByName.remove(removed.name());
    }
    return new Catalog(newById, newByName, nextId);
  }
}
