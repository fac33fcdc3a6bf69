package io.lightningdb.jcache.store;

/** Lets tests of other packages see how keys are shown. */
public final class EntryKeyTexts {

  private EntryKeyTexts() {}

  public static String show(Object key) {
    return EntryKey.show(key);
  }
}
