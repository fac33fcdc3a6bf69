package io.lightningdb.internal.txn;

import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;

/**
 * The payload of a LOAD frame; {@code docs/design/log.md} has the format.
 *
 * @param keyspace where entries were loaded
 * @param first the first key
 * @param last the last key
 */
@SuppressWarnings("ArrayRecordComponent") // never compared or printed
public record LoadPayload(KeyspaceId keyspace, byte[] first, byte[] last) {

  /** Reads what {@link #encode} wrote. */
  public static LoadPayload decode(ByteReader in) {
    KeyspaceId keyspace = new KeyspaceId(in.readVarint(Integer.MAX_VALUE));
    LoadPayload load = new LoadPayload(keyspace, in.readBlob(), in.readBlob());
    in.expectEnd();
    return load;
  }

  /** Returns what is in the frame. */
  public byte[] encode() {
    return new ByteWriter(first.length + last.length + Long.BYTES * 2)
        .writeVarint(keyspace.value())
        .writeBlob(first)
        .writeBlob(last)
        .toByteArray();
  }
}
