package io.lightningdb.internal.store;

/** Where a block is read to: arrays whose first bytes are used. */
interface BlockMemory {

  /** New arrays, so that the block can be kept. */
  BlockMemory NEW =
      new BlockMemory() {
        @Override
        public byte[] frame(int length) {
          return new byte[length];
        }

        @Override
        public byte[] content(int length) {
          return new byte[length];
        }
      };

  /** Returns an array of {@code length} bytes at least, for a block as it is in its file. */
  byte[] frame(int length);

  /** Returns an array of {@code length} bytes at least, for what it is when decompressed. */
  byte[] content(int length);
}
