/** Tables and plots of the results. */
@NullMarked
package io.lightningdb.benchmarks.report;

import org.jspecify.annotations.NullMarked;
