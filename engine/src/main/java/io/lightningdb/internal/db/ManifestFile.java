package io.lightningdb.internal.db;

import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.Difference;
import io.lightningdb.internal.codec.FileHeader;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.codec.FileKind;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.DiskFullException;
import io.lightningdb.internal.io.WritableFile;
import java.io.IOException;

/*
 * A file is written under a temporary name with a snapshot and the room for edits, synced, and
 * renamed: under its final name it is complete. Adding an edit is one write into that room, and one
 * sync, which has no length and no place of a file to bring to the device.
 *
 * Then a SYNCED is written behind the edit, and not synced itself: it will be with the next edit, which
 * takes its place, or when the system finds the time. It tells damage from an edit that never got to
 * the device, and that there was no error when the edits before it were synced.
 *
 * What is written behind an edit that failed could be read as if that were there. So a file takes
 * nothing more after a failure.
 */
/** A file with the manifest, which is added to until another one is begun. For one thread. */
final class ManifestFile {

  static final String TEMPORARY_SUFFIX = ".tmp";

  /** How many edits a file takes: at opening each of them costs a copy of the state. */
  static final int EDITS_MAX = 128;

  private final Disk disk;
  private final FileIdentity identity;
  private final int length;
  private byte[] state;
  private int position;
  private int edits;
  private boolean ended;

  private ManifestFile(
      Disk disk, FileIdentity identity, int length, byte[] state, int position, int edits) {
    this.disk = disk;
    this.identity = identity;
    this.length = length;
    this.state = state;
    this.position = position;
    this.edits = edits;
  }

  /**
   * Writes a new file, which is on the device when this returns.
   *
   * @param state the state that it begins with, encoded
   * @param roomMin how many bytes of edits there should be room for at least
   * @throws DiskFullException if there is no space: then there is no such file, nor a part of one
   */
  static ManifestFile create(
      Disk disk, FileIdentity identity, long createdMicros, byte[] state, int roomMin)
      throws IOException {
    int position =
        FileHeader.BYTES + (int) ManifestFrame.bytes(Math.addExact(state.length, Integer.BYTES));
    // As many bytes of edits as of the state, and the SYNCED behind the last of them.
    int room = Math.max(roomMin, state.length) + (int) ManifestFrame.bytes(0);
    int length = Math.addExact(position, room);
    ByteWriter out = new ByteWriter(length);
    out.writeBytes(new FileHeader(FileKind.MANIFEST, identity, createdMicros).encode());
    byte[] payload = new ByteWriter(64).writeInt(length).writeBytes(state).toByteArray();
    ManifestFrame.append(out, identity, FileHeader.BYTES, ManifestFrameType.SNAPSHOT, payload);
    out.writeZeros(length - position);
    write(disk, FileKind.MANIFEST.fileName(identity.number()), out);
    ManifestFile file = new ManifestFile(disk, identity, length, state, position, 0);
    try (WritableFile open = disk.openForWriting(file.name())) {
      file.ended = !file.confirm(open);
    }
    return file;
  }

  private static void write(Disk disk, String name, ByteWriter content) throws IOException {
    String temporaryName = name + TEMPORARY_SUFFIX;
    WritableFile file = disk.create(temporaryName);
    try {
      try (file) {
        file.write(0, content.array(), 0, content.size());
        file.sync();
      }
      disk.rename(temporaryName, name);
    } catch (IOException e) {
      disk.deleteUnneeded(temporaryName);
      throw e;
    }
    disk.syncDirectory();
  }

  /** Returns the file that was read, to be added to if that is possible. */
  static ManifestFile reopen(Disk disk, ManifestReader.Contents contents) {
    ManifestFile file =
        new ManifestFile(
            disk,
            contents.header().identity(),
            contents.fileLength(),
            contents.state(),
            contents.position(),
            contents.edits());
    file.ended = !contents.canGoOn();
    return file;
  }

  String name() {
    return FileKind.MANIFEST.fileName(identity.number());
  }

  /**
   * Adds an edit that leads to {@code newState}, which is on the device when this returns.
   *
   * @return false if the file takes no more edits, and nothing was written
   * @throws DiskFullException if there is no space: then the state is that before
   * @throws IOException if something else failed: then nobody knows which one of them it is
   */
  boolean append(byte[] newState) throws IOException {
    if (ended || edits == EDITS_MAX) {
      return false;
    }
    byte[] difference = Difference.between(state, newState);
    int bytes = (int) ManifestFrame.bytes(difference.length);
    if (bytes + ManifestFrame.bytes(0) > length - position) {
      return false;
    }
    // Until it is known that all went well.
    ended = true;
    try (WritableFile file = disk.openForWriting(name())) {
      write(file, ManifestFrameType.EDIT, difference);
      file.sync();
      state = newState;
      position += bytes;
      edits++;
      ended = !confirm(file);
    }
    return true;
  }

  /** Writes that everything is on the device, and returns whether there was space to do so. */
  private boolean confirm(WritableFile file) throws IOException {
    try {
      write(file, ManifestFrameType.SYNCED, new byte[0]);
      return true;
    } catch (DiskFullException e) {
      // It is on the device all the same. The next edit begins another file.
      return false;
    }
  }

  private void write(WritableFile file, ManifestFrameType type, byte[] payload) throws IOException {
    ByteWriter out = new ByteWriter((int) ManifestFrame.bytes(payload.length));
    ManifestFrame.append(out, identity, position, type, payload);
    file.write(position, out.array(), 0, out.size());
  }
}
