/** The only package that touches the file system. */
package io.lightningdb.internal.io;
