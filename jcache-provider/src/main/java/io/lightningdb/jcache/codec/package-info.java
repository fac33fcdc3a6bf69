/** Objects as bytes. */
package io.lightningdb.jcache.codec;
