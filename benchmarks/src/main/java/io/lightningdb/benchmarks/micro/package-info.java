/** Micro benchmarks for JMH. */
@NullMarked
package io.lightningdb.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
