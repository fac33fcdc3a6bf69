package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.lightningdb.internal.testing.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xerial.snappy.Snappy;

/** A program that is a named module, and what it can and cannot see of the engine. */
@Timeout(120)
class ModulePathTest {

  private static final String MODULE_INFO = "module program { requires io.lightningdb; }";

  private static final String PROGRAM =
      """
      package program;

      import io.lightningdb.Database;
      import io.lightningdb.Keyspace;
      import io.lightningdb.Lightning;
      import java.nio.file.Path;

      public class Program {
        public static void main(String[] arguments) throws Exception {
          use(Lightning.openInMemory());
          use(Lightning.open(Path.of(arguments[0])));
          try (Database db = Lightning.open(Path.of(arguments[0]))) {
            System.out.println("found " + db.keyspace("k").get(new byte[] {1})[0]);
          }
          System.out.println("in " + Lightning.class.getModule());
          look();
        }

        private static void use(Database db) {
          try (db) {
            Keyspace keyspace = db.createKeyspace("k");
            keyspace.put(new byte[] {1}, new byte[] {2});
            System.out.println("got " + keyspace.get(new byte[] {1})[0]);
          }
        }

        private static void look() throws Exception {
          Class<?> inside =
              Class.forName(Lightning.class.getModule(), "io.lightningdb.internal.io.MemoryDisk");
          try {
            inside.getConstructor().newInstance();
            System.out.println("the inside is open");
          } catch (IllegalAccessException e) {
            System.out.println("the inside is closed");
          }
        }
      }
      """;

  private static final String INTRUDER =
      """
      package program;

      import io.lightningdb.internal.io.MemoryDisk;

      public class Program {
        public static void main(String[] arguments) {
          System.out.println(new MemoryDisk());
        }
      }
      """;

  @TempDir private Path directory;

  /** Returns where the engine is, and what it needs besides. */
  private static String modulePath() throws URISyntaxException {
    List<String> places = new ArrayList<>();
    for (Class<?> type : List.of(Lightning.class, Caffeine.class, LZ4Factory.class, Snappy.class)) {
      places.add(
          Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    return String.join(File.pathSeparator, places);
  }

  /** Compiles a program and returns what the compiler says, nothing if all is well. */
  private String compile(String program) throws IOException, URISyntaxException {
    Path sources = Files.createDirectories(directory.resolve("sources/program"));
    Path moduleInfo = Files.writeString(sources.resolveSibling("module-info.java"), MODULE_INFO);
    Path source = Files.writeString(sources.resolve("Program.java"), program);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of(
            "--module-path",
            modulePath(),
            "--class-path",
            "",
            "-d",
            directory.resolve("classes").toString(),
            "-nowarn");
    boolean compiled =
        compiler
            .getTask(
                messages,
                null,
                null,
                options,
                null,
                compiler
                    .getStandardFileManager(null, null, null)
                    .getJavaFileObjects(moduleInfo, source))
            .call();
    return compiled ? "" : messages.toString();
  }

  private static boolean isOfTheProgram(String line) {
    return !line.startsWith("WARNING") && !line.isBlank();
  }

  @Test
  void aModuleThatRequiresTheEngineOpensDatabases() throws Exception {
    assertThat(compile(PROGRAM)).isEmpty();
    try (ChildJvm child =
        ChildJvm.start(
            List.of(
                "-Xmx64m",
                "--module-path",
                directory.resolve("classes") + File.pathSeparator + modulePath(),
                "-m",
                "program/program.Program",
                directory.resolve("database").toString()))) {
      // The virtual machine's own warnings, of the native code in a library, are none of the
      // program.
      assertThat(child.readAll().lines().filter(ModulePathTest::isOfTheProgram))
          .containsExactly(
              "got 2", "got 2", "found 2", "in module io.lightningdb", "the inside is closed");
      assertThat(child.waitFor()).isZero();
    }
  }

  @Test
  void aProgramCannotSeeTheInside() throws Exception {
    // Whatever the language of the compiler, it names the package and the module that hides it.
    assertThat(compile(INTRUDER))
        .contains("io.lightningdb.internal.io")
        .containsPattern("io\\.lightningdb[^.]");
  }
}
