package io.lightningdb.jcache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleFinder;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records that are read by another version of their class than the one that they were stored as.
 */
@Timeout(120)
class RecordEvolutionTest {

  @TempDir private Path directory;

  private final List<URLClassLoader> loaders = new ArrayList<>();

  @AfterEach
  void closeTheClassLoaders() throws IOException {
    for (URLClassLoader loader : loaders) {
      loader.close();
    }
  }

  /** One version of the application. */
  private record Application(ClassLoader loader, ObjectCodec codec) {

    Object make(String type, Object... arguments) throws ReflectiveOperationException {
      Constructor<?> constructor = loader.loadClass(type).getDeclaredConstructors()[0];
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    }

    byte[] encode(Object object) {
      byte[] bytes = codec.encodeValue(object, 0);
      assertThat(bytes[0]).isNotEqualTo((byte) 0x40);
      return bytes;
    }
  }

  private Path compile(String... sources) throws IOException {
    Path version = Files.createTempDirectory(directory, "version");
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", version.toString()));
    for (int i = 0; i < sources.length; i++) {
      String name = sources[i].startsWith("module") ? "module-info.java" : "Source" + i + ".java";
      Path source = Files.writeString(version.resolve(name), sources[i]);
      arguments.add(source.toString());
    }
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(InputStream.nullInputStream(), null, null, arguments.toArray(String[]::new));
    assertThat(result).isZero();
    return version;
  }

  private Application application(String... sources) throws IOException {
    Path version = compile(sources);
    URLClassLoader loader =
        new URLClassLoader(new URL[] {version.toUri().toURL()}, getClass().getClassLoader());
    loaders.add(loader);
    return new Application(
        loader, new ObjectCodec(new Classes(loader, SerialFilters.of(null)), null));
  }

  private static final String ORDER = "record Order(int number, String customer, long cents) {}";

  private static byte[] order(Application application) throws Exception {
    return application.encode(application.make("Order", 7, "Ada", 995L));
  }

  @Test
  void componentsAreFoundByTheirNames() throws Exception {
    byte[] bytes = order(application(ORDER));
    Application later =
        application("record Order(long cents, int number, CharSequence customer) {}");
    assertThat(later.codec.decode(bytes, 0))
        .hasToString("Order[cents=995, number=7, customer=Ada]")
        .matches(order -> order.getClass().getClassLoader() == later.loader);
  }

  @Test
  void aComponentThatWasNotStoredHasTheDefaultOfItsType() throws Exception {
    byte[] bytes = order(application(ORDER));
    Application later =
        application(
            "record Order(boolean a, byte b, short c, char d, int e, long f, float g, double h,"
                + " String i, int number) {}");
    assertThat(later.codec.decode(bytes, 0))
        .hasToString("Order[a=false, b=0, c=0, d=\0, e=0, f=0, g=0.0, h=0.0, i=null, number=7]");
  }

  @Test
  void aComponentThatIsThereNoMoreIsPassedOver() throws Exception {
    byte[] bytes = order(application(ORDER));
    assertThat(application("record Order(String customer) {}").codec.decode(bytes, 0))
        .hasToString("Order[customer=Ada]");
    assertThat(application("record Order() {}").codec.decode(bytes, 0)).hasToString("Order[]");
  }

  @Test
  void aTypeThatDoesNotFitIsNamedWithTheOther() throws Exception {
    byte[] bytes = order(application(ORDER));
    for (String[] each :
        new String[][] {
          {"record Order(long number) {}", "number", "long", "java.lang.Integer"},
          {"record Order(int customer) {}", "customer", "int", "java.lang.String"},
          {"record Order(java.util.List<Long> cents) {}", "cents", "java.util.List", "Long"}
        }) {
      assertThatThrownBy(() -> application(each[0]).codec.decode(bytes, 0))
          .isInstanceOf(ObjectFormatException.class)
          .hasMessageContaining("component '" + each[1] + "' of Order is of type " + each[2])
          .hasMessageContaining(each[3]);
    }
    Application boxes = application("record Order(Integer number, String customer, Long cents) {}");
    assertThat(boxes.codec.decode(bytes, 0))
        .hasToString("Order[number=7, customer=Ada, cents=995]");
    byte[] withNull = boxes.encode(boxes.make("Order", null, "Ada", 1L));
    assertThatThrownBy(() -> application(ORDER).codec.decode(withNull, 0))
        .isInstanceOf(ObjectFormatException.class)
        .hasMessageContaining("component 'number' of Order is of type int")
        .hasMessageContaining("null");
  }

