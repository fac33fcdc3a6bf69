/** What a user implements to change how the caches of Lightning work. */
package io.lightningdb.jcache.spi;
