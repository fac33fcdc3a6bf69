/** The one format that sorted entries have on disk, in leaves and inner pages alike. */
package io.lightningdb.internal.block;
