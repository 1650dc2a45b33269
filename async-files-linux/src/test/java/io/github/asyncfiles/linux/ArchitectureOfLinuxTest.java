// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Which way dependencies run, and where the native calls are. */
class ArchitectureOfLinuxTest {

    private final JavaClasses module = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @TestFactory
    Stream<DynamicTest> rules() {
        return Stream.of(
                        onlyTheSpi(), oneDoorToTheSystem(), onlyTheProviderIsPublic(), nothingPerThread(), nullMarked())
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(module)));
    }

    private static ArchRule onlyTheSpi() {
        return classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..", "org.jspecify..", "io.github.asyncfiles.spi", "io.github.asyncfiles.linux"))
                .as("the engine knows nothing but the JDK and core's SPI");
    }

    private static ArchRule oneDoorToTheSystem() {
        return noClasses()
                .that()
                .doNotBelongToAnyOf(SystemCalls.class)
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Linker.class, SymbolLookup.class)
                .as("native functions are linked in one class");
    }

    private static ArchRule onlyTheProviderIsPublic() {
        return classes()
                .that()
                .doNotBelongToAnyOf(LinuxFileEngineProvider.class)
                .should()
                .notBePublic()
                .as("nothing but the provider is public");
    }

    private static ArchRule nothingPerThread() {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocal.class)
                .as("nothing is kept for each thread: there may be a million of them");
    }

    private static ArchRule nullMarked() {
        return classes()
                .that()
                .haveSimpleName("package-info")
                .should()
                .beAnnotatedWith(NullMarked.class)
                .as("every package is @NullMarked");
    }
}
