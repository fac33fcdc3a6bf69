/** Running entry processors. */
package io.lightningdb.jcache.processor;
