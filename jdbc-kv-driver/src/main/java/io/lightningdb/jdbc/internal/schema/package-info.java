/** Tables: what they are made of, and how keyspaces keep that in their attributes. */
package io.lightningdb.jdbc.internal.schema;
