/** Opens, recovers, wires and closes databases, and serves their users. */
package io.lightningdb.internal.db;
