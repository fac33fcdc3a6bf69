package io.lightningdb.internal.wal;

import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.FileHeader;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.codec.FileKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** The bytes of a log segment, frame by frame. */
final class SegmentBytes {

  private final FileIdentity identity;
  private final ByteWriter out = new ByteWriter(1024);
  private final List<Integer> ends = new ArrayList<>();
  private long last;

  /** Begins a segment that follows {@code follows}. */
  SegmentBytes(UUID database, long number, long follows) {
    this(database, number, follows, 0);
  }

  /** Begins a segment whose beginning says that everything up to {@code synced} was synced. */
  SegmentBytes(UUID database, long number, long follows, long synced) {
    identity = new FileIdentity(database, number);
    out.writeBytes(new FileHeader(FileKind.LOG, identity, 1).encode());
    last = follows;
    append(FrameType.START, follows, synced, new byte[0]);
  }

  /** Appends the next commit, which says that everything up to {@code synced} was synced. */
  SegmentBytes commit(long synced) {
    last++;
    append(FrameType.COMMIT, last, synced, TestLog.payload(last));
    return this;
  }

  SegmentBytes commits(int count, long synced) {
    for (int i = 0; i < count; i++) {
      commit(synced);
    }
    return this;
  }

  /** Appends the next commit as a frame of a type that there is not, with the right checksum. */
  SegmentBytes commitOfType(int type) {
    int start = out.size();
    commit(0);
    out.array()[start + 32] = (byte) type;
    int covered = LogFrame.HEADER_BYTES - 4 + TestLog.payload(last).length;
    out.setInt(start, identity.checksum(start, out.array(), start + 4, covered));
    return this;
  }

  /** Leaves out the next sequence. */
  SegmentBytes skip() {
    last++;
    return this;
  }

  private void append(FrameType type, long sequence, long synced, byte[] payload) {
    LogFrame.append(
        out, identity, out.size(), type, sequence, 1, synced, Payload.of(payload, payload.length));
    ends.add(out.size());
  }

  /** Returns where the START ends, then where each commit does. */
  List<Integer> ends() {
    return ends;
  }

  /** Returns the sequence of the newest frame. */
  long last() {
    return last;
  }

  /** Returns the bytes with zeros behind them up to {@code length}. */
  byte[] toBytes(int length) {
    return Arrays.copyOf(out.array(), length);
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  String fileName() {
    return FileKind.LOG.fileName(identity.number());
  }
}
