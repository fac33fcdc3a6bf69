package io.lightningdb.internal.txn;

import io.lightningdb.CorruptionException;
import io.lightningdb.LimitException;
import io.lightningdb.Limits;
import io.lightningdb.internal.base.Keys;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.txn.Write.Kind;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The payload of a COMMIT frame; {@code docs/design/log.md} has the format. */
public final class CommitPayload {

  private static final int PUT = 1;
  private static final int DELETE = 2;
  private static final int PUT_BLOB = 3;
  private static final int DELETE_RANGE = 4;
  private static final int DELETE_REST = 5;
  private static final int PUT_EXPIRING = 6;
  private static final int PUT_BLOB_EXPIRING = 7;

  /** More than an operation ever takes beside its key and value. */
  private static final int OPERATION_OVERHEAD_BYTES = 24;

  private CommitPayload() {}

  /**
   * Returns how many bytes a commit takes.
   *
   * @throws LimitException if it is larger than a commit may be
   */
  public static int length(List<Write> writes) {
    long reckoned = OPERATION_OVERHEAD_BYTES;
    long length = ByteWriter.varintBytes(writes.size());
    for (Write write : writes) {
      byte[] value = write.value();
      reckoned += bytes(write.key(), value);
      length += ByteWriter.varintBytes(write.keyspace().value()) + 1 + blobBytes(write.key());
      length += value == null ? 0 : blobBytes(value);
      length += write.expires() ? ByteWriter.varintBytes(write.expiresAt()) : 0;
    }
    if (reckoned > Limits.COMMIT_BYTES_MAX) {
      throw tooLarge(reckoned);
    }
    return (int) length;
  }

  private static long blobBytes(byte[] blob) {
    return ByteWriter.varintBytes(blob.length) + (long) blob.length;
  }

  /** Encodes a commit into as many bytes as {@link #length} says. */
  public static void encode(List<Write> writes, ByteWriter out) {
    out.writeVarint(writes.size());
    for (Write write : writes) {
      byte[] value = write.value();
      out.writeVarint(write.keyspace().value()).writeByte(kind(write));
      out.writeBlob(write.key());
      if (write.expires()) {
        out.writeVarint(write.expiresAt());
      }
      if (value != null) {
        out.writeBlob(value);
      }
    }
  }

  private static int kind(Write write) {
    return switch (write.kind()) {
      case PUT -> write.expires() ? PUT_EXPIRING : PUT;
      case PUT_BLOB -> write.expires() ? PUT_BLOB_EXPIRING : PUT_BLOB;
      case DELETE -> DELETE;
      case DELETE_RANGE -> write.value() == null ? DELETE_REST : DELETE_RANGE;
    };
  }

  /** Returns how much of a commit a write takes, at most. */
  static long bytes(byte[] key, byte @Nullable [] value) {
    return (long) OPERATION_OVERHEAD_BYTES + key.length + (value == null ? 0 : value.length);
  }

  static LimitException tooLarge(long bytes) {
    return new LimitException(
        "a commit of "
            + bytes
            + " bytes is too large: the limit is "
            + Limits.COMMIT_BYTES_MAX
            + "; divide it into several");
  }

  /** Reads a payload and shows its writes in order. */
  public static void decode(ByteReader in, Consumer<Write> receiver) {
    int count = in.readVarint(in.remaining());
    for (int i = 0; i < count; i++) {
      KeyspaceId keyspace = new KeyspaceId(in.readVarint(Integer.MAX_VALUE));
      int kind = in.readByte();
      byte[] key = in.readBlob();
      receiver.accept(
          switch (kind) {
            case PUT -> new Write(keyspace, key, in.readBlob());
            case PUT_BLOB -> Write.blob(keyspace, key, in.readBlob(), ReadTime.NEVER);
            case DELETE -> new Write(keyspace, key, null);
            case DELETE_RANGE -> range(keyspace, key, in.readBlob());
            case PUT_EXPIRING -> expiring(keyspace, Kind.PUT, key, in);
            case PUT_BLOB_EXPIRING -> expiring(keyspace, Kind.PUT_BLOB, key, in);
            case DELETE_REST -> Write.range(keyspace, key, null);
            default ->
                throw new CorruptionException("the log is damaged: unknown operation " + kind);
          });
    }
    in.expectEnd();
  }

  private static Write expiring(KeyspaceId keyspace, Kind kind, byte[] key, ByteReader in) {
    long expiresAt = in.readVarint();
    return new Write(keyspace, kind, key, in.readBlob(), expiresAt);
  }

  private static Write range(KeyspaceId keyspace, byte[] from, byte[] to) {
    if (Keys.compare(from, to) >= 0) {
      throw new CorruptionException(
          "the log is damaged: it deletes a range from "
              + Keys.show(from)
              + " to "
              + Keys.show(to)
              + ", which has no keys");
    }
    return Write.range(keyspace, from, to);
  }
}
