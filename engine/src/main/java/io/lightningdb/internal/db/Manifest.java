package io.lightningdb.internal.db;

import io.lightningdb.CorruptionException;
import io.lightningdb.internal.base.KeyspaceId;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.KeyspaceOptionsCodec;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.KeyspaceStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the database consists of as of one sequence; {@code docs/design/manifest.md} has the format.
 *
 * @param flushed the keyspaces and their stores
 * @param writtenMicros when it was written, in microseconds since 1970
 * @param nextFileNumber a number that no file has had yet, nor any greater one
 * @param firstLog the oldest log segment that has something newer, or 0 if there is no log yet
 * @param sessionLog the log segment with which the log went on when the database was opened, or 0
 *     if it is older than {@code firstLog}
 * @param files the files of blocks, by number with their lengths
 * @param segments the segments of the log that have values which stores point to, in the same way
 * @param keptLog the number of the oldest log segment that is kept to be read, or 0 if none is
 */
record Manifest(
    View.Flushed flushed,
    long writtenMicros,
    long nextFileNumber,
    long firstLog,
    long sessionLog,
    SortedMap<Long, Long> files,
    SortedMap<Long, Long> segments,
    long keptLog) {

  /** Makes a manifest of a database that keeps nothing of the log to be read. */
  Manifest(
      View.Flushed flushed,
      long writtenMicros,
      long nextFileNumber,
      long firstLog,
      long sessionLog,
      SortedMap<Long, Long> files,
      SortedMap<Long, Long> segments) {
    this(flushed, writtenMicros, nextFileNumber, firstLog, sessionLog, files, segments, 0);
  }

  /** Returns what says this; what is much the same is said in much the same bytes. */
  byte[] encode() {
    ByteWriter out = new ByteWriter(4096);
    out.writeVarint(flushed.sequence())
        .writeLong(writtenMicros)
        .writeVarint(nextFileNumber)
        .writeVarint(firstLog)
        .writeVarint(sessionLog)
        .writeVarint(flushed.catalog().nextId());
    encodeLengths(files, out);
    encodeLengths(segments, out);
    List<KeyspaceInfo> keyspaces = new ArrayList<>(flushed.catalog().keyspaces());
    keyspaces.sort(Comparator.comparingInt(info -> info.id().value()));
    out.writeVarint(keyspaces.size());
    for (KeyspaceInfo info : keyspaces) {
      out.writeVarint(info.id().value()).writeText(info.name());
      KeyspaceOptionsCodec.encode(info.options(), out);
      KeyspaceStore store = flushed.stores().get(info.id());
      out.writeByte(store == null ? 0 : 1);
      if (store != null) {
        store.encode(out);
      }
    }
    if (keptLog != 0) {
      out.writeVarint(keptLog);
    }
    return out.toByteArray();
  }

  private static void encodeLengths(SortedMap<Long, Long> files, ByteWriter out) {
    out.writeVarint(files.size());
    files.forEach((number, length) -> out.writeVarint(number).writeVarint(length));
  }

  /**
   * Reads a manifest and adds its files to {@code blockFiles}.
   *
   * @throws CorruptionException if it is not one
   */
  static Manifest decode(String source, ByteReader in, BlockFiles blockFiles) {
    long sequence = in.readVarint();
    long writtenMicros = in.readLong();
    long nextFileNumber = in.readVarint();
    long firstLog = in.readVarint();
    long sessionLog = in.readVarint();
    int nextId = in.readVarint(Integer.MAX_VALUE);
    SortedMap<Long, Long> files = new TreeMap<>();
    int fileCount = in.readVarint(in.remaining());
    for (int i = 0; i < fileCount; i++) {
      long number = in.readVarint();
      long length = in.readVarint();
      files.put(number, length);
      blockFiles.add(number, length);
    }
    SortedMap<Long, Long> segments = new TreeMap<>();
    int segmentCount = in.readVarint(in.remaining());
    for (int i = 0; i < segmentCount; i++) {
      long number = in.readVarint();
      long length = in.readVarint();
      if (files.containsKey(number) || segments.put(number, length) != null) {
        throw new CorruptionException(
            source + " is damaged: it lists the file number " + number + " twice");
      }
      blockFiles.addLogSegment(number, length);
    }
    List<KeyspaceInfo> keyspaces = new ArrayList<>();
    Map<KeyspaceId, KeyspaceStore> stores = new HashMap<>();
    Set<Object> seen = new HashSet<>();
    int keyspaceCount = in.readVarint(in.remaining());
    for (int i = 0; i < keyspaceCount; i++) {
      KeyspaceId id = new KeyspaceId(in.readVarint(nextId));
      String name = in.readText();
      KeyspaceInfo info = new KeyspaceInfo(id, name, KeyspaceOptionsCodec.decode(in));
      if (!seen.add(id) || !seen.add(name)) {
        throw new CorruptionException(source + " is damaged: it has keyspace " + name + " twice");
      }
      keyspaces.add(info);
      if (in.readByte() != 0) {
        stores.put(id, Stores.decode(source, info.options(), blockFiles, in));
      }
    }
    long keptLog = decodeKeptLog(source, in);
    in.expectEnd();
    return new Manifest(
        new View.Flushed(sequence, Catalog.of(keyspaces, nextId), stores),
        writtenMicros,
        nextFileNumber,
        firstLog,
        sessionLog,
        files,
        segments,
        keptLog);
  }

  private static long decodeKeptLog(String source, ByteReader in) {
    if (in.remaining() == 0) {
      return 0;
    }
    long keptLog = in.readVarint();
    if (keptLog == 0) {
      throw new CorruptionException(source + " is damaged: it keeps the log from segment 0 on");
    }
    return keptLog;
  }
}
