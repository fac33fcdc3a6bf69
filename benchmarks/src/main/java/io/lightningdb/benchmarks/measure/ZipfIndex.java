package io.lightningdb.benchmarks.measure;

import java.util.SplittableRandom;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.apache.commons.rng.sampling.distribution.RejectionInversionZipfSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateDiscreteSampler;

/**
 * Draws entry numbers by Zipf's law, as caches are asked: a few of them most of the time. Not safe
 * for use by several threads at once.
 */
public final class ZipfIndex {

  /*
   * A draw takes longer than a get from a cache on the heap, so all draws are made before, and come
   * again in the same order when all were used.
   *
   * The numbers that are drawn most are scattered over all: entries whose keys are neighbours would
   * lie on the same page of those who keep them in order.
   */
  private static final int DRAWS = 1 << 18;

  /** That of YCSB (Cooper et al.: Benchmarking Cloud Serving Systems with YCSB). */
  private static final double EXPONENT = 0.99;

  private final int[] draws = new int[DRAWS];
  private int position;

  /**
   * Draws from 0 to {@code bound} less one, in an order that follows from seed and thread. Which
   * numbers come most follows from the seed alone.
   */
  public ZipfIndex(int bound, long seed, int thread) {
    int[] byRank = PermutationSampler.natural(bound);
    PermutationSampler.shuffle(random(seed), byRank);
    SharedStateDiscreteSampler ranks =
        RejectionInversionZipfSampler.of(random(seed + 1 + thread), bound, EXPONENT);
    for (int i = 0; i < DRAWS; i++) {
      draws[i] = byRank[ranks.sample() - 1];
    }
  }

  private static UniformRandomProvider random(long seed) {
    return new SplittableRandom(Entries.mix(seed))::nextLong;
  }

  /** Returns the next number. */
  public int next() {
    int draw = draws[position];
    position = (position + 1) & (DRAWS - 1);
    return draw;
  }
}
