package io.lightningdb.jcache;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.lightningdb.jcache", importOptions = DoNotIncludeTests.class)
final class LayersTest {

  @ArchTest
  static final ArchRule ONLY_THE_ENGINES_PUBLIC_API_IS_USED =
      noClasses().should().dependOnClassesThat().resideInAPackage("io.lightningdb.internal..");

  @ArchTest
  static final ArchRule PACKAGES_ARE_FREE_OF_CYCLES =
      slices().matching("io.lightningdb.jcache.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule LAYERS_USE_LOWER_ONES_ONLY =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("cache")
          .definedBy("io.lightningdb.jcache")
          .layer("processor")
          .definedBy("io.lightningdb.jcache.processor")
          .layer("entry")
          .definedBy("io.lightningdb.jcache.entry")
          .layer("near")
          .definedBy("io.lightningdb.jcache.near")
          .layer("bound")
          .definedBy("io.lightningdb.jcache.bound")
          .layer("expiry")
          .definedBy("io.lightningdb.jcache.expiry")
          .layer("store")
          .definedBy("io.lightningdb.jcache.store")
          .layer("codec")
          .definedBy("io.lightningdb.jcache.codec")
          .layer("lock")
          .definedBy("io.lightningdb.jcache.lock")
          .layer("event, integration, management")
          .definedBy(
              "io.lightningdb.jcache.event",
              "io.lightningdb.jcache.integration",
              "io.lightningdb.jcache.management")
          .whereLayer("cache")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("processor")
          .mayOnlyBeAccessedByLayers("cache")
          .whereLayer("entry")
          .mayOnlyBeAccessedByLayers("processor", "cache")
          .whereLayer("near")
          .mayOnlyBeAccessedByLayers("cache")
          .whereLayer("bound")
          .mayOnlyBeAccessedByLayers("entry", "cache")
          .whereLayer("expiry")
          .mayOnlyBeAccessedByLayers("entry", "cache")
          .whereLayer("store")
          .mayOnlyBeAccessedByLayers("expiry", "bound", "entry", "near", "cache")
          .whereLayer("codec")
          .mayOnlyBeAccessedByLayers("store", "near", "cache")
          .whereLayer("lock")
          .mayOnlyBeAccessedByLayers("store", "bound", "entry", "near", "cache")
          .whereLayer("event, integration, management")
          .mayOnlyBeAccessedByLayers("processor", "entry", "cache");

  @ArchTest
  static final ArchRule SPI_KNOWS_NOTHING_OF_THE_REST =
      noClasses()
          .that()
          .resideInAPackage("io.lightningdb.jcache.spi")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.lightningdb..")
                  .and(resideOutsideOfPackage("io.lightningdb.jcache.spi")));
}
