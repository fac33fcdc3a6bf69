/** How failures are told: SQLSTATEs and the exception classes of JDBC. */
package io.lightningdb.jdbc.internal.error;
