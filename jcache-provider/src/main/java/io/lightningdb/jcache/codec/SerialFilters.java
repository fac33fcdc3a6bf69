package io.lightningdb.jcache.codec;

import java.io.ObjectInputFilter;
import org.jspecify.annotations.Nullable;

/*
 * What lies in a cache was put there by its own users, so any class may come back, with two
 * exceptions: nesting that would overflow the stack, and classes known to serve as tools when
 * somebody who can write to the files wants to run code here. Such a list is never complete; whoever
 * has that to fear names what may come in with a filter of his own.
 */
/** The filters that deserialized objects have to pass. */
public final class SerialFilters {

  /** The filter of a cache that has none of its own, in the syntax of {@code jdk.serialFilter}. */
  public static final String DEFAULT =
      String.join(
          ";",
          "maxdepth=1000",
          "!org.apache.commons.collections.functors.**",
          "!org.apache.commons.collections4.functors.**",
          "!org.apache.commons.beanutils.**",
          "!org.apache.xalan.**",
          "!com.sun.org.apache.xalan.**",
          "!com.sun.org.apache.xpath.**",
          "!com.sun.rowset.**",
          "!com.mchange.v2.c3p0.**",
          "!org.codehaus.groovy.runtime.**",
          "!org.springframework.beans.factory.**",
          "!org.springframework.aop.**",
          "!bsh.**",
          "!java.rmi.**",
          "!sun.rmi.**",
          "!javax.management.BadAttributeValueExpException");

  private SerialFilters() {}

  /**
   * Returns the filter that {@code pattern} describes.
   *
   * @param pattern in the syntax of {@code jdk.serialFilter}; null for the default
   * @throws IllegalArgumentException if it is malformed
   */
  public static ObjectInputFilter of(@Nullable String pattern) {
    String text = pattern == null ? DEFAULT : pattern;
    try {
      ObjectInputFilter filter = ObjectInputFilter.Config.createFilter(text);
      return filter == null ? info -> ObjectInputFilter.Status.UNDECIDED : filter;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the serial filter '" + text + "' is malformed: " + e.getMessage(), e);
    }
  }
}
