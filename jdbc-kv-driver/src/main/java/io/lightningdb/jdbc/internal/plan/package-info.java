/** Plans: how a statement will run, found once for its text and used whenever it runs. */
package io.lightningdb.jdbc.internal.plan;
