// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the pages show is code that runs: it stands in a test, but for its indentation. */
class DocumentationTest {

    private static final Path DOCS = Path.of("..", "docs");
    private static final List<String> PAGES = List.of("futures-and-streams.md", "http.md");
    private static final Pattern BLOCK = Pattern.compile("```(\\w*)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern BETWEEN_METHODS = Pattern.compile("\n\n+");

    @TestFactory
    Stream<DynamicTest> everySampleStandsInATest() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String page : PAGES) {
            for (MatchResult block : blocks(page)) {
                String sources = sources(block.group(1));
                for (String sample : BETWEEN_METHODS.split(block.group(2))) {
                    tests.add(DynamicTest.dynamicTest(
                            page + ": " + sample.lines().findFirst().orElseThrow(),
                            () -> assertThat(sources).contains(withoutIndentation(sample))));
                }
            }
        }
        return tests.stream();
    }

    @Test
    void thereAreSamplesOfEachKind() throws IOException {
        assertThat(blocks("futures-and-streams.md").stream().map(block -> block.group(1)))
                .contains("java", "kotlin")
                .hasSizeGreaterThan(5);
        assertThat(blocks("http.md")).hasSizeGreaterThan(5);
    }

    private static List<MatchResult> blocks(String page) throws IOException {
        return BLOCK.matcher(Files.readString(DOCS.resolve(page))).results().toList();
    }

    private static String sources(String language) throws IOException {
        String ending = language.equals("kotlin") ? ".kt" : "." + language;
        Path directory = Path.of("src", "test", language, "io", "github", "asyncfiles", "spring", "docs");
        assertThat(directory).isDirectory();
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .map(DocumentationTest::read)
                    .map(DocumentationTest::withoutIndentation)
                    .collect(Collectors.joining("\n"));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String withoutIndentation(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n")).strip();
    }
}
