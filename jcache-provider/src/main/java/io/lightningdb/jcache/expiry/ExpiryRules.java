package io.lightningdb.jcache.expiry;

import io.lightningdb.jcache.store.EntryRecord;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import org.jspecify.annotations.Nullable;

/** Turns what a cache's expiry policy says into times. */
public final class ExpiryRules {

  /** Policies of the specification that have nothing to say of accesses. */
  private static final Set<Class<?>> IGNORE_ACCESS =
      Set.of(EternalExpiryPolicy.class, CreatedExpiryPolicy.class, ModifiedExpiryPolicy.class);

  private static final System.Logger LOGGER = System.getLogger(ExpiryRules.class.getName());

  private final String cacheName;
  private final ExpiryPolicy policy;
  private final boolean ignoresAccess;
  private final AtomicBoolean failed = new AtomicBoolean();

  public ExpiryRules(String cacheName, ExpiryPolicy policy) {
    this.cacheName = cacheName;
    this.policy = policy;
    this.ignoresAccess = IGNORE_ACCESS.contains(policy.getClass());
  }

  /** Returns whether no entry ever gets a time of expiry from this policy. */
  public boolean isEternal() {
    return policy.getClass() == EternalExpiryPolicy.class;
  }

  /** Returns whether accesses change no time of expiry, as far as is known without asking. */
  public boolean ignoresAccess() {
    return ignoresAccess;
  }

  /** Returns the policy. */
  public ExpiryPolicy policy() {
    return policy;
  }

  /** Returns answers for one operation, for which the policy is asked each question once. */
  public Answers ask() {
    return new Answers();
  }

  /**
   * Returns when an entry expires that was just accessed.
   *
   * @param expiryMillis when it would expire otherwise
   */
  public long afterAccess(long nowMillis, long expiryMillis) {
    return adjusted(ask(policy::getExpiryForAccess), nowMillis, expiryMillis);
  }

  /**
   * Asks the policy. One that fails is taken to say nothing, so that its faults do not make entries
   * vanish: new entries are eternal then, others stay as they are.
   */
  private @Nullable Duration ask(Supplier<@Nullable Duration> question) {
    try {
      return question.get();
    } catch (Exception e) {
      System.Logger.Level level =
          failed.compareAndSet(false, true)
              ? System.Logger.Level.WARNING
              : System.Logger.Level.DEBUG;
      LOGGER.log(level, "the expiry policy of cache '" + cacheName + "' failed", e);
      return null;
    }
  }

  private static long adjusted(@Nullable Duration duration, long nowMillis, long otherwise) {
    if (duration == null) {
      return otherwise;
    }
    if (duration.isEternal()) {
      return EntryRecord.NEVER;
    }
    long expiry = duration.getAdjustedTime(nowMillis);
    // So long that the sum ran over is as good as forever.
    return expiry < nowMillis ? EntryRecord.NEVER : expiry;
  }

  /** What the policy says to one operation, however often that has to begin anew. */
  public final class Answers {

    private @Nullable Answer creation;
    private @Nullable Answer update;
    private @Nullable Answer access;

    private Answers() {}

    /** Returns when an entry expires that is created now. */
    public long afterCreation(long nowMillis) {
      if (creation == null) {
        creation = new Answer(ask(policy::getExpiryForCreation));
      }
      return adjusted(creation.duration, nowMillis, EntryRecord.NEVER);
    }

    /** Returns when an entry expires that is updated now. */
    public long afterUpdate(long nowMillis, long expiryMillis) {
      if (update == null) {
        update = new Answer(ask(policy::getExpiryForUpdate));
      }
      return adjusted(update.duration, nowMillis, expiryMillis);
    }

    /** Returns when an entry expires that is accessed now. */
    public long afterAccess(long nowMillis, long expiryMillis) {
      if (access == null) {
        access = new Answer(ask(policy::getExpiryForAccess));
      }
      return adjusted(access.duration, nowMillis, expiryMillis);
    }
  }

  private record Answer(@Nullable Duration duration) {}
}
