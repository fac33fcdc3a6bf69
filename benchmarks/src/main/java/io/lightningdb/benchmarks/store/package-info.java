/** The stores that take part, each behind an adapter. */
@NullMarked
package io.lightningdb.benchmarks.store;

import org.jspecify.annotations.NullMarked;
