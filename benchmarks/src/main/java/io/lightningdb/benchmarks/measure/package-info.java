/** Entries to write and read, and the means of measuring. */
@NullMarked
package io.lightningdb.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
