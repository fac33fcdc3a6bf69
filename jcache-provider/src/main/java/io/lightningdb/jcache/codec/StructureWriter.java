package io.lightningdb.jcache.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/*
 * One pass writes, and finds out meanwhile whether all that is inside can be written: if not, what
 * was written is dropped, and Java serialization takes the whole, so that what refers to each other
 * stays together.
 *
 * An object that occurs twice occurs twice afterwards, and is written once: otherwise a change would
 * not be seen in both places, and structures whose parts are shared on each level would grow beyond
 * all bounds. Objects get their numbers when they are complete, so that no number can lead into an
 * object that is just being made. A structure that contains itself is therefore not written here.
 */
/** Writes records, collections and optionals. */
final class StructureWriter {

  private static final int STARTED = -1;

  private final IdentityHashMap<Object, Integer> numbers = new IdentityHashMap<>(8);
  private final List<Class<?>> recordTypes = new ArrayList<>(4);
  private byte[] bytes;
  private int end;
  private int completed;

  private StructureWriter(int headroom) {
    this.bytes = new byte[headroom + 128];
    this.end = headroom;
  }

  /**
   * Returns {@code headroom} zero bytes, the tag and the encoding of {@code object}; or null if it
   * is no structure, or one that only Java serialization can write.
   *
   * @throws ObjectFormatException if it is changed meanwhile, or its parts fail
   */
  static byte @Nullable [] write(Object object, int headroom) {
    if (!(object instanceof Record
        || object instanceof Collection<?>
        || object instanceof Map<?, ?>
        || object instanceof Optional<?>)) {
      return null;
    }
    try {
      StructureWriter writer = new StructureWriter(headroom);
      return writer.structure(object, 1) ? Arrays.copyOf(writer.bytes, writer.end) : null;
    } catch (RuntimeException e) {
      throw new ObjectFormatException(
          object.getClass().getName() + " cannot be serialized: " + e, e);
    } catch (StackOverflowError e) {
      // To clone a LinkedHashMap asks the hash codes of its keys, and these may contain themselves.
      throw new ObjectFormatException(
          object.getClass().getName() + " cannot be serialized: it is nested too deeply", e);
    }
  }

  /** Returns whether {@code object} was written. */
  private boolean object(@Nullable Object object, int depth) {
    if (object == null) {
      put(StructureTags.NULL);
      return true;
    }
    TypeCodec<Object> common = CommonTypes.ofValue(object);
    if (common != null) {
      return common(common, object);
    }
    if (object instanceof Enum<?> constant) {
      tagLengthAndBody(Enums.encode(constant, 0));
      return true;
    }
    return depth <= StructureTags.DEPTH_MAX && structure(object, depth);
  }

  private boolean common(TypeCodec<Object> codec, Object object) {
    if (codec instanceof TypeCodec.Fixed<Object> fixed) {
      if (isReplaced(codec, object, fixed.length())) {
        return true;
      }
      put(codec.tag());
      reserve(fixed.length());
      fixed.encodeAt(object, bytes, end);
      end += fixed.length();
    } else {
      byte[] encoded = codec.encode(object, 0);
      if (!isReplaced(codec, object, encoded.length - 1)) {
        tagLengthAndBody(encoded);
      }
    }
    return true;
  }

  /** Gives {@code object} a number if it is to have one; if it had one already, writes that. */
  private boolean isReplaced(TypeCodec<?> codec, Object object, int length) {
    if (!StructureTags.isNumbered(codec, length)) {
      return false;
    }
    Integer number = numbers.putIfAbsent(object, completed);
    if (number == null) {
      completed++;
      return false;
    }
    reference(number);
    return true;
  }

  private void reference(int number) {
    put(StructureTags.REFERENCE);
    number(number);
  }

  private boolean structure(Object object, int depth) {
    Integer number = numbers.putIfAbsent(object, STARTED);
    if (number != null) {
      if (number == STARTED) {
        return false;
      }
      reference(number);
      return true;
    }
    boolean isWritten;
    if (object instanceof Record) {
      isWritten = record(object, depth);
    } else if (object instanceof Optional<?> optional) {
      put(StructureTags.OPTIONAL);
      isWritten = object(optional.orElse(null), depth + 1);
    } else {
      CollectionKind kind = CollectionKind.of(object);
      isWritten = kind != null && collection(kind, object, depth);
    }
    if (isWritten) {
      numbers.put(object, completed++);
    }
    return isWritten;
  }

  private boolean record(Object record, int depth) {
    RecordShape shape = RecordShape.toWrite(record.getClass());
    if (shape == null) {
      return false;
    }
    put(StructureTags.RECORD);
    int type = recordTypes.indexOf(record.getClass());
    number(type + 1);
    if (type < 0) {
      recordTypes.add(record.getClass());
      text(record.getClass().getName());
      number(shape.size());
      for (int i = 0; i < shape.size(); i++) {
        text(shape.name(i));
      }
    }
    for (int i = 0; i < shape.size(); i++) {
      if (!object(shape.get(record, i), depth + 1)) {
        return false;
      }
    }
    return true;
  }

  private boolean collection(CollectionKind kind, Object object, int depth) {
    put(kind.tag());
    return kind.isMap() ? map((Map<?, ?>) object, depth) : elements((Collection<?>) object, depth);
  }

  private boolean elements(Collection<?> collection, int depth) {
    int size = collection.size();
    number(size);
    int written = 0;
    for (Object element : collection) {
      if (!object(element, depth + 1)) {
        return false;
      }
      written++;
    }
    return isWhole(size, written);
  }

  private boolean map(Map<?, ?> map, int depth) {
    int size = map.size();
    number(size);
    int written = 0;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!object(entry.getKey(), depth + 1) || !object(entry.getValue(), depth + 1)) {
        return false;
      }
      written++;
    }
    return isWhole(size, written);
  }

  private static boolean isWhole(int size, int written) {
    if (size != written) {
      throw new ConcurrentModificationException(
          written + " elements where there were to be " + size);
    }
    return true;
  }

  private void text(String text) {
    byte[] encoded = Strings.bytes(text);
    number(encoded.length);
    body(encoded, 0);
  }

  /** The tag in front of {@code encoded}, the length of the rest, and the rest. */
  private void tagLengthAndBody(byte[] encoded) {
    put(encoded[0]);
    number(encoded.length - 1);
    body(encoded, 1);
  }

  private void body(byte[] encoded, int from) {
    int length = encoded.length - from;
    reserve(length);
    System.arraycopy(encoded, from, bytes, end, length);
    end += length;
  }

  private void put(byte one) {
    reserve(1);
    bytes[end++] = one;
  }

  /** Seven bits a byte, the lowest first; all bytes but the last have the highest bit set. */
  private void number(int number) {
    int rest = number;
    while (rest > 0x7F) {
      put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    put((byte) rest);
  }

  private void reserve(int length) {
    if (length > bytes.length - end) {
      int needed = Math.addExact(end, length);
      int doubled = (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 8);
      bytes = Arrays.copyOf(bytes, Math.max(needed, doubled));
    }
  }
}
