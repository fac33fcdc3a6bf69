/** Locks of single keys. */
package io.lightningdb.jcache.lock;
