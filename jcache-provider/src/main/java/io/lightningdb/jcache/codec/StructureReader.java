package io.lightningdb.jcache.codec;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * Every length is compared with the bytes that are left before anything is allocated; nothing takes
 * less than a byte.
 *
 * An object that cannot be made, because its class is gone or has changed, may be part of a
 * component that the record has no more, and then nobody wants it. So what is behind it is read
 * nevertheless, and it is thrown only where it is wanted.
 */
/** Reads what {@link StructureWriter} has written. */
final class StructureReader {

  private static final int PARTS_AT_ONCE = 64;

  /** In the place of an object that cannot be made. */
  private record Missing(ObjectFormatException reason) {}

  private final byte[] bytes;
  private final int from;
  private final Classes classes;
  private final List<Object> numbered = new ArrayList<>();
  private final List<StoredRecordType> recordTypes = new ArrayList<>(4);
  private final Set<Class<?>> allowed = new HashSet<>();
  private int next;
  private long references;

  private StructureReader(byte[] bytes, int from, Classes classes) {
    this.bytes = bytes;
    this.from = from;
    this.next = from;
    this.classes = classes;
  }

  /** Returns whether an object with the tag {@code tag} is read here. */
  static boolean isStructure(byte tag) {
    return tag == StructureTags.RECORD
        || tag == StructureTags.OPTIONAL
        || CollectionKind.ofTag(tag) != null;
  }

  /**
   * Returns the object whose encoding goes from {@code from}, where its tag is, to the end.
   *
   * @throws ObjectFormatException if a class cannot be had, or does not take what was stored
   * @throws CorruptionException if it is no such encoding
   * @throws FormatException if a newer version wrote it
   */
  static Object read(byte[] bytes, int from, Classes classes) {
    try {
      return new StructureReader(bytes, from, classes).whole();
    } catch (CorruptionException | FormatException | ObjectFormatException e) {
      throw e;
    } catch (StackOverflowError e) {
      throw new ObjectFormatException("it cannot be read: it is nested too deeply", e);
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Exception | Error e) {
      // The equals, hashCode and compareTo of elements and keys are asked, and may throw anything.
      throw new ObjectFormatException("it cannot be read: " + e, e);
    }
  }

  private Object whole() {
    Object object = object(1);
    if (next != bytes.length) {
      throw malformed(bytes.length - next + " bytes too many");
    }
    if (object == null) {
      throw malformed("null");
    }
    if (object instanceof Missing missing) {
      throw missing.reason;
    }
    return object;
  }

  private @Nullable Object object(int depth) {
    byte tag = one();
    if (tag == StructureTags.NULL) {
      return null;
    }
    if (tag == StructureTags.REFERENCE) {
      return referred();
    }
    references++;
    TypeCodec<?> common = CommonTypes.ofTag(tag);
    if (common != null) {
      return common(common, depth);
    }
    if (tag == Enums.TAG) {
      return enumConstant();
    }
    if (depth > StructureTags.DEPTH_MAX) {
      throw malformed("more than " + StructureTags.DEPTH_MAX + " levels");
    }
    Object structure = structure(tag, depth);
    numbered.add(structure);
    return structure;
  }

  private Object referred() {
    int number = number();
    if (number >= numbered.size()) {
      throw malformed("a reference to object " + number + " of " + numbered.size());
    }
    return numbered.get(number);
  }

  private Object common(TypeCodec<?> codec, int depth) {
    int length = codec instanceof TypeCodec.Fixed<?> fixed ? fixed.length() : number();
    int start = skip(length);
    Object object;
    try {
      object = Objects.requireNonNull(codec.decode(bytes, start, next));
    } catch (ObjectFormatException e) {
      object = new Missing(e);
    }
    if (codec.type().isArray()) {
      ask(codec.type(), Array.getLength(object), depth);
    }
    if (StructureTags.isNumbered(codec, length)) {
      numbered.add(object);
    }
    return object;
  }

  private Object enumConstant() {
    int start = skip(number());
    try {
      return Enums.decode(bytes, start, next, classes);
    } catch (ObjectFormatException e) {
      return new Missing(e);
    }
  }

  private Object structure(byte tag, int depth) {
    if (tag == StructureTags.RECORD) {
      return record(depth);
    }
    if (tag == StructureTags.OPTIONAL) {
      allow(Optional.class, depth);
      Object value = object(depth + 1);
      return value instanceof Missing ? value : Optional.ofNullable(value);
    }
    CollectionKind kind = CollectionKind.ofTag(tag);
    if (kind == null) {
      throw new FormatException(
          "a part of an object has the tag "
              + HexFormat.of().toHexDigits(tag)
              + ", which this version of Lightning does not know");
    }
    return collection(kind, depth);
  }

