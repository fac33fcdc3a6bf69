/** The command line: a class for each command. */
package io.lightningdb.cli;
