/** Connections as the engine sees them: open databases, transactions, and statements that run. */
package io.lightningdb.jdbc.internal.session;
