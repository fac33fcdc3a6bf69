/** What a store implements to be opened through {@link io.lightningdb.Lightning}. */
package io.lightningdb.spi;
