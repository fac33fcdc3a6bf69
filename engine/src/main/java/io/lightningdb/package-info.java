/**
 * The engine's public API. {@link io.lightningdb.Lightning} opens a {@link
 * io.lightningdb.Database}; everything else follows from there.
 */
package io.lightningdb;
