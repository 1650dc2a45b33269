// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

class StarterArchitectureTest {

    private final JavaClasses starter = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @TestFactory
    Stream<DynamicTest> rules() {
        return Stream.of(
                        noClasses()
                                .that(not(resideInAnyPackage("..metrics..", "..observation..")))
                                .should()
                                .dependOnClassesThat(resideInAPackage("io.micrometer.."))
                                .as("Micrometer is known only to the packages for metrics and observations"),
                        noClasses()
                                .that(not(resideInAPackage("..reactive..")))
                                .should()
                                .dependOnClassesThat(resideInAnyPackage("reactor..", "org.reactivestreams.."))
                                .as("Reactor is known only to the reactive packages"),
                        noClasses()
                                .that(not(simpleNameStartingWith("Netty")))
                                .should()
                                .dependOnClassesThat(resideInAnyPackage("io.netty.."))
                                .as("Netty may be absent: one class knows it, loaded only where it is"),
                        classes()
                                .that()
                                .areAnnotatedWith(AutoConfiguration.class)
                                .should()
                                .bePublic()
                                .andShould()
                                .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
                                .as("auto-configurations are public and final"),
                        methods()
                                .that()
                                .areAnnotatedWith(Bean.class)
                                .should()
                                .bePackagePrivate()
                                .as("bean methods are package-private"),
                        noClasses()
                                .should()
                                .callConstructorWhere(target(owner(assignableTo(Thread.class))))
                                .orShould()
                                .dependOnClassesThat()
                                .belongToAnyOf(Executors.class)
                                .as("the starter makes no threads"),
                        classes()
                                .that()
                                .haveSimpleName("package-info")
                                .should()
                                .beAnnotatedWith(NullMarked.class)
                                .as("every package is @NullMarked"),
                        slices().matching("io.github.asyncfiles.(**)")
                                .should()
                                .beFreeOfCycles()
                                .as("packages have no cycles"))
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(starter)));
    }
}
