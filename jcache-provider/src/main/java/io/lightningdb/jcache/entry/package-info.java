/** What operations do with single entries, under their locks. */
package io.lightningdb.jcache.entry;