  private Object collection(CollectionKind kind, int depth) {
    allow(kind.type(), depth);
    int size = number();
    int parts = count(kind.isMap() ? 2L * size : size);
    ask(kind.tableType(), size, depth);
    // Not more at once: what claims to have many parts may have nothing but such claims in it.
    List<@Nullable Object> read = new ArrayList<>(Math.min(parts, PARTS_AT_ONCE));
    Missing missing = null;
    for (int i = 0; i < parts; i++) {
      Object part = object(depth + 1);
      if (part instanceof Missing found) {
        missing = found;
      }
      read.add(part);
    }
    if (missing != null) {
      return missing;
    }
    try {
      return kind.make(read.toArray());
    } catch (RuntimeException e) {
      return new Missing(
          new ObjectFormatException(
              "a " + kind.type().getName() + " does not take what was stored: " + e, e));
    }
  }

  private Object record(int depth) {
    StoredRecordType stored = storedType();
    if (stored.type() != null) {
      allow(stored.type(), depth);
    }
    @Nullable Object[] arguments = stored.defaults();
    ObjectFormatException problem = stored.problem();
    for (int i = 0; i < stored.size(); i++) {
      Object value = object(depth + 1);
      if (!stored.isWanted(i) || problem != null) {
        continue;
      }
      if (value instanceof Missing missing) {
        problem = missing.reason;
      } else {
        problem = stored.set(arguments, i, value);
      }
    }
    return problem != null ? new Missing(problem) : make(stored.shape(), arguments);
  }

  private static Object make(RecordShape shape, @Nullable Object[] arguments) {
    String name = shape.constructor().getDeclaringClass().getName();
    try {
      return shape.constructor().newInstance(arguments);
    } catch (InvocationTargetException e) {
      Throwable thrown = e.getCause();
      if (thrown instanceof OutOfMemoryError error) {
        throw error;
      }
      return new Missing(
          new ObjectFormatException(
              "the constructor of " + name + " refuses what was stored: " + thrown, thrown));
    } catch (ReflectiveOperationException | LinkageError e) {
      return new Missing(new ObjectFormatException(name + " cannot be made: " + e, e));
    }
  }

  private StoredRecordType storedType() {
    int number = number();
    if (number > recordTypes.size()) {
      throw malformed("a class " + number + " of " + recordTypes.size());
    }
    if (number > 0) {
      return recordTypes.get(number - 1);
    }
    String className = text();
    String[] names = new String[count(number())];
    for (int i = 0; i < names.length; i++) {
      names[i] = text();
    }
    StoredRecordType type = StoredRecordType.of(className, names, classes);
    recordTypes.add(type);
    return type;
  }

  /** Asks the filter about a class, unless that was done, and about the numbers in any case. */
  private void allow(Class<?> type, int depth) {
    ask(allowed.add(type) ? type : null, -1, depth);
  }

  private void ask(@Nullable Class<?> type, long length, int depth) {
    if (!classes.allows(
        new Classes.Question(type, length, depth, references, (long) next - from))) {
      throw new ObjectFormatException(
          "it cannot be read: "
              + (type == null ? "so much" : type.getName())
              + " is not let in by the filter"
              + (length < 0 ? "" : ", with a length of " + length),
          null);
    }
  }

  private String text() {
    int start = skip(number());
    return Strings.text(bytes, start, next);
  }

  private byte one() {
    return bytes[skip(1)];
  }

  /** Goes {@code length} bytes on; returns where they begin. */
  private int skip(int length) {
    if (length > bytes.length - next) {
      throw malformed(bytes.length - next + " bytes instead of " + length);
    }
    int start = next;
    next += length;
    return start;
  }

  /** Returns {@code count} if so many things may follow. */
  private int count(long count) {
    if (count > bytes.length - next) {
      throw malformed("in " + (bytes.length - next) + " bytes are no " + count + " parts");
    }
    return (int) count;
  }

  /** Reads a number from 0 to 2^31 - 1. */
  private int number() {
    int number = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 7) {
      byte part = one();
      int bits = part & 0x7F;
      if (shift == 28 && (part & 0xF8) != 0) {
        throw malformed("a number of more than 31 bits");
      }
      number |= bits << shift;
      if (part >= 0) {
        return number;
      }
    }
    throw malformed("a number without an end");
  }

  private static CorruptionException malformed(String problem) {
    return new CorruptionException("the bytes are no record or collection: " + problem);
  }
}
