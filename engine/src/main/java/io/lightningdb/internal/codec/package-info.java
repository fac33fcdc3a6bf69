/** Numbers, text and checksums as bytes, and what all files have in common. */
package io.lightningdb.internal.codec;
