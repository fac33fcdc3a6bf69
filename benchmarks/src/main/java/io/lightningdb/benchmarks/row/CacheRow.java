package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.store.CacheAdapter;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.Contenders;
import io.lightningdb.benchmarks.store.OpenCache;
import io.lightningdb.benchmarks.store.Survives;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.cache.Cache;

/** Threads call a cache of JCache that holds all entries, by keys drawn by Zipf's law. */
final class CacheRow implements Row {

  private static final int WARM_UP_FACTOR = 2;

  private static final String GET_ALL = "getAll";
  private static final int ENTRIES_SHARE = 10;
  private static final int ENTRIES_MIN = 100;
  private static final int ENTRIES_MAX = 100_000;

  /** Looks at all entries when all calls were made. */
  @FunctionalInterface
  private interface LastCheck {
    void check(Cache<String, byte[]> cache, CacheEntries entries, List<CacheCalls> calls);
  }

  private final String operation;
  private final String title;
  private final int threads;
  private final boolean writes;
  private final CacheCalls.Factory factory;
  private final LastCheck lastCheck;

  private CacheRow(
      String operation,
      String title,
      int threads,
      boolean writes,
      CacheCalls.Factory factory,
      LastCheck lastCheck) {
    this.operation = operation;
    this.title = title;
    this.threads = threads;
    this.writes = writes;
    this.factory = factory;
    this.lastCheck = lastCheck;
  }

  static CacheRow gets(int threads) {
    return new CacheRow(
        "get",
        "get",
        threads,
        false,
        (cache, entries, thread, count) -> new CacheGets(cache, entries, thread),
        (cache, entries, calls) -> entries.check(cache));
  }

  static CacheRow puts(int threads) {
    return new CacheRow("put", "put", threads, true, CachePuts::new, CachePuts::checkAll);
  }

  static CacheRow invokes(int threads) {
    return new CacheRow(
        "invoke",
        "invoke of a processor that counts",
        threads,
        true,
        (cache, entries, thread, count) -> new CacheInvokes(cache, entries, thread),
        CacheInvokes::checkAll);
  }

  static CacheRow getAlls(int threads) {
    return new CacheRow(
        GET_ALL,
        GET_ALL + " of " + CacheGetAlls.KEYS + " keys",
        threads,
        false,
        (cache, entries, thread, count) -> new CacheGetAlls(cache, entries, thread),
        (cache, entries, calls) -> entries.check(cache));
  }

  @Override
  public String id() {
    return "jcache-" + operation.toLowerCase(Locale.ROOT) + "-" + threads;
  }

  @Override
  public String heading() {
    return "JCache " + title + ", " + (threads == 1 ? "1 thread" : threads + " threads");
  }

  @Override
  public Contender reference() {
    return Contenders.named("lightning-cache");
  }

  @Override
  public String operation() {
    return operation;
  }

  @Override
  public String timedCall() {
    return "a call of " + operation;
  }

  /** Asked of nobody: each cache tells itself what it keeps. */
  @Override
  public Survives survives() {
    return Survives.PROCESS_END;
  }

  /** A cache has fewer entries than a store, and at most {@value #ENTRIES_MAX}. */
  @Override
  public Plan plan(Plan plan) {
    long entries = Math.min(ENTRIES_MAX, Math.max(ENTRIES_MIN, plan.entries() / ENTRIES_SHARE));
    return plan.toBuilder().entries(entries).build();
  }

  @Override
  public double seconds(Plan plan) {
    return Budget.caching(plan, WARM_UP_FACTOR);
  }

  @Override
  public boolean isFor(Contender contender) {
    return contender instanceof CacheAdapter adapter
        && (writes || !adapter.syncs())
        && (adapter.getsAllAtOnce() || threads == 1 || !operation.equals(GET_ALL));
  }

  @Override
  public Measurement measure(CaseContext context) {
    if (!(context.contender() instanceof CacheAdapter adapter)) {
      throw new IllegalStateException(context.contender().id() + " is no cache");
    }
    Plan plan = context.plan();
    CacheEntries entries = new CacheEntries(plan);
    List<CacheCalls> calls = new ArrayList<>();
    Measurement measured;
    try (OpenCache open = adapter.open(context.directory(), plan)) {
      entries.fill(open.cache());
      entries.check(open.cache());
      for (int thread = 0; thread < threads; thread++) {
        calls.add(factory.of(open.cache(), entries, thread, threads));
      }
      measured = CallPasses.measure(calls, plan);
      lastCheck.check(open.cache(), entries, calls);
    }
    if (adapter.keepsEntries()) {
      try (OpenCache again = adapter.open(context.directory(), plan)) {
        lastCheck.check(again.cache(), entries, calls);
      }
    }
    return measured;
  }
}
