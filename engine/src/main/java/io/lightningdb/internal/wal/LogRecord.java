package io.lightningdb.internal.wal;

import io.lightningdb.internal.codec.ByteReader;

/**
 * A frame read from the log.
 *
 * @param type what it says
 * @param sequence its sequence; for a START that of the frame before it
 * @param timeMicros when it was made, in microseconds since 1970
 * @param synced the newest sequence that was on the device when it was made
 * @param payload the rest, which lies in a buffer that the next frame overwrites
 */
public record LogRecord(
    FrameType type, long sequence, long timeMicros, long synced, ByteReader payload) {}
