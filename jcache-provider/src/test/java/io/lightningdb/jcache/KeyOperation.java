package io.lightningdb.jcache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.cache.Cache;

/**
 * What a thread does to one key: how a cache is asked for it, and what a cache that does one thing
 * after the other would do.
 *
 * @param value the value that is put, if any
 * @param expected the value that is compared with, if any
 */
record KeyOperation(Kind kind, int key, int value, int expected) {

  /** How long a new entry lives, in milliseconds. */
  static final long LIFE_MILLIS = 10;

  /** How long an entry lives that is put with a time to live of its own, in milliseconds. */
  static final long OWN_LIFE_MILLIS = 4;

  /** By how much the clock is advanced, in milliseconds. */
  static final long ADVANCE_MILLIS = 3;

  /** So many values there are. */
  static final int VALUES = 4;

  enum Kind {
    GET,
    CONTAINS_KEY,
    PUT,
    PUT_WITH_TIME_TO_LIVE,
    GET_AND_PUT,
    PUT_IF_ABSENT,
    REMOVE,
    REMOVE_IF_EQUAL,
    GET_AND_REMOVE,
    REPLACE,
    REPLACE_IF_EQUAL,
    GET_AND_REPLACE,
    INVOKE_INCREMENT,
    INVOKE_REMOVE,
    INVOKE_NOTHING,
    /** Concerns all keys. */
    ADVANCE_CLOCK
  }

  /**
   * What is known of a key at one moment.
   *
   * @param value null if there is no entry, or it has expired
   * @param expiryMillis when it expires, 0 if there is no entry, so that equal states are equal
   */
  record State(long nowMillis, Integer value, long expiryMillis) {

    static final State EMPTY = new State(0, null, 0);

    /**
     * @param creationMillis when the entry was created, if it was not there
     */
    State put(int newValue, long creationMillis) {
      return value == null
          ? new State(nowMillis, newValue, creationMillis + LIFE_MILLIS).seen()
          : new State(nowMillis, newValue, expiryMillis);
    }

    State putFor(long lifeMillis, int newValue, long creationMillis) {
      return new State(nowMillis, newValue, creationMillis + lifeMillis).seen();
    }

    /** Returns what is to be seen of an entry that may have expired. */
    private State seen() {
      return expiryMillis > nowMillis ? this : remove();
    }

    State remove() {
      return new State(nowMillis, null, 0);
    }

    State advance() {
      return new State(nowMillis + ADVANCE_MILLIS, value, expiryMillis).seen();
    }

    boolean has(int other) {
      return value != null && value == other;
    }
  }

  /** What becomes of a key, and what the caller is told. */
  record Outcome(State state, Object result) {}

  /**
   * Returns all that the specification allows. When an entry that is made is said to have been
   * created is up to the cache, as long as it is during the operation.
   *
   * @param beginMillis what the clock showed when the operation began
   */
  List<Outcome> in(State state, long beginMillis) {
    List<Outcome> outcomes = new ArrayList<>();
    for (long millis = beginMillis; millis <= state.nowMillis(); millis += ADVANCE_MILLIS) {
      Outcome outcome = in(state, millis, state.value());
      if (!outcomes.contains(outcome)) {
        outcomes.add(outcome);
      }
    }
    return outcomes;
  }

  private Outcome in(State state, long creationMillis, Integer old) {
    return switch (kind) {
      case GET, INVOKE_NOTHING -> new Outcome(state, old);
      case CONTAINS_KEY -> new Outcome(state, old != null);
      case PUT -> new Outcome(state.put(value, creationMillis), null);
      case PUT_WITH_TIME_TO_LIVE ->
          new Outcome(state.putFor(OWN_LIFE_MILLIS, value, creationMillis), null);
      case GET_AND_PUT -> new Outcome(state.put(value, creationMillis), old);
      case PUT_IF_ABSENT ->
          new Outcome(old == null ? state.put(value, creationMillis) : state, old == null);
      case REMOVE, INVOKE_REMOVE -> new Outcome(state.remove(), old != null);
      case REMOVE_IF_EQUAL ->
          new Outcome(state.has(expected) ? state.remove() : state, state.has(expected));
      case GET_AND_REMOVE -> new Outcome(state.remove(), old);
      case REPLACE ->
          new Outcome(old != null ? state.put(value, creationMillis) : state, old != null);
      case REPLACE_IF_EQUAL ->
          new Outcome(
              state.has(expected) ? state.put(value, creationMillis) : state, state.has(expected));
      case GET_AND_REPLACE ->
          new Outcome(old != null ? state.put(value, creationMillis) : state, old);
      case INVOKE_INCREMENT -> {
        int incremented = next(old);
        yield new Outcome(state.put(incremented, creationMillis), incremented);
      }
      case ADVANCE_CLOCK -> new Outcome(state.advance(), null);
    };
  }

  private static int next(Integer old) {
    return old == null ? 0 : (old + 1) % VALUES;
  }

  /** Does it to a cache, and returns what that said. */
  Object on(Cache<Integer, Integer> cache, TestClock clock) {
    return switch (kind) {
      case GET -> cache.get(key);
      case CONTAINS_KEY -> cache.containsKey(key);
      case PUT -> {
        cache.put(key, value);
        yield null;
      }
      case PUT_WITH_TIME_TO_LIVE -> {
        lightning(cache).put(key, value, Duration.ofMillis(OWN_LIFE_MILLIS));
        yield null;
      }
      case GET_AND_PUT -> cache.getAndPut(key, value);
      case PUT_IF_ABSENT -> cache.putIfAbsent(key, value);
      case REMOVE -> cache.remove(key);
      case REMOVE_IF_EQUAL -> cache.remove(key, expected);
      case GET_AND_REMOVE -> cache.getAndRemove(key);
      case REPLACE -> cache.replace(key, value);
      case REPLACE_IF_EQUAL -> cache.replace(key, expected, value);
      case GET_AND_REPLACE -> cache.getAndReplace(key, value);
      case INVOKE_INCREMENT ->
          cache.<Integer>invoke(
              key,
              (entry, arguments) -> {
                int incremented = next(entry.getValue());
                entry.setValue(incremented);
                return incremented;
              });
      case INVOKE_REMOVE ->
          cache.<Boolean>invoke(
              key,
              (entry, arguments) -> {
                boolean isThere = entry.exists();
                entry.remove();
                return isThere;
              });
      case INVOKE_NOTHING -> cache.<Integer>invoke(key, (entry, arguments) -> entry.getValue());
      case ADVANCE_CLOCK -> {
        clock.advance(Duration.ofMillis(ADVANCE_MILLIS));
        yield null;
      }
    };
  }

  @SuppressWarnings("unchecked") // a class has no type arguments
  private static LightningCache<Integer, Integer> lightning(Cache<Integer, Integer> cache) {
    return cache.unwrap(LightningCache.class);
  }

  boolean concerns(int otherKey) {
    return kind == Kind.ADVANCE_CLOCK || key == otherKey;
  }
}
