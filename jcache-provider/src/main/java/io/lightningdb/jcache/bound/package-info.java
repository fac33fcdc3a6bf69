/** Which entries of a cache go when there are too many. */
package io.lightningdb.jcache.bound;
