package io.lightningdb.internal.db;

import io.lightningdb.CorruptionException;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.codec.FileHeader;
import io.lightningdb.internal.codec.FileIdentity;
import io.lightningdb.internal.codec.FileKind;
import io.lightningdb.internal.io.Disk;
import io.lightningdb.internal.io.ReadableFile;
import io.lightningdb.internal.io.WritableFile;
import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;

/*
 * A manifest is written under a temporary name, synced, and renamed: under its final name it is
 * complete. A damaged one is therefore damage and nothing else, and no older one is tried instead,
 * whose log may be gone.
 */
/** Writes and reads the files that manifests are in. */
final class ManifestFile {

  static final String TEMPORARY_SUFFIX = ".tmp";

  private static final int BODY_HEADER_BYTES = 2 * Integer.BYTES;

  private ManifestFile() {}

  /** What a manifest's file consists of. */
  record Contents(FileHeader header, String name, ByteReader body) {}

  /**
   * Writes a manifest, which is on the device when this returns.
   *
   * @throws io.lightningdb.internal.io.DiskFullException if there is no space: then there is no
   *     such manifest, nor a part of one
   */
  static void write(Disk disk, UUID database, long number, long createdMicros, byte[] body)
      throws IOException {
    FileIdentity identity = new FileIdentity(database, number);
    ByteWriter out = new ByteWriter(FileHeader.BYTES + BODY_HEADER_BYTES + body.length);
    out.writeBytes(new FileHeader(FileKind.MANIFEST, identity, createdMicros).encode())
        .writeInt(0)
        .writeInt(body.length)
        .writeBytes(body);
    int covered = FileHeader.BYTES + Integer.BYTES;
    out.setInt(
        FileHeader.BYTES,
        identity.checksum(FileHeader.BYTES, out.array(), covered, out.size() - covered));
    String name = FileKind.MANIFEST.fileName(number);
    String temporaryName = name + TEMPORARY_SUFFIX;
    WritableFile file = disk.create(temporaryName);
    try {
      try (file) {
        file.write(0, out.array(), 0, out.size());
        file.sync();
      }
      disk.rename(temporaryName, name);
    } catch (IOException e) {
      disk.deleteUnneeded(temporaryName);
      throw e;
    }
    disk.syncDirectory();
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
   */
  static Contents read(Disk disk, String name) throws IOException {
    byte[] bytes;
    try (ReadableFile file = disk.openForReading(name)) {
      long size = file.size();
      if (size < FileHeader.BYTES + BODY_HEADER_BYTES || size > Integer.MAX_VALUE - 64) {
        throw new CorruptionException(name + " is damaged: it has " + size + " bytes");
      }
      bytes = new byte[(int) size];
      file.read(0, bytes, 0, bytes.length);
    }
    FileHeader header = FileHeader.decode(name, bytes);
    ByteReader reader =
        new ByteReader(name, bytes, FileHeader.BYTES, bytes.length - FileHeader.BYTES);
    int stored = reader.readInt();
    int covered = FileHeader.BYTES + Integer.BYTES;
    int computed =
        header.identity().checksum(FileHeader.BYTES, bytes, covered, bytes.length - covered);
    if (stored != computed) {
      throw new CorruptionException(
          "%s is damaged: its checksum is %08x, that of its bytes %08x"
              .formatted(name, stored, computed));
    }
    int length = reader.readInt();
    if (length != reader.remaining()) {
      throw new CorruptionException(
          name + " is damaged: " + reader.remaining() + " bytes instead of " + length);
    }
    return new Contents(header, name, reader);
  }
}
