/** Compressing blocks, and deciding whether it is worth it. */
package io.lightningdb.internal.compress;
