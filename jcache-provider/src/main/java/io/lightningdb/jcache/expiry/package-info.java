/** When entries expire. */
package io.lightningdb.jcache.expiry;
