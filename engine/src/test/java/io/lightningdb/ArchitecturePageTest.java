package io.lightningdb;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.lightningdb.internal.testing.DesignPage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the code to the layers that {@code docs/design/architecture.md} draws. */
class ArchitecturePageTest {

  private static final String INTERNAL = "io.lightningdb.internal.";

  private static final JavaClasses ENGINE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.lightningdb");

  /** Returns the layers' numbers by their packages, as the page draws them. */
  private static Map<String, Integer> layers() {
    Map<String, Integer> layers = new TreeMap<>();
    for (String line : DesignPage.read("architecture.md").block("layers")) {
      String[] words = line.strip().split(" +", -1);
      for (String name : Arrays.copyOfRange(words, 1, words.length)) {
        layers.put(name, Integer.parseInt(words[0]));
      }
    }
    return layers;
  }

  /** Returns the rule that a package uses no other of its layer or of a higher one. */
  private static ArchRule looksDown(String name, Map<String, Integer> layers) {
    List<String> allowed = new ArrayList<>(List.of(INTERNAL + name));
    layers.forEach(
        (other, layer) -> {
          if (layer < layers.get(name)) {
            allowed.add(INTERNAL + other);
          }
        });
    return noClasses()
        .that()
        .resideInAPackage(INTERNAL + name)
        .should()
        .dependOnClassesThat(
            resideInAPackage(INTERNAL + ".")
                .and(not(resideInAnyPackage(allowed.toArray(String[]::new)))));
  }

  @Test
  void thePageNamesAllPackages() {
    assertThat(
            ENGINE.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(INTERNAL))
                .map(name -> name.substring(INTERNAL.length()))
                .collect(Collectors.toSet()))
        .isEqualTo(layers().keySet());
  }

  @Test
  void packagesUseLowerLayersOnly() {
    Map<String, Integer> layers = layers();
    layers.keySet().forEach(name -> looksDown(name, layers).check(ENGINE));
  }

  /** The control: a package in too low a layer is found out. */
  @Test
  void aPackageInTheWrongLayerIsFoundOut() {
    Map<String, Integer> layers = layers();
    layers.put("btree", 2);
    assertThatThrownBy(() -> looksDown("btree", layers).check(ENGINE))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("io.lightningdb.internal.store");
  }

  @Test
  void thePublicPackagesKnowNothingOfTheInternalOnes() {
    noClasses()
        .that()
        .resideInAnyPackage("io.lightningdb", "io.lightningdb.spi")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(INTERNAL + ".")
        .check(ENGINE);
  }

  @Test
  void onlyOnePackageReadsAndWritesFiles() {
    noClasses()
        .that()
        .resideOutsideOfPackage(INTERNAL + "io")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.nio.channels")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.io\\.(File|RandomAccessFile|FileInputStream|FileOutputStream)")
        .check(ENGINE);
  }

  @Test
  void nothingBelongsToThreads() {
    classes()
        .should()
        .onlyDependOnClassesThat(not(resideInAPackage("java.lang").and(named("ThreadLocal"))))
        .check(ENGINE);
  }

  private static DescribedPredicate<JavaClass> named(String name) {
    return JavaClass.Predicates.simpleName(name);
  }
}
