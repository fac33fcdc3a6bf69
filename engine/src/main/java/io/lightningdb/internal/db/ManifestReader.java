package io.lightningdb.internal.db;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.Difference;
import io.lightningdb.internal.codec.FileHeader;
import io.lightningdb.internal.codec.FileKind;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.ReadableFile;
import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;

/*
 * A file has its name only after all of it was synced, its snapshot and the room for edits. So its
 * length and its snapshot are as they were written, or it is damaged; and no older file is tried
 * instead, since what that needs may be gone.
 *
 * Of the edits only the last one may never have got to the device: each was synced before anything
 * was written behind it. So an edit that is not intact is damaged if there is an intact frame behind
 * it, be it the next edit or a SYNCED. If there is none, nobody was told that the edit is there, or
 * it is the newest one and was damaged together with what tells that it was synced. Without it the
 * state is that before, and complete: all that is in an edit is in the log as well, and whoever
 * deletes a file or a segment of the log that the state before needs is found out by that.
 */
/** Reads the file that the manifest is in. */
final class ManifestReader {

  private static final int FRAMES = FileHeader.BYTES;

  private final String name;
  private final byte[] file;
  private final FileHeader header;
  private byte[] state;
  private int position;
  private int edits;
  private boolean confirmed;

  private ManifestReader(String name, byte[] file) {
    this.name = name;
    this.file = file;
    this.header = FileHeader.decode(name, file);
    this.state = snapshot();
    readEdits();
  }

  /**
   * What a manifest's file says.
   *
   * @param state the newest state, encoded
   * @param fileLength the length of the file
   * @param position where the next edit would begin
   * @param edits how many edits there are
   * @param canGoOn whether all of it is known to be on the device, its name included, and there is
   *     nothing behind it, so that it can be added to
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared or printed
  record Contents(
      FileHeader header,
      String name,
      byte[] state,
      int fileLength,
      int position,
      int edits,
      boolean canGoOn) {

    /** Returns what reads the state. */
    ByteReader body() {
      return new ByteReader(name, state);
    }
  }

  /** Returns the name of the newest manifest, if there is one. */
  static Optional<String> findNewest(Disk disk) throws IOException {
    return disk.list().stream()
        .filter(name -> FileKind.of(name).filter(kind -> kind == FileKind.MANIFEST).isPresent())
        .max(Comparator.comparingLong(FileKind::number));
  }

  /**
   * Reads a manifest's file.
   *
   * @throws CorruptionException if it is damaged
   * @throws FormatException if it is of a newer version
   */
  static Contents read(Disk disk, String name) throws IOException {
    byte[] bytes;
    try (ReadableFile file = disk.openForReading(name)) {
      long size = file.size();
      if (size < FRAMES + ManifestFrame.HEADER_BYTES || size > Integer.MAX_VALUE - 64) {
        throw new CorruptionException(name + " is damaged: it has " + size + " bytes");
      }
      bytes = new byte[(int) size];
      file.read(0, bytes, 0, bytes.length);
    }
    return new ManifestReader(name, bytes).contents();
  }

  private Contents contents() {
    boolean canGoOn = confirmed && isEmptyFrom(position + (int) ManifestFrame.bytes(0));
    return new Contents(header, name, state, file.length, position, edits, canGoOn);
  }

  private byte[] snapshot() {
    int length = ManifestFrame.payloadLength(file, FRAMES);
    if (!ManifestFrame.mayBegin(file, FRAMES)) {
      throw new CorruptionException(
          name + " is damaged: it has " + file.length + " bytes, and a state of " + length);
    }
    int stored = ManifestFrame.storedChecksum(file, FRAMES);
    int computed = ManifestFrame.computedChecksum(header.identity(), file, FRAMES);
    if (stored != computed) {
      throw new CorruptionException(
          "%s is damaged: its checksum is %08x, that of its bytes %08x"
              .formatted(name, stored, computed));
    }
    if (type(FRAMES) != ManifestFrameType.SNAPSHOT) {
      throw new CorruptionException(name + " is damaged: it does not begin with a snapshot");
    }
    ByteReader payload = payload(FRAMES);
    int fileLength = payload.readInt();
    if (fileLength != file.length) {
      throw new CorruptionException(
          name + " is damaged: it has " + file.length + " bytes instead of " + fileLength);
    }
    position = FRAMES + (int) ManifestFrame.bytes(length);
    return payload.readBytes(payload.remaining());
  }

  private void readEdits() {
    while (isIntact(position) && type(position) == ManifestFrameType.EDIT) {
      state = Difference.apply(name, state, payload(position));
      position += (int) ManifestFrame.bytes(ManifestFrame.payloadLength(file, position));
      edits++;
    }
    int behind = position;
    if (isIntact(position)) {
      if (type(position) != ManifestFrameType.SYNCED) {
        throw new CorruptionException(
            name + " is damaged: there is another snapshot at " + position);
      }
      confirmed = true;
      behind += (int) ManifestFrame.bytes(0);
    }
    checkNothingBehind(behind);
  }

  /** Checks that there is no frame that can only be there if one before it was synced. */
  private void checkNothingBehind(int from) {
    for (int at = from; at < file.length; at += ManifestFrame.ALIGNMENT) {
      if (isIntact(at)) {
        throw new CorruptionException(
            "%s is damaged at byte %d: what was there had been synced, as what is at byte %d tells"
                .formatted(name, position, at));
      }
    }
  }

  private boolean isEmptyFrom(int from) {
    for (int i = from; i < file.length; i++) {
      if (file[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private boolean isIntact(int at) {
    return ManifestFrame.isIntact(header.identity(), file, at);
  }

  private ManifestFrameType type(int at) {
    int code = ManifestFrame.typeCode(file, at);
    ManifestFrameType type = ManifestFrameType.of(code);
    if (type == null) {
      throw new FormatException(
          "%s at %d is of type %d, which this version of Lightning lacks; open it with a newer one"
              .formatted(name, at, code));
    }
    return type;
  }

  private ByteReader payload(int at) {
    return new ByteReader(
        name, file, at + ManifestFrame.HEADER_BYTES, ManifestFrame.payloadLength(file, at));
  }
}
