package io.lightningdb.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.lightningdb.benchmarks", importOptions = DoNotIncludeTests.class)
final class LayersTest {

  /** Lightning is measured through the door that its users take, but for a part of it alone. */
  @ArchTest
  static final ArchRule ONLY_THE_PUBLIC_API_IS_USED =
      noClasses()
          .that()
          .haveNameNotMatching(".*\\.micro\\.MemtableBenchmark(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.lightningdb.internal..");

  @ArchTest
  static final ArchRule PACKAGES_ARE_FREE_OF_CYCLES =
      slices().matching("io.lightningdb.benchmarks.(*)..").should().beFreeOfCycles();
}
