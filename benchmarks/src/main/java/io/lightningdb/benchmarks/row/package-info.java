/** What is measured: one class for each kind of case. */
@NullMarked
package io.lightningdb.benchmarks.row;

import org.jspecify.annotations.NullMarked;
