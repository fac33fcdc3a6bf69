/** Telling listeners what happened to entries. */
package io.lightningdb.jcache.event;
