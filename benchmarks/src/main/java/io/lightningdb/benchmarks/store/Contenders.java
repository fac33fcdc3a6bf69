package io.lightningdb.benchmarks.store;

import io.lightningdb.KeyspaceOptions;
import java.util.List;

/** All who can take part. A new one is added here and nowhere else. */
public final class Contenders {

  private static final List<Contender> ALL =
      List.of(
          new LightningAdapter("lightning", "Lightning", "a B+Tree", KeyspaceOptions.defaults()),
          new LightningAdapter(
              "lightning-lsm", "Lightning, LSM", "an LSM tree", KeyspaceOptions.lsm()),
          new RocksDbAdapter(),
          new LmdbAdapter(),
          new MvStoreAdapter(),
          new XodusAdapter(),
          new MapDbAdapter(),
          new JeAdapter(),
          new Machine(),
          LightningCacheAdapter.flushed(),
          LightningCacheAdapter.near(),
          LightningCacheAdapter.synced(),
          EhcacheAdapter.onHeap(),
          EhcacheAdapter.onDisk(),
          new Cache2kAdapter(),
          new CaffeineAdapter(),
          SqlAdapter.lightning(),
          SqlAdapter.h2(),
          SqlAdapter.sqlite(),
          SqlAdapter.hsqldb());

  private Contenders() {}

  /** Returns all, in the order in which tables show them; Lightning is the first. */
  public static List<Contender> all() {
    return ALL;
  }

  /**
   * Returns the one called {@code id}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Contender named(String id) {
    return ALL.stream()
        .filter(contender -> contender.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no store '"
                        + id
                        + "'; there are "
                        + ALL.stream().map(Contender::id).toList()));
  }
}
