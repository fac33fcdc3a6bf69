/** The LSM engine: sorted tables in levels, and what is merged when. */
package io.lightningdb.internal.lsm;
