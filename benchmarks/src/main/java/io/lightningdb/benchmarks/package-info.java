/** Measures Lightning beside other stores: the command line. */
@NullMarked
package io.lightningdb.benchmarks;

import org.jspecify.annotations.NullMarked;
