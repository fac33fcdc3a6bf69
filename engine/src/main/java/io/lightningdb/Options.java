package io.lightningdb;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How a database is opened. Immutable. Each setting may differ from one opening to the next. */
public final class Options {

  private static final long MIB = 1024 * 1024;
  private static final long MEMORY_BYTES_MIN = MIB;
  private static final long MEMORY_BYTES_MAX = 1L << 50;
  private static final long LOG_BYTES_KEPT_MAX = 1L << 50;
  private static final long MEMTABLE_BYTES_MIN = 64 * 1024;
  private static final long MEMTABLE_BYTES_MAX = 1024 * MIB;

  /** How many memtables may be in memory at once: one being filled and two being written. */
  private static final int MEMTABLES = 3;

  /** What stands for a number that the database chooses. */
  private static final String AUTO = "auto";

  private static final int LOG_SEGMENT_BYTES_MIN = 4 * 1024;
  private static final int LOG_SEGMENT_BYTES_MAX = 1024 * (int) MIB;
  private static final int TREE_SEGMENT_BYTES_MIN = 16 * 1024;
  private static final int TREE_SEGMENT_BYTES_MAX = 1024 * (int) MIB;
  private static final int OPEN_TRANSACTIONS_MAX = 1 << 24;
  private static final long TIME_MILLIS_MAX = TimeUnit.DAYS.toMillis(365);

  private static final Options DEFAULTS = builder().build();

  private final Durability durability;
  private final Duration syncInterval;
  private final OptionalLong memoryBytes;
  private final OptionalLong memtableBytes;
  private final OptionalLong cacheBytes;
  private final int logSegmentBytes;
  private final int treeSegmentBytes;
  private final long logBytesKept;
  private final boolean createIfMissing;
  private final int openTransactionsMax;
  private final Duration transactionTimeout;
  private final Duration snapshotAgeMax;
  private final boolean trackTransactions;

  private Options(Builder builder) {
    this.durability = builder.durability;
    this.syncInterval = builder.syncInterval;
    this.memoryBytes = builder.memoryBytes;
    this.memtableBytes = builder.memtableBytes;
    this.cacheBytes = builder.cacheBytes;
    this.logSegmentBytes = builder.logSegmentBytes;
    this.treeSegmentBytes = builder.treeSegmentBytes;
    this.logBytesKept = builder.logBytesKept;
    this.createIfMissing = builder.createIfMissing;
    this.openTransactionsMax = builder.openTransactionsMax;
    this.transactionTimeout = builder.transactionTimeout;
    this.snapshotAgeMax = builder.snapshotAgeMax;
    this.trackTransactions = builder.trackTransactions;
  }

  /** Returns the defaults: safe first, then fast, with a third of the heap. */
  public static Options defaults() {
    return DEFAULTS;
  }

  /** Returns a builder that starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts from these options. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.durability = durability;
    builder.syncInterval = syncInterval;
    builder.memoryBytes = memoryBytes;
    builder.memtableBytes = memtableBytes;
    builder.cacheBytes = cacheBytes;
    builder.logSegmentBytes = logSegmentBytes;
    builder.treeSegmentBytes = treeSegmentBytes;
    builder.logBytesKept = logBytesKept;
    builder.createIfMissing = createIfMissing;
    builder.openTransactionsMax = openTransactionsMax;
    builder.transactionTimeout = transactionTimeout;
    builder.snapshotAgeMax = snapshotAgeMax;
    builder.trackTransactions = trackTransactions;
    return builder;
  }

  /** Returns the durability of commits that do not ask for another. Default: SYNC. */
  public Durability durability() {
    return durability;
  }

  /**
   * Returns how long a commit that did not wait for its sync can stay without one. Default: 100 ms.
   */
  public Duration syncInterval() {
    return syncInterval;
  }

