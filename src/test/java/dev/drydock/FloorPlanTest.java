package dev.drydock;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The floor plan: a package may use the floors below it, never its own floor or one above. */
@AnalyzeClasses(packages = "dev.drydock", importOptions = ImportOption.DoNotIncludeTests.class)
class FloorPlanTest {

  private static final String ROOT = "dev.drydock";

  private static final List<Set<String>> FLOORS =
      List.of(
          Set.of("migration"),
          Set.of("sql", "postgres", "catalog", "embedded"),
          Set.of("online"),
          Set.of("lint", "history"),
          Set.of("execution"),
          Set.of("guard", "rehearsal", "backup"),
          Set.of("pipeline"),
          Set.of("web", "cli"));

  private static final Set<String> DELIBERATE_INTERFACES =
      Set.of("dev.drydock.execution.CommitCheck");

  @ArchTest
  void everyPackageIsOnAFloor(JavaClasses classes) {
    var known = FLOORS.stream().flatMap(Set::stream).map(name -> ROOT + "." + name).toList();
    assertThat(classes.getPackage(ROOT).getSubpackages())
        .extracting(JavaPackage::getName)
        .isSubsetOf(known);
  }

  @ArchTest
  void floorsUseOnlyFloorsBelow(JavaClasses classes) {
    for (int floor = 0; floor < FLOORS.size(); floor++) {
      for (String name : FLOORS.get(floor)) {
        var sameFloorAndAbove =
            FLOORS.subList(floor, FLOORS.size()).stream()
                .flatMap(Set::stream)
                .filter(other -> !other.equals(name))
                .map(other -> ROOT + "." + other + "..");
        noClasses()
            .that()
            .resideInAPackage(ROOT + "." + name + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                Stream.concat(Stream.of(ROOT), sameFloorAndAbove).toArray(String[]::new))
            .because(name + " stands on floor " + floor)
            .allowEmptyShould(true)
            .check(classes);
      }
    }
  }

  @ArchTest
  void springStaysOnTheTopFloor(JavaClasses classes) {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT, ROOT + ".web..", ROOT + ".cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework.boot..",
            "org.springframework.web..",
            "org.springframework.context..")
        .check(classes);
  }

  @ArchTest
  void packagesAreNullMarked(JavaClasses classes) {
    assertThat(classes.getPackage(ROOT).getSubpackagesInTree())
        .allMatch(pkg -> pkg.isAnnotatedWith(NullMarked.class), "is @NullMarked");
  }

  @ArchTest
  void timeComesFromAClock(JavaClasses classes) {
    noClasses().should().callMethod(Instant.class, "now").check(classes);
  }

  @ArchTest
  void namesSayWhatAThingIs(JavaClasses classes) {
    classes()
        .should()
        .haveNameNotMatching(".*(Impl|Utils?|Helper|Manager|Dto|DTO|Abstract\\w+)")
        .check(classes);
  }

  @ArchTest
  void interfacesEarnTheirPlace(JavaClasses classes) {
    var needless =
        classes.stream()
            .filter(type -> type.isInterface() && !type.isAnnotation())
            .filter(type -> type.getAllSubclasses().size() == 1)
            .map(JavaClass::getName)
            .filter(name -> !DELIBERATE_INTERFACES.contains(name));
    assertThat(needless).as("interfaces with a single implementation").isEmpty();
  }
}
