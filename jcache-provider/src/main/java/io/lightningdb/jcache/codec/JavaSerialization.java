package io.lightningdb.jcache.codec;

import io.lightningdb.CorruptionException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OptionalDataException;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Objects as streams of Java's own serialization. */
final class JavaSerialization {

  /** Makes the stream that objects are written to. */
  interface StreamFactory<S extends ObjectOutputStream> {
    S open(OutputStream out) throws IOException;
  }

  private static final Map<String, Class<?>> PRIMITIVES =
      Stream.of(
              boolean.class,
              byte.class,
              char.class,
              short.class,
              int.class,
              long.class,
              float.class,
              double.class,
              void.class)
          .collect(Collectors.toMap(Class::getName, type -> type));

  private JavaSerialization() {}

  /** Returns {@code headroom} zero bytes, {@code tag} and the stream of {@code object}. */
  static byte[] write(
      Object object, byte tag, int headroom, StreamFactory<? extends ObjectOutputStream> streams) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    bytes.writeBytes(new byte[headroom]);
    bytes.write(tag);
    try (ObjectOutputStream out = streams.open(bytes)) {
      out.writeObject(object);
    } catch (NotSerializableException e) {
      throw new ObjectFormatException(
          object.getClass().getName()
              + " cannot be stored, because "
              + e.getMessage()
              + " is not Serializable",
          e);
    } catch (IOException | RuntimeException e) {
      throw new ObjectFormatException(
          object.getClass().getName() + " cannot be serialized: " + e, e);
    } catch (StackOverflowError e) {
      throw new ObjectFormatException(
          object.getClass().getName() + " cannot be serialized: it is nested too deeply", e);
    }
    return bytes.toByteArray();
  }

  /** Returns the object whose stream goes from {@code from} to the end. */
  static Object read(byte[] bytes, int from, Classes classes) {
    Filter filter = new Filter(classes.filter(), bytes.length - from);
    try (Input in = new Input(bytes, from, classes)) {
      in.setObjectInputFilter(filter);
      Object object = in.readObject();
      if (object == null) {
        throw new StreamCorruptedException("null");
      }
      return object;
    } catch (ClassNotFoundException e) {
      throw new ObjectFormatException(
          "its class " + e.getMessage() + " is not found by the cache manager's class loader", e);
    } catch (InvalidClassException e) {
      if (filter.isTooLong) {
        throw new CorruptionException(
            "the bytes are no serialized object: so few have no array that long", e);
      }
      Class<?> rejected = filter.rejected;
      String problem =
          rejected == null ? e.getMessage() : rejected.getName() + " is not let in by the filter";
      throw new ObjectFormatException("it cannot be deserialized: " + problem, e);
    } catch (StreamCorruptedException | EOFException | OptionalDataException e) {
      throw new CorruptionException("the bytes are no serialized object: " + e, e);
    } catch (StackOverflowError e) {
      throw new ObjectFormatException("it cannot be deserialized: it is nested too deeply", e);
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Exception | Error e) {
      // A class may throw anything when it is given what it never wrote.
      throw new ObjectFormatException("it cannot be deserialized: " + e, e);
    }
  }

  /*
   * What is read says itself how long an array or a map's table is to be, and it is allocated before
   * the first element is read. No element takes less than a byte, and no table more than a few times
   * as many places as there are elements, so from damaged bytes a size that would exhaust the memory
   * is told from a real one.
   */
  /** Asks another filter, and remembers what was kept out, which the stream does not tell. */
  private static final class Filter implements ObjectInputFilter {

    private final ObjectInputFilter filter;
    private final long arrayLengthMax;
    private @Nullable Class<?> rejected;
    private boolean isTooLong;

    Filter(ObjectInputFilter filter, int bytes) {
      this.filter = filter;
      this.arrayLengthMax = 4L * bytes + 64;
    }

    @Override
    public Status checkInput(FilterInfo info) {
      if (info.arrayLength() > arrayLengthMax) {
        isTooLong = true;
        return Status.REJECTED;
      }
      Status status = filter.checkInput(info);
      if (status == Status.REJECTED) {
        rejected = info.serialClass();
      }
      return status;
    }
  }

  private static final class Input extends ObjectInputStream {

    private final Classes classes;

    Input(byte[] bytes, int from, Classes classes) throws IOException {
      super(new ByteArrayInputStream(bytes, from, bytes.length - from));
      this.classes = classes;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      try {
        return classes.find(description.getName());
      } catch (ClassNotFoundException e) {
        // The classes of primitive types have no loader.
        Class<?> primitive = PRIMITIVES.get(description.getName());
        if (primitive == null) {
          throw e;
        }
        return primitive;
      }
    }

    @Override
    @SuppressWarnings("deprecation") // the way to make a proxy's class without a proxy
    protected Class<?> resolveProxyClass(String[] interfaceNames)
        throws IOException, ClassNotFoundException {
      Class<?>[] interfaces = new Class<?>[interfaceNames.length];
      for (int i = 0; i < interfaces.length; i++) {
        interfaces[i] = classes.find(interfaceNames[i]);
      }
      try {
        return Proxy.getProxyClass(classes.loader(), interfaces);
      } catch (IllegalArgumentException e) {
        throw new ClassNotFoundException(String.join(", ", interfaceNames), e);
      }
    }
  }
}
