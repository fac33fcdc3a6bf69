/** Statistics, and what management tools see. */
package io.lightningdb.jcache.management;
