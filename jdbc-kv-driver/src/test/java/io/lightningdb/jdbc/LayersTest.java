package io.lightningdb.jdbc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.lightningdb.jdbc", importOptions = DoNotIncludeTests.class)
final class LayersTest {

  @ArchTest
  static final ArchRule ONLY_THE_ENGINES_PUBLIC_API_IS_USED =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.lightningdb.internal..", "io.lightningdb.spi..");

  @ArchTest
  static final ArchRule PACKAGES_ARE_FREE_OF_CYCLES =
      slices().matching("io.lightningdb.jdbc.internal.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NO_MORE_IS_PUBLIC_THAN_USERS_NAME =
      classes()
          .that()
          .resideInAPackage("io.lightningdb.jdbc")
          .and()
          .arePublic()
          .should()
          .haveSimpleName("LightningDriver")
          .orShould()
          .haveSimpleName("LightningDataSource")
          .orShould()
          .haveSimpleName("LightningConnectionPoolDataSource");

  @ArchTest
  static final ArchRule EACH_LAYER_USES_LOWER_ONES_ONLY =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("driver")
          .definedBy("io.lightningdb.jdbc")
          .layer("connection")
          .definedBy("..internal.connection..")
          .layer("metadata")
          .definedBy("..internal.metadata..")
          .layer("result")
          .definedBy("..internal.result..")
          .layer("session")
          .definedBy("..internal.session..")
          .layer("plan")
          .definedBy("..internal.plan..")
          .layer("exec")
          .definedBy("..internal.exec..")
          .layer("expression")
          .definedBy("..internal.expression..")
          .layer("sort")
          .definedBy("..internal.sort..")
          .layer("function")
          .definedBy("..internal.function..")
          .layer("row")
          .definedBy("..internal.row..")
          .layer("schema")
          .definedBy("..internal.schema..")
          .layer("sql")
          .definedBy("..internal.sql..")
          .layer("type")
          .definedBy("..internal.type..")
          .layer("error")
          .definedBy("..internal.error..")
          .whereLayer("driver")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("connection")
          .mayOnlyBeAccessedByLayers("driver")
          .whereLayer("metadata")
          .mayOnlyBeAccessedByLayers("driver", "connection")
          .whereLayer("result")
          .mayOnlyBeAccessedByLayers("connection", "metadata")
          .whereLayer("session")
          .mayOnlyBeAccessedByLayers("driver", "connection", "metadata")
          .whereLayer("plan")
          .mayOnlyBeAccessedByLayers("connection", "metadata", "result", "session")
          .whereLayer("exec")
          .mayOnlyBeAccessedByLayers("connection", "result", "session", "plan")
          .whereLayer("expression")
          .mayOnlyBeAccessedByLayers("connection", "session", "plan", "exec")
          .whereLayer("sort")
          .mayOnlyBeAccessedByLayers("session", "plan", "exec")
          .whereLayer("function")
          .mayOnlyBeAccessedByLayers("metadata", "session", "plan", "exec", "expression", "sort")
          .whereLayer("row")
          .mayOnlyBeAccessedByLayers("plan", "exec", "expression");
}
