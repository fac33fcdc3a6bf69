/** Result sets, what they say about themselves, and large objects. */
package io.lightningdb.jdbc.internal.result;
