package io.lightningdb;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a keyspace stores its entries. Immutable. A keyspace keeps the options with which it was
 * created, but for its attributes, which {@link Database#alterKeyspace} replaces.
 */
public final class KeyspaceOptions {

  private static final int PAGE_BYTES_MIN = 512;
  private static final int PAGE_BYTES_MAX = 256 * 1024;

  private static final KeyspaceOptions DEFAULTS = builder().build();

  private final StorageEngine engine;
  private final int pageBytes;
  private final Compression compression;
  private final SortedMap<String, String> attributes;

  private KeyspaceOptions(Builder builder) {
    this.engine = builder.engine;
    this.pageBytes = builder.pageBytes;
    this.compression = builder.compression;
    this.attributes = new TreeMap<>(builder.attributes);
  }

  /** Returns a B+Tree with pages of 8 KiB, adaptive compression and no attributes. */
  public static KeyspaceOptions defaults() {
    return DEFAULTS;
  }

  /** Returns the defaults with a log-structured merge-tree in place of a B+Tree. */
  public static KeyspaceOptions lsm() {
    return builder().engine(StorageEngine.LSM).build();
  }

  /** Returns a builder that starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts from these options. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.engine = engine;
    builder.pageBytes = pageBytes;
    builder.compression = compression;
    builder.attributes.putAll(attributes);
    return builder;
  }

  /** Returns how the entries are kept on disk. Default: {@link StorageEngine#BTREE}. */
  public StorageEngine engine() {
    return engine;
  }

  /**
   * Returns the size, in bytes, that pages of the tree are cut to. Small pages read faster at
   * random, large ones scan faster and take less memory for the tree's inner pages. Default: 8 KiB.
   */
  public int pageBytes() {
    return pageBytes;
  }

  /** Returns how blocks are compressed on disk. Default: {@link Compression#ADAPTIVE}. */
  public Compression compression() {
    return compression;
  }

  /**
   * Returns what the keyspace's creator, or whoever altered it, noted about it, sorted by name. The
   * engine keeps attributes and does not look at them; those whose names begin with {@code
   * lightning.} belong to Lightning's own facades.
   */
  public Map<String, String> attributes() {
    return Collections.unmodifiableSortedMap(attributes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeyspaceOptions options
        && engine == options.engine
        && pageBytes == options.pageBytes
        && compression == options.compression
        && attributes.equals(options.attributes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(engine, pageBytes, compression, attributes);
  }

  @Override
  public String toString() {
    return "KeyspaceOptions{engine="
        + engine
        + ", pageBytes="
        + pageBytes
        + ", compression="
        + compression
        + ", attributes="
        + attributes
        + "}";
  }

  /** Collects options. Not safe for use by several threads at once. */
  public static final class Builder {

    private StorageEngine engine = StorageEngine.BTREE;
    private int pageBytes = 8 * 1024;
    private Compression compression = Compression.ADAPTIVE;
    private final SortedMap<String, String> attributes = new TreeMap<>();

    private Builder() {}

    /** Sets how the entries are kept on disk. */
    public Builder engine(StorageEngine newEngine) {
      engine = Objects.requireNonNull(newEngine, "engine");
      return this;
    }

    /**
     * Sets the size of pages, from 512 bytes to 256 KiB.
     *
     * @throws IllegalArgumentException if it is outside
     */
    public Builder pageBytes(int bytes) {
      if (bytes < PAGE_BYTES_MIN || bytes > PAGE_BYTES_MAX) {
        throw new IllegalArgumentException(
            "pageBytes must be from "
                + PAGE_BYTES_MIN
                + " to "
                + PAGE_BYTES_MAX
                + ", not "
                + bytes);
      }
      pageBytes = bytes;
      return this;
    }

    /** Sets how blocks are compressed on disk. */
    public Builder compression(Compression newCompression) {
      compression = Objects.requireNonNull(newCompression, "compression");
      return this;
    }

    /**
     * Notes an attribute; an earlier one of the same name is replaced.
     *
     * @throws IllegalArgumentException if the name or the value is not valid Unicode
     */
    public Builder attribute(String name, String value) {
      checkText("name", Objects.requireNonNull(name, "name"), name);
      checkText("value", Objects.requireNonNull(value, "value"), name);
      attributes.put(name, value);
      return this;
    }

    /**
     * Notes these attributes in place of all that were noted before.
     *
     * @throws IllegalArgumentException if a name or a value is not valid Unicode
     */
    public Builder attributes(Map<String, String> newAttributes) {
      Map<String, String> copy = Map.copyOf(newAttributes);
      attributes.clear();
      copy.forEach(this::attribute);
      return this;
    }

    /** Checks what could not be brought to the disk and back. */
    private static void checkText(String what, String text, String attribute) {
      if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
        throw new IllegalArgumentException(
            "the "
                + what
                + " of the attribute '"
                + attribute
                + "' has a lone surrogate: not valid Unicode");
      }
    }

    /**
     * Builds the options.
     *
     * @throws LimitException if the attributes take more than {@link
     *     Limits#KEYSPACE_ATTRIBUTES_BYTES_MAX} bytes
     */
    public KeyspaceOptions build() {
      long bytes = 0;
      for (Map.Entry<String, String> attribute : attributes.entrySet()) {
        bytes += attribute.getKey().getBytes(StandardCharsets.UTF_8).length;
        bytes += attribute.getValue().getBytes(StandardCharsets.UTF_8).length;
      }
      if (bytes > Limits.KEYSPACE_ATTRIBUTES_BYTES_MAX) {
        throw new LimitException(
            "the attributes of a keyspace take "
                + bytes
                + " bytes; the limit is "
                + Limits.KEYSPACE_ATTRIBUTES_BYTES_MAX);
      }
      return new KeyspaceOptions(this);
    }
  }
}
