/** Entries in keyspaces; {@code docs/design/cache-entry.md} has their form. */
package io.lightningdb.jcache.store;
