/** What a cache loads from and writes to. */
package io.lightningdb.jcache.integration;
