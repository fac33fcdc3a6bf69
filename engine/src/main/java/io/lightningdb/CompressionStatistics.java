package io.lightningdb;

/**
 * What became of the blocks written since the database was opened.
 *
 * @param lz4Blocks blocks compressed with LZ4
 * @param snappyBlocks blocks compressed with Snappy
 * @param unwantedBlocks blocks of keyspaces that are not to be compressed, and filters
 * @param smallBlocks blocks not compressed because they are too small to gain from it
 * @param randomBlocks blocks not compressed because a sample of their bytes was too random
 * @param gainlessBlocks blocks not compressed because it would have saved less than an eighth
 * @param rawBytes length of all these blocks before compression, in bytes
 * @param storedBytes their length on disk, in bytes
 */
public record CompressionStatistics(
    long lz4Blocks,
    long snappyBlocks,
    long unwantedBlocks,
    long smallBlocks,
    long randomBlocks,
    long gainlessBlocks,
    long rawBytes,
    long storedBytes) {}
