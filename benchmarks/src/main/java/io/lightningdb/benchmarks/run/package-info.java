/** Runs cases, each in a JVM of its own, and keeps their results. */
@NullMarked
package io.lightningdb.benchmarks.run;

import org.jspecify.annotations.NullMarked;
