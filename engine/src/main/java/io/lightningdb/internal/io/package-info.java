/** The only package that reads and writes files. */
package io.lightningdb.internal.io;
