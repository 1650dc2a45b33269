// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFiles;
import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesAutoConfiguration;
import io.github.asyncfiles.spring.boot.autoconfigure.metrics.AsyncFilesMetricsAutoConfiguration;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The dashboard and the alerts of docs/observability name meters that exist, and tags that they have. */
class ObservabilityTest {

    private static final Path DOCS = Path.of("..", "docs", "observability");
    private static final Pattern METER = Pattern.compile("async_files_\\w+");

    @TempDir
    Path dir;

    private Set<String> scraped() {
        Set<String> names = new TreeSet<>();
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().meterFilter(withHistograms());
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        AsyncFilesAutoConfiguration.class, AsyncFilesMetricsAutoConfiguration.class))
                .withBean(PrometheusMeterRegistry.class, () -> registry)
                .run(context -> {
                    context.getBeansOfType(MeterBinder.class).values().forEach(binder -> binder.bindTo(registry));
                    AsyncFiles.await(
                            context.getBean(AsyncFileTemplate.class).writeString(dir.resolve("file"), "content"));
                    registry.scrape()
                            .lines()
                            .filter(line -> !line.startsWith("#"))
                            .forEach(line -> names.add(line.replaceAll("[{ ].*", "")));
                });
        return names;
    }

    /** As {@code management.metrics.distribution.percentiles-histogram} makes them. */
    private static MeterFilter withHistograms() {
        return new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return DistributionStatisticConfig.builder()
                        .percentilesHistogram(true)
                        .build()
                        .merge(config);
            }
        };
    }

    private static Set<String> named(String document) {
        return METER.matcher(document).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyMeterOfTheDashboardExists() throws IOException {
        String dashboard = Files.readString(DOCS.resolve("grafana-dashboard.json"));

        assertThat(scraped()).containsAll(named(dashboard));
        List<String> titles = JsonPath.read(dashboard, "$.panels[*].title");
        assertThat(titles).hasSizeGreaterThan(5).doesNotHaveDuplicates();
    }

    @Test
    void everyMeterThatExistsIsOnTheDashboard() throws IOException {
        Set<String> onIt = named(Files.readString(DOCS.resolve("grafana-dashboard.json")));

        assertThat(scraped())
                .filteredOn(name -> name.startsWith("async_files_"))
                .isSubsetOf(onIt);
    }

    @Test
    void everyMeterOfTheAlertsExists() throws IOException {
        Set<String> named = named(Files.readString(DOCS.resolve("prometheus-rules.yml")));

        assertThat(named).isNotEmpty();
        assertThat(scraped()).containsAll(named);
    }
}
