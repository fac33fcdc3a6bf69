package io.lightningdb.jcache.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/*
 * A collection comes back with the class that it had, so that it can be changed, or not, and takes
 * nulls, or not, as before. Of a class are meant its objects alone, not those of subclasses, which
 * may do anything else. What a class can be told to do otherwise is looked for: a comparator of a
 * TreeMap, and that a LinkedHashMap orders by access. The latter cannot be asked for, but a clone
 * does the same, and can be tried.
 */
/** The collections that have an encoding of their own, each with its tag. */
enum CollectionKind {
  ARRAY_LIST(0x51, ArrayList.class, parts -> new ArrayList<>(Arrays.asList(parts))),
  /** Of {@code List.of}: finds no null and does not like to be asked for one. */
  LIST_OF(0x52, List.of(1, 2, 3).getClass(), List::of),
  /** Of {@code Stream.toList}: may hold null. */
  STREAM_LIST(0x53, Stream.of(1).toList().getClass(), parts -> Arrays.stream(parts).toList()),
  ARRAYS_LIST(0x54, Arrays.asList(1).getClass(), Arrays::asList),
  HASH_SET(0x55, HashSet.class, parts -> fill(new HashSet<>(capacity(parts.length)), parts)),
  LINKED_HASH_SET(
      0x56, LinkedHashSet.class, parts -> fill(new LinkedHashSet<>(capacity(parts.length)), parts)),
  SET_OF(0x57, Set.of(1, 2, 3).getClass(), Set::of),
  HASH_MAP(0x58, HashMap.class, parts -> fill(new HashMap<>(capacity(parts.length / 2)), parts)),
  LINKED_HASH_MAP(
      0x59,
      LinkedHashMap.class,
      parts -> fill(new LinkedHashMap<>(capacity(parts.length / 2)), parts)),
  TREE_MAP(0x5A, TreeMap.class, parts -> fill(new TreeMap<>(), parts)),
  MAP_OF(0x5B, Map.of(1, 1, 2, 2).getClass(), CollectionKind::mapOf);

  private static final Map<Class<?>, CollectionKind> BY_CLASS = new HashMap<>();
  private static final @Nullable CollectionKind[] BY_TAG = new CollectionKind[256];

  static {
    for (CollectionKind kind : values()) {
      BY_TAG[Byte.toUnsignedInt(kind.tag)] = kind;
      BY_CLASS.putIfAbsent(kind.type, kind);
    }
    BY_CLASS.put(List.of(1).getClass(), LIST_OF);
    BY_CLASS.put(Set.of(1).getClass(), SET_OF);
    BY_CLASS.put(Map.of(1, 1).getClass(), MAP_OF);
  }

  private final byte tag;
  private final Class<?> type;

  @SuppressWarnings("ImmutableEnumChecker") // the functions have no state
  private final Function<@Nullable Object[], Object> maker;

  CollectionKind(int tag, Class<?> type, Function<@Nullable Object[], Object> maker) {
    this.tag = (byte) tag;
    this.type = type;
    this.maker = maker;
  }

  /** Returns the kind of {@code object}, or null if it has none. */
  static @Nullable CollectionKind of(Object object) {
    CollectionKind kind = BY_CLASS.get(object.getClass());
    if (kind == null) {
      return null;
    }
    return switch (kind) {
      case LIST_OF, STREAM_LIST -> ofUnmodifiable((List<?>) object);
      case LINKED_HASH_MAP -> isOrderedByAccess(object) ? null : kind;
      case TREE_MAP -> ((TreeMap<?, ?>) object).comparator() == null ? kind : null;
      default -> kind;
    };
  }

  /** Both kinds have one class. Only what allows no null is its own copy. */
  @SuppressWarnings("ReferenceEquality")
  private static CollectionKind ofUnmodifiable(List<?> list) {
    for (Object element : list) {
      if (element == null) {
        return STREAM_LIST;
      }
    }
    return List.copyOf(list) == list ? LIST_OF : STREAM_LIST;
  }

  @SuppressWarnings("unchecked") // the clone is of the same class
  private static boolean isOrderedByAccess(Object map) {
    Map<Object, Object> clone = (Map<Object, Object>) ((LinkedHashMap<Object, Object>) map).clone();
    clone.clear();
    clone.put(1, 1);
    clone.put(2, 2);
    clone.get(1);
    return clone.keySet().iterator().next().equals(2);
  }

  /** Returns the kind whose tag is {@code tag}, or null if it is that of none. */
  static @Nullable CollectionKind ofTag(byte tag) {
    return BY_TAG[Byte.toUnsignedInt(tag)];
  }

  byte tag() {
    return tag;
  }

  /** Returns the class that a filter is asked about. */
  Class<?> type() {
    return type;
  }

  boolean isMap() {
    return Map.class.isAssignableFrom(type);
  }

  /** Returns the class of the table inside, of which a filter may limit the length. */
  Class<?> tableType() {
    return isMap() || this == HASH_SET || this == LINKED_HASH_SET
        ? Map.Entry[].class
        : Object[].class;
  }

  /**
   * Returns a collection.
   *
   * @param parts the elements, or each key with its value behind it
   */
  Object make(@Nullable Object[] parts) {
    return maker.apply(parts);
  }

  private static int capacity(int size) {
    return (int) Math.min(Integer.MAX_VALUE, size * 4L / 3 + 1);
  }

  private static Object fill(Collection<@Nullable Object> collection, @Nullable Object[] parts) {
    for (Object part : parts) {
      collection.add(part);
    }
    return collection;
  }

  private static Object fill(
      Map<@Nullable Object, @Nullable Object> map, @Nullable Object[] parts) {
    for (int i = 0; i < parts.length; i += 2) {
      map.put(parts[i], parts[i + 1]);
    }
    return map;
  }

  @SuppressWarnings({"unchecked", "rawtypes", "NullAway"}) // refuses nulls itself
  private static Object mapOf(@Nullable Object[] parts) {
    Map.Entry<Object, Object>[] entries = new Map.Entry[parts.length / 2];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = Map.entry(parts[2 * i], parts[2 * i + 1]);
    }
    return Map.ofEntries(entries);
  }
}
