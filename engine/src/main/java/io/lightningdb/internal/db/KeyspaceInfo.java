package io.lightningdb.internal.db;

import io.lightningdb.KeyspaceOptions;
import io.lightningdb.internal.base.KeyspaceId;

/** A keyspace as the catalog knows it. */
record KeyspaceInfo(KeyspaceId id, String name, KeyspaceOptions options) {}
