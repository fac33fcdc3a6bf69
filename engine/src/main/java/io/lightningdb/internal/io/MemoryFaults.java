package io.lightningdb.internal.io;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/*
 * A page of a mapped file may be one that the system cannot give: the device does not read it, or
 * somebody else has cut the file short. The processor tells of it by a fault. The virtual machine
 * survives that if it was copying between the mapping and an array, but it leaves the copying and goes
 * on behind it as if it were done; it throws an InternalError into the thread later, at a moment of its
 * choice, which for compiled code is after the method that copied has returned. So whoever copies has to
 * find out by the bytes whether it worked, and if not, must bring the error about where it is caught.
 *
 * Nothing but copying is safe: a checksum that is computed, or bytes that are compared, in the mapping
 * itself end the process.
 */
/** Deals with the errors that the virtual machine throws for pages of mapped files. */
final class MemoryFaults {

  /** Whether files are mapped here at all; see {@link MappedWriting} and {@link MappedReading}. */
  static final boolean MAPPING_IS_POSSIBLE =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");

  /**
   * The JDK copies fewer than seven bytes one by one, and where that fails they are whatever was in
   * a register of the processor. So less than this is not read or written through memory.
   */
  static final int COPIED_BYTES_MIN = 16;

  /** So large that compiled code asks the virtual machine for it, whatever the thread has left. */
  private static final int LARGE_ARRAY_BYTES = 16 * 1024 * 1024;

  private static final int LARGE_ARRAYS = 3;

  /** Written, lest the compiler finds that an array is not needed. */
  @SuppressWarnings("UnusedVariable") // nobody reads it
  private static volatile byte @Nullable [] largeArray;

  private MemoryFaults() {}

  /**
   * Catches the errors that the virtual machine is yet to throw into this thread, lest they hit
   * code that has nothing to do with the file, and returns the last one.
   */
  static @Nullable InternalError await() {
    InternalError last = null;
    for (int i = 0; i < LARGE_ARRAYS; i++) {
      try {
        provoke();
      } catch (InternalError e) {
        last = e;
      }
    }
    return last;
  }

  /**
   * Brings about the error that there is. Java 25 throws it at the next opportunity; Java 17 has
   * few of those, and of yielding, sleeping, parking, throwing, collecting garbage and making
   * arrays only the last did it each time, in interpreted code and in that of both compilers.
   *
   * <p>Called where copying has failed, in a block that catches the error, for even the call of
   * this method may be what brings it about.
   */
  static void provoke() {
    try {
      largeArray = new byte[LARGE_ARRAY_BYTES];
    } catch (OutOfMemoryError e) {
      // As good: the virtual machine was asked.
      largeArray = null;
    }
    largeArray = null;
  }
}