  /**
   * Returns how much memory the database may take for memtables, inner pages, filters and cached
   * blocks together, in bytes. How it is divided among them follows what is asked of the database,
   * unless {@link #memtableBytes()} or {@link #cacheBytes()} is given: then both stay as they are
   * from the beginning, but that the cache, if it is not given, has what the rest leaves.
   *
   * <p>What transactions and snapshots keep that are open for long is beside it, as is what
   * flushes, merges and commits need while they run; see {@code docs/operations.md}. Default: a
   * third of the heap; or what {@link #memtableBytes()} and {@link #cacheBytes()} ask for and an
   * eighth of the heap, if that is more.
   */
  public long memoryBytes() {
    return memoryBytes.orElseGet(this::defaultMemoryBytes);
  }

  private long defaultMemoryBytes() {
    long given = MEMTABLES * memtableBytes.orElse(0) + cacheBytes.orElse(0);
    long heap = Runtime.getRuntime().maxMemory();
    return Math.max(MEMORY_BYTES_MIN, Math.max(heap / 3, given == 0 ? 0 : given + heap / 8));
  }

  /**
   * Returns how much the memtables of all keyspaces together may hold, in bytes, before they are
   * written into the trees, if that is fixed. Up to three such sets can be in memory at once, one
   * being filled and two being written, and two more that were written while transactions were
   * open; what snapshots see stays beside them. Larger ones mean fewer and longer writes. Default:
   * none; the database chooses, from a sixtieth to a fifth of {@link #memoryBytes()}.
   */
  public OptionalLong memtableBytes() {
    return memtableBytes;
  }

  /**
   * Returns the size of the block cache, in bytes, if that is fixed. Default: none; the cache has
   * what the rest leaves of {@link #memoryBytes()}.
   */
  public OptionalLong cacheBytes() {
    return cacheBytes;
  }

  /**
   * Returns the size that the log's files grow to, in bytes. They are allocated whole before use.
   * Default: 16 MiB.
   */
  public int logSegmentBytes() {
    return logSegmentBytes;
  }

  /**
   * Returns the size that the trees' files are cut to, in bytes: the unit in which space is
   * reclaimed. Default: 32 MiB.
   */
  public int treeSegmentBytes() {
    return treeSegmentBytes;
  }

  /**
   * Returns how many bytes of the log are kept, at least, that recovery does without, for {@link
   * LocalDatabase#changesAfter} to read: across openings, the newest ones, and by whole files, of
   * which each counts as 16 KiB at least. Default: 0; there is what recovery needs, which is what
   * is not flushed yet.
   */
  public long logBytesKept() {
    return logBytesKept;
  }

  /** Returns whether a database is created where there is none. Default: true. */
  public boolean createIfMissing() {
    return createIfMissing;
  }

  /**
   * Returns how many transactions may be open at once; one more is refused with {@link
   * LimitException}. So a program that forgets to end them is told before memory is full. Default:
   * 65,536.
   */
  public int openTransactionsMax() {
    return openTransactionsMax;
  }

  /**
   * Returns how long a transaction may be open that does not say so itself ({@link
   * TransactionOptions#timeout()}) before the database rolls it back. Zero, which is the default,
   * is for as long as it likes.
   */
  public Duration transactionTimeout() {
    return transactionTimeout;
  }

  /**
   * Returns how long snapshots, and transactions and cursors that see one, may be open before the
   * database closes them. Until they are closed, what they see takes space on disk and in memory.
   * Zero, which is the default, is for as long as they like.
   */
  public Duration snapshotAgeMax() {
    return snapshotAgeMax;
  }

  /**
   * Returns whether it is noted where transactions, snapshots, cursors and streams of values are
   * opened, to be shown of those that are never closed and in {@link SnapshotStatistics}. Costs a
   * stack trace for each of them. Default: false.
   */
  public boolean trackTransactions() {
    return trackTransactions;
  }

