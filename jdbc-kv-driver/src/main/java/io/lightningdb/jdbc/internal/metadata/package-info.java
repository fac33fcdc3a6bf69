/** What the database says of itself: a small class for each result set. */
package io.lightningdb.jdbc.internal.metadata;
