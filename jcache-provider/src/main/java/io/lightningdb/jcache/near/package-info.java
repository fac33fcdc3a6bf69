/** Entries that are kept in memory as objects. */
package io.lightningdb.jcache.near;
