package io.lightningdb.jcache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.cache.expiry.ExpiryPolicy;

/** An expiry policy that says what a test wants, and remembers what it was asked. */
final class TestPolicy implements ExpiryPolicy {

  private final List<String> asked = new ArrayList<>();
  Supplier<javax.cache.expiry.Duration> creation = () -> javax.cache.expiry.Duration.ETERNAL;
  Supplier<javax.cache.expiry.Duration> access = () -> null;
  Supplier<javax.cache.expiry.Duration> update = () -> null;

  static javax.cache.expiry.Duration of(Duration duration) {
    return new javax.cache.expiry.Duration(TimeUnit.MILLISECONDS, duration.toMillis());
  }

  static javax.cache.expiry.Duration minutes(int minutes) {
    return of(Duration.ofMinutes(minutes));
  }

  /** Returns what was asked so far, and forgets it. */
  List<String> take() {
    synchronized (asked) {
      List<String> taken = List.copyOf(asked);
      asked.clear();
      return taken;
    }
  }

  private javax.cache.expiry.Duration answer(
      String question, Supplier<javax.cache.expiry.Duration> answer) {
    synchronized (asked) {
      asked.add(question);
    }
    return answer.get();
  }

  @Override
  public javax.cache.expiry.Duration getExpiryForCreation() {
    return answer("creation", creation);
  }

  @Override
  public javax.cache.expiry.Duration getExpiryForAccess() {
    return answer("access", access);
  }

  @Override
  public javax.cache.expiry.Duration getExpiryForUpdate() {
    return answer("update", update);
  }
}
