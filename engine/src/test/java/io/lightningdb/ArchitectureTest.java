package io.lightningdb;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.LocationProvider;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.lightningdb.internal.db.LocalProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;

/** The layers of the engine, and what no part of it does. */
@AnalyzeClasses(locations = ArchitectureTest.TheEngine.class)
class ArchitectureTest {

  /** Where the engine's own classes are; its tests are elsewhere. */
  static final class TheEngine implements LocationProvider {
    @Override
    public Set<Location> get(Class<?> testClass) {
      return Set.of(
          Location.of(Lightning.class.getProtectionDomain().getCodeSource().getLocation()));
    }
  }

  private static final String INTERNAL = "io.lightningdb.internal..";

  /** Its values and exceptions are the common vocabulary of all layers. */
  private static final String API = "io.lightningdb";

  /**
   * From the ground up. A layer may use those beneath it and nothing else of the engine but the
   * public API: base, codec and io know nobody but the one another that is named.
   */
  @ArchTest
  static final ArchRule LAYERS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("base")
          .definedBy(layer("base"))
          .layer("codec")
          .definedBy(layer("codec"))
          .layer("io")
          .definedBy(layer("io"))
          .layer("block")
          .definedBy(layer("block"))
          .layer("compress")
          .definedBy(layer("compress"))
          .layer("store")
          .definedBy(layer("store"))
          .layer("wal")
          .definedBy(layer("wal"))
          .layer("memtable")
          .definedBy(layer("memtable"))
          .layer("btree")
          .definedBy(layer("btree"))
          .layer("lsm")
          .definedBy(layer("lsm"))
          .layer("txn")
          .definedBy(layer("txn"))
          .layer("db")
          .definedBy(layer("db"))
          .whereLayer("base")
          .mayNotAccessAnyLayer()
          .whereLayer("codec")
          .mayNotAccessAnyLayer()
          .whereLayer("io")
          .mayNotAccessAnyLayer()
          .whereLayer("block")
          .mayOnlyAccessLayers("base", "codec")
          .whereLayer("compress")
          .mayNotAccessAnyLayer()
          .whereLayer("store")
          .mayOnlyAccessLayers("base", "codec", "io", "block", "compress", "wal")
          .whereLayer("wal")
          .mayOnlyAccessLayers("base", "codec", "io")
          .whereLayer("memtable")
          .mayOnlyAccessLayers("base")
          .whereLayer("btree")
          .mayOnlyAccessLayers("base", "codec", "block", "store")
          .whereLayer("lsm")
          .mayOnlyAccessLayers("base", "codec", "block", "store", "btree")
          .whereLayer("txn")
          .mayOnlyAccessLayers("base", "codec", "memtable")
          .whereLayer("db")
          .mayNotBeAccessedByAnyLayer();

  private static String layer(String name) {
    return "io.lightningdb.internal." + name;
  }

