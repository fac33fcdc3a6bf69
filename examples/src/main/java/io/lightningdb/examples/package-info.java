/** Programs that show what Lightning does. */
@NullMarked
package io.lightningdb.examples;

import org.jspecify.annotations.NullMarked;
