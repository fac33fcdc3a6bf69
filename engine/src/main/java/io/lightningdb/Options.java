package io.lightningdb;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How a database is opened. Immutable. Each setting may differ from one opening to the next. */
public final class Options {

  private static final long MIB = 1024 * 1024;
  private static final long MEMTABLE_BYTES_MIN = 64 * 1024;
  private static final long MEMTABLE_BYTES_MAX = 1024 * MIB;
  private static final int LOG_SEGMENT_BYTES_MIN = 4 * 1024;
  private static final int LOG_SEGMENT_BYTES_MAX = 1024 * (int) MIB;
  private static final int TREE_SEGMENT_BYTES_MIN = 16 * 1024;
  private static final int TREE_SEGMENT_BYTES_MAX = 1024 * (int) MIB;

  private static final Options DEFAULTS = builder().build();

  private final Durability durability;
  private final Duration syncInterval;
  private final long memtableBytes;
  private final long cacheBytes;
  private final int logSegmentBytes;
  private final int treeSegmentBytes;
  private final boolean createIfMissing;

  private Options(Builder builder) {
    this.durability = builder.durability;
    this.syncInterval = builder.syncInterval;
    this.memtableBytes = builder.memtableBytes;
    this.cacheBytes = builder.cacheBytes;
    this.logSegmentBytes = builder.logSegmentBytes;
    this.treeSegmentBytes = builder.treeSegmentBytes;
    this.createIfMissing = builder.createIfMissing;
  }

  /** Returns the defaults: safe first, then fast, with a cache of a quarter of the heap. */
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
    builder.memtableBytes = memtableBytes;
    builder.cacheBytes = cacheBytes;
    builder.logSegmentBytes = logSegmentBytes;
    builder.treeSegmentBytes = treeSegmentBytes;
    builder.createIfMissing = createIfMissing;
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
   * Returns how much the memtables of all keyspaces together may hold, in bytes, before they are
   * written into the trees. Up to three such sets can be in memory at once, one being filled and
   * two being written, and two more that were written while transactions were open; what snapshots
   * see stays beside them. Larger ones mean fewer and longer writes. Default: 64 MiB, or a
   * sixteenth of the heap where that is less.
   */
  public long memtableBytes() {
    return memtableBytes;
  }

  /** Returns the size of the block cache, in bytes. Default: a quarter of the heap. */
  public long cacheBytes() {
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

  /** Returns whether a database is created where there is none. Default: true. */
  public boolean createIfMissing() {
    return createIfMissing;
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
      case "memtableBytes" -> Long.toString(memtableBytes);
      case "cacheBytes" -> Long.toString(cacheBytes);
      case "logSegmentBytes" -> Integer.toString(logSegmentBytes);
      case "treeSegmentBytes" -> Integer.toString(treeSegmentBytes);
      case "createIfMissing" -> Boolean.toString(createIfMissing);
      default -> throw Builder.noSuchSetting(name);
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Options options
        && durability == options.durability
        && syncInterval.equals(options.syncInterval)
        && memtableBytes == options.memtableBytes
        && cacheBytes == options.cacheBytes
        && logSegmentBytes == options.logSegmentBytes
        && treeSegmentBytes == options.treeSegmentBytes
        && createIfMissing == options.createIfMissing;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        durability,
        syncInterval,
        memtableBytes,
        cacheBytes,
        logSegmentBytes,
        treeSegmentBytes,
        createIfMissing);
  }

  @Override
  public String toString() {
    return "Options{durability="
        + durability
        + ", syncInterval="
        + syncInterval
        + ", memtableBytes="
        + memtableBytes
        + ", cacheBytes="
        + cacheBytes
        + ", logSegmentBytes="
        + logSegmentBytes
        + ", treeSegmentBytes="
        + treeSegmentBytes
        + ", createIfMissing="
        + createIfMissing
        + "}";
  }

  /** Collects options. Not safe for use by several threads at once. */
  public static final class Builder {

    private static final List<String> NAMES =
        List.of(
            "durability",
            "syncInterval",
            "memtableBytes",
            "cacheBytes",
            "logSegmentBytes",
            "treeSegmentBytes",
            "createIfMissing");

    private Durability durability = Durability.SYNC;
    private Duration syncInterval = Duration.ofMillis(100);
    private long memtableBytes =
        Math.max(MEMTABLE_BYTES_MIN, Math.min(64 * MIB, Runtime.getRuntime().maxMemory() / 16));
    private long cacheBytes = Runtime.getRuntime().maxMemory() / 4;
    private int logSegmentBytes = 16 * (int) MIB;
    private int treeSegmentBytes = 32 * (int) MIB;
    private boolean createIfMissing = true;

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

    /** Sets how much a memtable may hold, from 64 KiB to 1 GiB. */
    public Builder memtableBytes(long bytes) {
      memtableBytes = checkRange("memtableBytes", bytes, MEMTABLE_BYTES_MIN, MEMTABLE_BYTES_MAX);
      return this;
    }

    /** Sets the size of the block cache in bytes; 0 for none. */
    public Builder cacheBytes(long bytes) {
      cacheBytes = checkRange("cacheBytes", bytes, 0, Long.MAX_VALUE);
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

    /** Sets whether a database is created where there is none. */
    public Builder createIfMissing(boolean create) {
      createIfMissing = create;
      return this;
    }

    /**
     * Sets a setting by its name, as URLs and property files give it. Sizes may end with {@code k},
     * {@code m} or {@code g} for KiB, MiB or GiB; {@code syncInterval} is in milliseconds.
     *
     * @throws IllegalArgumentException if there is no such setting, or the value is none for it
     */
    public Builder set(String name, String value) {
      Objects.requireNonNull(value, "value");
      try {
        return switch (name) {
          case "durability" -> durability(parseDurability(value));
          case "syncInterval" -> syncInterval(Duration.ofMillis(Long.parseLong(value)));
          case "memtableBytes" -> memtableBytes(parseSize(value));
          case "cacheBytes" -> cacheBytes(parseSize(value));
          case "logSegmentBytes" -> logSegmentBytes(Math.toIntExact(parseSize(value)));
          case "treeSegmentBytes" -> treeSegmentBytes(Math.toIntExact(parseSize(value)));
          case "createIfMissing" -> createIfMissing(parseBoolean(value));
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

    /** Builds the options. */
    public Options build() {
      return new Options(this);
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
