package io.lightningdb;

/** The limits of the local engine. */
public final class Limits {

  /** The longest key, in bytes: 64 KiB. */
  public static final int KEY_BYTES_MAX = 64 * 1024;

  /** The longest value, in bytes: 1 GiB. */
  public static final int VALUE_BYTES_MAX = 1024 * 1024 * 1024;

  /** The most that one commit may write, keys, values and framing together, in bytes: 1.5 GiB. */
  public static final int COMMIT_BYTES_MAX = 1536 * 1024 * 1024;

  /** The longest name of a keyspace, in bytes of UTF-8. */
  public static final int KEYSPACE_NAME_BYTES_MAX = 1024;

  /** The most that the attributes of a keyspace may take, in bytes of UTF-8: 1 MiB. */
  public static final int KEYSPACE_ATTRIBUTES_BYTES_MAX = 1024 * 1024;

  /** How often {@link Database#transact} runs a transaction before it gives up. */
  public static final int TRANSACT_ATTEMPTS_MAX = 64;

  private Limits() {}
}
