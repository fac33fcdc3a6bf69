/** Files of blocks, and what every storage engine does with them. */
package io.lightningdb.internal.store;
