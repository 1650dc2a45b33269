// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.github.asyncfiles.internal.WorkerThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which way dependencies run, and what must not be called. */
class ArchitectureTest {

    private static final String API = "io.github.asyncfiles";
    private static final String SPI = "io.github.asyncfiles.spi..";
    private static final String INTERNAL = "io.github.asyncfiles.internal..";

    private final JavaClasses core = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPath(Path.of("target", "classes"));

    @TestFactory
    Stream<DynamicTest> rules() {
        return Stream.of(
                        onlyTheJdk(),
                        spiKnowsOnlyTheJdk(),
                        internalKnowsOnlyTheSpi(),
                        noCycles(),
                        noForeignFunctions(),
                        everyPackageIsNullMarked(),
                        threadsAreMadeInOnePlace(),
                        nothingIsSynchronized(),
                        nobodyIsInterruptedButTheCallerItself(),
                        noCommonPool(),
                        noStandardStreams())
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(core)));
    }

    /** Synchronized blocks do not show in the model that the rules are written against. */
    @Test
    void noSynchronizedBlocksEither() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
            assertThat(sources.filter(source -> source.toString().endsWith(".java")))
                    .isNotEmpty()
                    .allSatisfy(source -> assertThat(source).content().doesNotContainPattern("synchronized\\s*\\("));
        }
    }

    private static ArchRule onlyTheJdk() {
        return classes()
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("java..", "jdk.jfr..", "org.jspecify..", API, SPI, INTERNAL))
                .as("core knows nothing but the JDK: no Spring, Reactor, Micrometer or logging library");
    }

    private static ArchRule spiKnowsOnlyTheJdk() {
        return classes()
                .that()
                .resideInAPackage(SPI)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify..", SPI))
                .as("the SPI knows only the JDK");
    }

    private static ArchRule internalKnowsOnlyTheSpi() {
        return noClasses()
                .that()
                .resideInAPackage(INTERNAL)
                .should()
                .dependOnClassesThat(resideInAPackage(API))
                .as("internals know the SPI, not the API");
    }

    private static ArchRule noCycles() {
        return slices().matching("io.github.(**)").should().beFreeOfCycles().as("packages have no cycles");
    }

    private static ArchRule noForeignFunctions() {
        return noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("java.lang.foreign.."))
                .as("core calls no foreign functions");
    }

    private static ArchRule everyPackageIsNullMarked() {
        return classes()
                .that()
                .haveSimpleName("package-info")
                .should()
                .beAnnotatedWith(NullMarked.class)
                .as("every package is @NullMarked");
    }

    private static ArchRule threadsAreMadeInOnePlace() {
        return noClasses()
                .that()
                .doNotBelongToAnyOf(WorkerThreads.class)
                .should()
                .callCodeUnitWhere(target(
                                "makes a thread",
                                it -> it.getName().equals("<init>")
                                        && (it.getOwner().isAssignableTo(Thread.class)
                                                || it.getOwner().isAssignableTo(ThreadPoolExecutor.class)
                                                || it.getOwner().isAssignableTo(ForkJoinPool.class)))
                        .or(target("makes an executor", it -> it.getOwner().isEquivalentTo(Executors.class)))
                        .or(target(
                                "starts a virtual thread",
                                it -> it.getOwner().isEquivalentTo(Thread.class)
                                        && (it.getName().equals("ofVirtual")
                                                || it.getName().equals("startVirtualThread")))))
                .as("threads are made in one place");
    }

    private static ArchRule nothingIsSynchronized() {
        return methods()
                .should()
                .notHaveModifier(JavaModifier.SYNCHRONIZED)
                .as("nothing is synchronized: a lock held during I/O pins virtual threads");
    }

    private static ArchRule nobodyIsInterruptedButTheCallerItself() {
        return noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.github.asyncfiles.AsyncFiles")
                .and()
                .doNotHaveFullyQualifiedName("io.github.asyncfiles.OperationRunner")
                .and()
                .doNotHaveFullyQualifiedName("io.github.asyncfiles.Batch")
                .and()
                .doNotHaveFullyQualifiedName("io.github.asyncfiles.internal.WorkerPool$Worker")
                .should()
                .callCodeUnitWhere(target(
                        "interrupts",
                        it -> it.getOwner().isAssignableTo(Thread.class)
                                && it.getName().equals("interrupt")))
                .as("no worker is ever interrupted: four classes restore the status of their own thread");
    }

    private static ArchRule noCommonPool() {
        return codeUnits()
                .should()
                .notHaveModifier(JavaModifier.NATIVE)
                .andShould(com.tngtech.archunit.lang.conditions.ArchConditions.not(
                        com.tngtech.archunit.lang.conditions.ArchConditions.have(describe(
                                "calls of an …Async method without an executor",
                                unit -> unit.getCallsFromSelf().stream().anyMatch(ArchitectureTest::usesCommonPool)))))
                .as("nothing runs on the common pool: …Async methods get an executor");
    }

    private static boolean usesCommonPool(JavaAccess<?> call) {
        return call.getTarget() instanceof AccessTarget.CodeUnitCallTarget target
                && target.getName().endsWith("Async")
                && (target.getOwner().isAssignableTo(CompletableFuture.class)
                        || target.getOwner().isAssignableTo(CompletionStage.class)
                        || target.getOwner().isAssignableTo(Future.class))
                && target.getRawParameterTypes().stream().noneMatch(type -> type.isAssignableTo(Executor.class));
    }

    private static ArchRule noStandardStreams() {
        return noClasses()
                .that()
                .doNotBelongToAnyOf(AsyncStandardStreams.class)
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .as("messages go to System.Logger");
    }

    private static DescribedPredicate<JavaAccess<?>> target(
            String description, java.util.function.Predicate<AccessTarget> predicate) {
        return describe(description, access -> predicate.test(access.getTarget()));
    }
}
