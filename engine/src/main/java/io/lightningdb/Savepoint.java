package io.lightningdb;

/**
 * A point in a transaction to which what was written later can be taken back, see {@link
 * Transaction#savepoint()}.
 */
public interface Savepoint {}
