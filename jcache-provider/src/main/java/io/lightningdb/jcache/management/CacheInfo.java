package io.lightningdb.jcache.management;

import java.util.function.BooleanSupplier;
import javax.cache.management.CacheMXBean;

/*
 * Names of types and not the types, and nothing that leads to the cache: the MBean server must not
 * keep an application's classes alive.
 */
/** The configuration of one cache, for management tools. */
public record CacheInfo(
    String keyTypeName,
    String valueTypeName,
    boolean readsThrough,
    boolean writesThrough,
    BooleanSupplier statisticsEnabled,
    BooleanSupplier managementEnabled)
    implements CacheMXBean {

  @Override
  public String getKeyType() {
    return keyTypeName;
  }

  @Override
  public String getValueType() {
    return valueTypeName;
  }

  @Override
  public boolean isReadThrough() {
    return readsThrough;
  }

  @Override
  public boolean isWriteThrough() {
    return writesThrough;
  }

  @Override
  public boolean isStoreByValue() {
    return true;
  }

  @Override
  public boolean isStatisticsEnabled() {
    return statisticsEnabled.getAsBoolean();
  }

  @Override
  public boolean isManagementEnabled() {
    return managementEnabled.getAsBoolean();
  }
}