  @Test
  void whatTheConstructorThrowsIsTheCause() throws Exception {
    byte[] bytes = order(application(ORDER));
    Application strict =
        application(
            "record Order(int number) { Order {"
                + " if (number < 10) throw new IllegalArgumentException(\"below 10\"); } }");
    assertThatThrownBy(() -> strict.codec.decode(bytes, 0))
        .isInstanceOf(ObjectFormatException.class)
        .hasMessageContaining("the constructor of Order")
        .hasMessageContaining("below 10")
        .hasCauseInstanceOf(IllegalArgumentException.class);
    Application endless = application("record Order(int number) { Order { new Order(number); } }");
    assertThatThrownBy(() -> endless.codec.decode(bytes, 0))
        .isInstanceOf(ObjectFormatException.class)
        .hasMessageContaining("StackOverflowError");
    Application uninitialized =
        application("record Order(int number) { static final int X = Integer.parseInt(\"x\"); }");
    assertThatThrownBy(() -> uninitialized.codec.decode(bytes, 0))
        .isInstanceOf(ObjectFormatException.class)
        .hasMessageContaining("Order")
        .hasMessageContaining("ExceptionInInitializerError");
  }

  @Test
  void aClassThatIsGoneOrNoRecordIsNamed() throws Exception {
    byte[] bytes = order(application(ORDER));
    assertThatThrownBy(() -> application("class Other {}").codec.decode(bytes, 0))
        .isInstanceOf(ObjectFormatException.class)
        .hasMessageContaining("class Order is not found by the cache manager's class loader");
    assertThatThrownBy(() -> application("class Order {}").codec.decode(bytes, 0))
        .isInstanceOf(ObjectFormatException.class)
        .hasMessageContaining("Order is no record");
  }

  /** A component and its class may be dropped together, as with Java serialization. */
  @Test
  void aClassThatIsGoneDoesNotMatterWhereNobodyWantsIt() throws Exception {
    Application before =
        application(
            "record Order(int number, Object detail, Object last) {}",
            "record Detail(Object x) {}",
            "enum Color { RED }");
    Object color = before.loader.loadClass("Color").getEnumConstants()[0];
    List<Object> shared = new ArrayList<>(List.of("shared"));
    Object detail = before.make("Detail", List.of(Optional.of(color), shared));
    byte[] bytes = before.encode(before.make("Order", 7, List.of(detail), shared));
    Application after = application("record Order(int number, Object last) {}");
    assertThat(after.codec.decode(bytes, 0)).hasToString("Order[number=7, last=[shared]]");
    Application wanting = application("record Order(int number, Object detail) {}");
    assertThatThrownBy(() -> wanting.codec.decode(bytes, 0))
        .isInstanceOf(ObjectFormatException.class)
        .hasMessageContaining("Detail");
  }

  /** What is remembered of classes does not outlive their loaders. */
  @Test
  void classLoadersCanBeCollected() throws Exception {
    WeakReference<ClassLoader> gone = useAndForget();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (gone.get() != null && System.nanoTime() < end) {
      System.gc();
    }
    assertThat(gone.get()).isNull();
  }

  private WeakReference<ClassLoader> useAndForget() throws Exception {
    Application application = application(ORDER);
    for (int i = 0; i < 50; i++) {
      assertThat(application.codec.decode(order(application), 0)).isNotNull();
    }
    for (URLClassLoader loader : loaders) {
      loader.close();
    }
    loaders.clear();
    return new WeakReference<>(application.loader);
  }

  /** The package of a module that opens nothing cannot be looked into. */
  @Test
  void recordsOfModulesThatAreNotOpenAreSerialized() throws Exception {
    Path module =
        compile(
            "module closed {}",
            "package closed; record Secret(int x) implements java.io.Serializable {}");
    ModuleLayer boot = ModuleLayer.boot();
    ClassLoader loader =
        boot.defineModulesWithOneLoader(
                boot.configuration()
                    .resolve(ModuleFinder.of(module), ModuleFinder.of(), Set.of("closed")),
                getClass().getClassLoader())
            .findLoader("closed");
    ObjectCodec codec = new ObjectCodec(new Classes(loader, SerialFilters.of(null)), null);
    byte[] secret =
        HexFormat.of().parseHex("5000" + "0d636c6f7365642e536563726574" + "010178" + "1480000001");
    assertThatThrownBy(() -> codec.decode(secret, 0))
        .isInstanceOf(ObjectFormatException.class)
        .hasMessageContaining("closed.Secret cannot be used as a record")
        .hasMessageContaining("opens");
    assertThat(RecordShape.toWrite(loader.loadClass("closed.Secret"))).isNull();
  }
}
