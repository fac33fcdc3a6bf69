package io.lightningdb.internal.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightningdb.CorruptionException;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Feeds a parser with damaged bytes. It has to take them or to refuse them as it says that it does,
 * and must not allocate more than the bytes can be worth.
 */
public final class ParserFuzz {

  /** More of them for a longer search: {@code -Dlightning.fuzz.inputs=100000000}. */
  private static final int INPUTS = Integer.getInteger("lightning.fuzz.inputs", 200_000);

  private static final long ALLOCATION_BYTES_MAX = 64 * 1024;
  private static final int ALLOCATION_FACTOR_MAX = 64;
  private static final int SHOWN_BYTES_MAX = 1_024;

  /** What is tested. */
  public interface Parser {
    void parse(byte[] bytes) throws IOException;
  }

  private final Parser parser;
  private final Set<Class<? extends RuntimeException>> refusals;
  private int accepted;
  private int refused;

  private ParserFuzz(Parser parser, Set<Class<? extends RuntimeException>> refusals) {
    this.parser = parser;
    this.refusals = refusals;
  }

  /** Feeds a parser that refuses with {@link CorruptionException}. */
  public static ParserFuzz feed(Seed seed, List<byte[]> intact, Parser parser) {
    return feed(seed, intact, parser, Set.of(CorruptionException.class));
  }

  /** Feeds a parser with what comes of {@code intact}, until it was fed often enough. */
  public static ParserFuzz feed(
      Seed seed,
      List<byte[]> intact,
      Parser parser,
      Set<Class<? extends RuntimeException>> refusals) {
    return feed(seed, intact, parser, refusals, INPUTS);
  }

  /** Feeds what consists of parsers that are fed on their own already: a tenth as often. */
  public static ParserFuzz feedLess(
      Seed seed,
      List<byte[]> intact,
      Parser parser,
      Set<Class<? extends RuntimeException>> refusals) {
    return feed(seed, intact, parser, refusals, INPUTS / 10);
  }

  private static ParserFuzz feed(
      Seed seed,
      List<byte[]> intact,
      Parser parser,
      Set<Class<? extends RuntimeException>> refusals,
      int inputs) {
    ParserFuzz fuzz = new ParserFuzz(parser, refusals);
    for (byte[] bytes : intact) {
      fuzz.parse(bytes);
    }
    assertThat(fuzz.refused).as("intact inputs that were refused").isZero();
    // In a thread of its own: an exception costs as much as the stack is deep, and JUnit's is.
    Threads.join(Threads.start(() -> fuzz.feed(seed, intact, inputs)));
    return fuzz;
  }

  private void feed(Seed seed, List<byte[]> intact, int inputs) {
    for (int i = 0; i < inputs; i++) {
      byte[] damaged = Damage.of(seed.pick(intact), seed);
      // Damage comes alone or in threes.
      if (seed.oneIn(4)) {
        damaged = Damage.of(Damage.of(damaged, seed), seed);
      }
      feed(damaged);
    }
  }

  private void feed(byte[] bytes) {
    long allowed = ALLOCATION_BYTES_MAX + (long) ALLOCATION_FACTOR_MAX * bytes.length;
    long before = Allocations.bytes();
    parse(bytes);
    if (Allocations.bytes() - before > allowed) {
      // Once more, since the first time may have loaded classes.
      before = Allocations.bytes();
      parse(bytes);
      long allocated = Allocations.bytes() - before;
      if (allocated > allowed) {
        throw new AssertionError(allocated + " bytes were allocated for " + show(bytes));
      }
    }
  }

  private void parse(byte[] bytes) {
    try {
      parser.parse(bytes);
      accepted++;
    } catch (Throwable e) {
      if (!refusals.contains(e.getClass()) || e.getMessage() == null) {
        throw new AssertionError("fed with " + show(bytes), e);
      }
      refused++;
    }
  }

  private static String show(byte[] bytes) {
    int shown = Math.min(bytes.length, SHOWN_BYTES_MAX);
    return bytes.length + " bytes: " + HexFormat.of().formatHex(bytes, 0, shown);
  }

  /** Returns how many inputs were taken. */
  public int accepted() {
    return accepted;
  }

  /** Returns how many inputs were refused. */
  public int refused() {
    return refused;
  }
}