  /**
   * Returns a setting by its name, in the form in which {@link Builder#set} takes it.
   *
   * @throws IllegalArgumentException if there is no such setting
   */
  public String get(String name) {
    return switch (name) {
      case "durability" -> durability.name();
      case "syncInterval" -> Long.toString(syncInterval.toMillis());
      case "memoryBytes" -> text(memoryBytes);
      case "memtableBytes" -> text(memtableBytes);
      case "cacheBytes" -> text(cacheBytes);
      case "logSegmentBytes" -> Integer.toString(logSegmentBytes);
      case "treeSegmentBytes" -> Integer.toString(treeSegmentBytes);
      case "logBytesKept" -> Long.toString(logBytesKept);
      case "createIfMissing" -> Boolean.toString(createIfMissing);
      case "openTransactionsMax" -> Integer.toString(openTransactionsMax);
      case "transactionTimeout" -> Long.toString(transactionTimeout.toMillis());
      case "snapshotAgeMax" -> Long.toString(snapshotAgeMax.toMillis());
      case "trackTransactions" -> Boolean.toString(trackTransactions);
      default -> throw Builder.noSuchSetting(name);
    };
  }

  private static String text(OptionalLong bytes) {
    return bytes.isPresent() ? Long.toString(bytes.getAsLong()) : AUTO;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Options options
        && durability == options.durability
        && syncInterval.equals(options.syncInterval)
        && memoryBytes.equals(options.memoryBytes)
        && memtableBytes.equals(options.memtableBytes)
        && cacheBytes.equals(options.cacheBytes)
        && logSegmentBytes == options.logSegmentBytes
        && treeSegmentBytes == options.treeSegmentBytes
        && logBytesKept == options.logBytesKept
        && createIfMissing == options.createIfMissing
        && openTransactionsMax == options.openTransactionsMax
        && transactionTimeout.equals(options.transactionTimeout)
        && snapshotAgeMax.equals(options.snapshotAgeMax)
        && trackTransactions == options.trackTransactions;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        durability,
        syncInterval,
        memoryBytes,
        memtableBytes,
        cacheBytes,
        logSegmentBytes,
        treeSegmentBytes,
        logBytesKept,
        createIfMissing,
        openTransactionsMax,
        transactionTimeout,
        snapshotAgeMax,
        trackTransactions);
  }

  @Override
  public String toString() {
    return "Options{durability="
        + durability
        + ", syncInterval="
        + syncInterval
        + ", memoryBytes="
        + text(memoryBytes)
        + ", memtableBytes="
        + text(memtableBytes)
        + ", cacheBytes="
        + text(cacheBytes)
        + ", logSegmentBytes="
        + logSegmentBytes
        + ", treeSegmentBytes="
        + treeSegmentBytes
        + ", logBytesKept="
        + logBytesKept
        + ", createIfMissing="
        + createIfMissing
        + ", openTransactionsMax="
        + openTransactionsMax
        + ", transactionTimeout="
        + transactionTimeout
        + ", snapshotAgeMax="
        + snapshotAgeMax
        + ", trackTransactions="
        + trackTransactions
        + "}";
  }

  /** Collects options. Not safe for use by several threads at once. */
  public static final class Builder {

    private static final List<String> NAMES =
        List.of(
            "durability",
            "syncInterval",
            "memoryBytes",
            "memtableBytes",
            "cacheBytes",
            "logSegmentBytes",
            "treeSegmentBytes",
            "logBytesKept",
            "createIfMissing",
            "openTransactionsMax",
            "transactionTimeout",
            "snapshotAgeMax",
            "trackTransactions");

    private Durability durability = Durability.SYNC;
    private Duration syncInterval = Duration.ofMillis(100);
    private OptionalLong memoryBytes = OptionalLong.empty();
    private OptionalLong memtableBytes = OptionalLong.empty();
    private OptionalLong cacheBytes = OptionalLong.empty();
    private int logSegmentBytes = 16 * (int) MIB;
    private int treeSegmentBytes = 32 * (int) MIB;
    private long logBytesKept;
    private boolean createIfMissing = true;
    private int openTransactionsMax = 64 * 1024;
    private Duration transactionTimeout = Duration.ZERO;
    private Duration snapshotAgeMax = Duration.ZERO;
    private boolean trackTransactions;

    private Builder() {}

    /** Sets the durability of commits that do not ask for another. */
    public Builder durability(Durability newDurability) {
      durability = Objects.requireNonNull(newDurability, "durability");
      return this;
    }

    /** Sets how long a commit can stay without its sync, from 1 ms to 1 hour. */
    public Builder syncInterval(Duration interval) {
      Objects.requireNonNull(interval, "syncInterval");
      long millis = TimeUnit.MILLISECONDS.convert(interval); // the nearest long, unlike toMillis
      checkRange("syncInterval in ms", millis, 1, TimeUnit.HOURS.toMillis(1));
      syncInterval = interval;
      return this;
    }

    /** Sets how much memory the database may take, from 1 MiB to 1 PiB. */
    public Builder memoryBytes(long bytes) {
      memoryBytes = inRange("memoryBytes", bytes, MEMORY_BYTES_MIN, MEMORY_BYTES_MAX);
      return this;
    }

    /** Sets how much a memtable may hold, from 64 KiB to 1 GiB, for good. */
    public Builder memtableBytes(long bytes) {
      memtableBytes = inRange("memtableBytes", bytes, MEMTABLE_BYTES_MIN, MEMTABLE_BYTES_MAX);
      return this;
    }

    /** Sets the size of the block cache in bytes, 1 PiB at most, for good; 0 for none. */
    public Builder cacheBytes(long bytes) {
      cacheBytes = inRange("cacheBytes", bytes, 0, MEMORY_BYTES_MAX);
      return this;
    }

    /** Sets the size that the log's files grow to, from 4 KiB to 1 GiB. */
    public Builder logSegmentBytes(int bytes) {
      logSegmentBytes =
          (int) checkRange("logSegmentBytes", bytes, LOG_SEGMENT_BYTES_MIN, LOG_SEGMENT_BYTES_MAX);
      return this;
    }

    /** Sets the size that the trees' files are cut to, from 16 KiB to 1 GiB. */
    public Builder treeSegmentBytes(int bytes) {
      treeSegmentBytes =
          (int)
              checkRange("treeSegmentBytes", bytes, TREE_SEGMENT_BYTES_MIN, TREE_SEGMENT_BYTES_MAX);
      return this;
    }

    /** Sets how much of the log is kept to be read, from 0 to 1 PiB. */
    public Builder logBytesKept(long bytes) {
      logBytesKept = checkRange("logBytesKept", bytes, 0, LOG_BYTES_KEPT_MAX);
      return this;
    }

    /** Sets whether a database is created where there is none. */
    public Builder createIfMissing(boolean create) {
      createIfMissing = create;
      return this;
    }

    /** Sets how many transactions may be open at once, from 1 to 16,777,216. */
    public Builder openTransactionsMax(int count) {
      openTransactionsMax =
          (int) checkRange("openTransactionsMax", count, 1, OPEN_TRANSACTIONS_MAX);
      return this;
    }

    /**
     * Sets how long a transaction may be open that does not say so itself, from 1 ms to 365 days;
     * {@link Duration#ZERO} for as long as it likes.
     */
    public Builder transactionTimeout(Duration timeout) {
      transactionTimeout = checkTime("transactionTimeout", timeout);
      return this;
    }

    /**
     * Sets how long snapshots, and transactions and cursors that see one, may be open, from 1 ms to
     * 365 days; {@link Duration#ZERO} for as long as they like.
     */
    public Builder snapshotAgeMax(Duration age) {
      snapshotAgeMax = checkTime("snapshotAgeMax", age);
      return this;
    }

    /** Sets whether it is noted where transactions, snapshots, cursors and streams are opened. */
    public Builder trackTransactions(boolean track) {
      trackTransactions = track;
      return this;
    }

    /**
     * Sets a setting by its name, as URLs and property files give it. Sizes may end with {@code k},
     * {@code m} or {@code g} for KiB, MiB or GiB; times are in milliseconds. The three sizes of
     * memory can be {@code auto}, which is their default.
     *
     * @throws IllegalArgumentException if there is no such setting, or the value is none for it
     */
    public Builder set(String name, String value) {
      Objects.requireNonNull(value, "value");
      try {
        return switch (name) {
          case "durability" -> durability(parseDurability(value));
          case "syncInterval" -> syncInterval(Duration.ofMillis(Long.parseLong(value)));
          case "memoryBytes" -> {
            memoryBytes = OptionalLong.empty();
            yield isAuto(value) ? this : memoryBytes(parseSize(value));
          }
          case "memtableBytes" -> {
            memtableBytes = OptionalLong.empty();
            yield isAuto(value) ? this : memtableBytes(parseSize(value));
          }
          case "cacheBytes" -> {
            cacheBytes = OptionalLong.empty();
            yield isAuto(value) ? this : cacheBytes(parseSize(value));
          }
          case "logSegmentBytes" -> logSegmentBytes(Math.toIntExact(parseSize(value)));
          case "treeSegmentBytes" -> treeSegmentBytes(Math.toIntExact(parseSize(value)));
          case "logBytesKept" -> logBytesKept(parseSize(value));
          case "createIfMissing" -> createIfMissing(parseBoolean(value));
          case "openTransactionsMax" -> openTransactionsMax(Integer.parseInt(value));
          case "transactionTimeout" -> transactionTimeout(Duration.ofMillis(Long.parseLong(value)));
          case "snapshotAgeMax" -> snapshotAgeMax(Duration.ofMillis(Long.parseLong(value)));
          case "trackTransactions" -> trackTransactions(parseBoolean(value));
          default -> throw noSuchSetting(name);
        };
      } catch (NumberFormatException | ArithmeticException e) {
        throw new IllegalArgumentException(
            "'" + value + "' is no number for the setting '" + name + "'", e);
      }
    }

    private static IllegalArgumentException noSuchSetting(String name) {
      return new IllegalArgumentException(
          "there is no setting '" + name + "'; the settings are " + NAMES);
    }

    /** Returns the names that {@link #set} knows. */
    public static List<String> names() {
      return NAMES;
    }

    private static boolean isAuto(String text) {
      return text.equalsIgnoreCase(AUTO);
    }

    private static long parseSize(String text) {
      if (text.isEmpty()) {
        throw new NumberFormatException("empty");
      }
      int last = text.length() - 1;
      int shift =
          switch (Character.toLowerCase(text.charAt(last))) {
            case 'k' -> 10;
            case 'm' -> 20;
            case 'g' -> 30;
            default -> 0;
          };
      long number = Long.parseLong(shift == 0 ? text : text.substring(0, last).strip());
      return Math.multiplyExact(number, 1L << shift);
    }

    private static Durability parseDurability(String text) {
      for (Durability each : Durability.values()) {
        if (each.name().equalsIgnoreCase(text)) {
          return each;
        }
      }
      throw new IllegalArgumentException(
          "'" + text + "' is no durability; there are SYNC, FLUSHED and ASYNC");
    }

    private static boolean parseBoolean(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
      };
    }

    /**
     * Builds the options.
     *
     * @throws IllegalArgumentException if memory is given out that there is not
     */
    public Options build() {
      checkMemory();
      return new Options(this);
    }

    private void checkMemory() {
      long needed = MEMTABLES * memtableBytes.orElse(MEMTABLE_BYTES_MIN) + cacheBytes.orElse(0);
      if (memoryBytes.orElse(Long.MAX_VALUE) < needed) {
        throw new IllegalArgumentException(
            "memoryBytes="
                + memoryBytes.getAsLong()
                + " is less than three memtables and the cache take with memtableBytes="
                + text(memtableBytes)
                + " and cacheBytes="
                + text(cacheBytes)
                + ", which is "
                + needed);
      }
    }

    private static OptionalLong inRange(String name, long value, long min, long max) {
      return OptionalLong.of(checkRange(name, value, min, max));
    }

    /** Checks a time that may be zero, for none. */
    private static Duration checkTime(String name, Duration time) {
      Objects.requireNonNull(time, name);
      if (!time.isZero()) {
        long millis = TimeUnit.MILLISECONDS.convert(time);
        checkRange(name + " in ms, unless it is 0 for none,", millis, 1, TIME_MILLIS_MAX);
      }
      return time;
    }

    private static long checkRange(String name, long value, long min, long max) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(
            name + " must be from " + min + " to " + max + ", not " + value);
      }
      return value;
    }
  }
}