  @ArchTest
  static final ArchRule ALL_PACKAGES_ARE_LAYERS =
      classes()
          .that()
          .resideInAPackage(INTERNAL)
          .should()
          .resideInAnyPackage(
              layer("base"),
              layer("codec"),
              layer("io"),
              layer("block"),
              layer("compress"),
              layer("store"),
              layer("wal"),
              layer("memtable"),
              layer("btree"),
              layer("lsm"),
              layer("txn"),
              layer("db"));

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("io.lightningdb.internal.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule THE_API_KNOWS_NO_INSIDE =
      noClasses()
          .that()
          .resideInAnyPackage(API, "io.lightningdb.spi")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(INTERNAL);

  @ArchTest
  static final ArchRule ONLY_LIGHTNING_REACHES_DOWN =
      noClasses()
          .that()
          .resideInAPackage(API)
          .and()
          .doNotHaveFullyQualifiedName(Lightning.class.getName())
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.lightningdb.spi");

  @ArchTest
  static final ArchRule ONLY_DB_IMPLEMENTS_THE_SPI =
      noClasses()
          .that()
          .resideInAPackage(INTERNAL)
          .and()
          .doNotHaveFullyQualifiedName(LocalProvider.class.getName())
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.lightningdb.spi");

  /*
   * A Path that is passed on, an exception that is told from others, and a stream that is not told where
   * its bytes come from touch no file. LocalProvider
   * looks for the directory that it makes a disk of.
   */
  private static final DescribedPredicate<JavaClass> FILES =
      resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..")
          .and(not(belongToAnyOf(IOException.class, EOFException.class, Closeable.class)))
          .and(
              not(belongToAnyOf(Path.class, InvalidPathException.class, FileSystemException.class)))
          .and(not(belongToAnyOf(Serializable.class, ByteArrayOutputStream.class)))
          .and(not(belongToAnyOf(InputStream.class, ByteArrayInputStream.class)))
          .and(not(belongToAnyOf(UncheckedIOException.class)))
          .as("files and channels");

  @ArchTest
  static final ArchRule ONLY_IO_TOUCHES_FILES =
      noClasses()
          .that()
          .resideOutsideOfPackage(layer("io"))
          .and()
          .doNotHaveFullyQualifiedName(LocalProvider.class.getName())
          .should()
          .dependOnClassesThat(FILES);

  @ArchTest
  static final ArchRule THE_PROVIDER_LOOKS_FOR_DIRECTORIES_AND_NO_MORE =
      noClasses()
          .that()
          .haveFullyQualifiedName(LocalProvider.class.getName())
          .should()
          .dependOnClassesThat(FILES.and(not(belongToAnyOf(Files.class))));

  @ArchTest
  static final ArchRule PUBLIC_INSIDE_IS_WHAT_ANOTHER_PACKAGE_NEEDS =
      classes()
          .that()
          .resideInAPackage(INTERNAL)
          .and()
          .arePublic()
          .and()
          .doNotHaveFullyQualifiedName(LocalProvider.class.getName())
          .should(beUsedByAnotherPackage());

  private static ArchCondition<JavaClass> beUsedByAnotherPackage() {
    return new ArchCondition<>("be used by another package") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean used =
            type.getDirectDependenciesToSelf().stream()
                .anyMatch(use -> !use.getOriginClass().getPackage().equals(type.getPackage()));
        events.add(
            new SimpleConditionEvent(
                type, used, type.getName() + " is public and used in its own package only"));
      }
    };
  }

  @ArchTest
  static final ArchRule CLASSES_ARE_NOT_MADE_TO_BE_EXTENDED_BY_CHANCE =
      classes()
          .that()
          .resideInAPackage(INTERNAL)
          .and()
          .arePublic()
          .and()
          .areNotInterfaces()
          .and()
          .areNotEnums()
          .and()
          .doNotHaveSimpleName("BlockPointer")
          .and()
          .doNotHaveModifier(JavaModifier.ABSTRACT)
          .should()
          .haveModifier(JavaModifier.FINAL);

  @ArchTest
  static final ArchRule NO_SYNCHRONIZED =
      methods().should().notHaveModifier(JavaModifier.SYNCHRONIZED);

  @ArchTest
  static final ArchRule NO_THREAD_LOCALS_AND_NOTHING_UNSAFE =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("sun..", "jdk.internal..", "java.lang.foreign..")
                  .or(belongToAnyOf(ThreadLocal.class))
                  .as("thread-locals or unsafe things"));

  @ArchTest
  static final ArchRule NO_OUTPUT =
      noClasses()
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .callMethod(Throwable.class, "printStackTrace");

  @ArchTest
  static final ArchRule NO_EXIT =
      noClasses()
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class)
          .orShould()
          .callMethod(Runtime.class, "addShutdownHook", Thread.class);

  @ArchTest
  static final ArchRule NO_WALL_CLOCK_BUT_AT_THE_TOP =
      noClasses()
          .that(resideInAPackage(INTERNAL))
          .and()
          .resideOutsideOfPackages(layer("db"), layer("io"))
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now");
}
