package io.lightningdb.internal.testing;

import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.txn.CommitPayload;
import io.lightningdb.internal.txn.Write;
import java.util.List;

/** Payloads of commits by themselves, outside of any frame. */
public final class CommitPayloads {

  private CommitPayloads() {}

  public static ByteWriter encode(List<Write> writes) {
    ByteWriter out = new ByteWriter(CommitPayload.length(writes));
    CommitPayload.encode(writes, out);
    return out;
  }
}
