// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileEngineProvider;
import io.github.asyncfiles.spi.FileEngineUnavailableException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Chooses the engine: the one asked for, or the best one that works here. */
public final class Engines {

    /** The name that leaves the choice to the library. */
    public static final String AUTO = "auto";

    private static final System.Logger LOGGER = System.getLogger("io.github.asyncfiles");

    /** Choices that were logged: each once, however many templates there are. */
    private static final Set<String> LOGGED = ConcurrentHashMap.newKeySet();

    private final List<FileEngineProvider> providers = new ArrayList<>();

    /** Each reason once: one provider may be found twice, by its module and by the file of its jar. */
    private final Set<String> skipped = new LinkedHashSet<>();

    private Engines(ClassLoader loader) {
        // The iterator and not the stream: after a provider that cannot be loaded, only the iterator goes on.
        Iterator<FileEngineProvider> found =
                ServiceLoader.load(FileEngineProvider.class, loader).iterator();
        while (true) {
            try {
                if (!found.hasNext()) {
                    break;
                }
                providers.add(found.next());
            } catch (LinkageError | ServiceConfigurationError e) {
                skipped.add(
                        e instanceof UnsupportedClassVersionError
                                        || e.getCause() instanceof UnsupportedClassVersionError
                                ? "one that needs a later Java"
                                : "one that cannot be loaded (" + e.getMessage() + ")");
            }
        }
        providers.sort(Comparator.comparingInt(FileEngineProvider::rank).reversed());
    }

    /**
     * Chooses an engine and logs the choice.
     *
     * @param name of the engine, or {@value #AUTO}
     * @param loader where providers are looked for
     * @return a new engine, and why this one
     * @throws IllegalArgumentException when the engine asked for is unknown or does not work here; the message says why
     */
    public static Choice select(String name, ClassLoader loader) {
        Engines engines = new Engines(loader);
        boolean auto = name.equals(AUTO);
        FileEngine engine = auto ? engines.best() : engines.named(name);
        String choice = "Engine: " + engine.name() + engines.skippedNote();
        LOGGER.log(LOGGED.add(choice) ? System.Logger.Level.INFO : System.Logger.Level.DEBUG, choice);
        return new Choice(engine, (auto ? "the best one that works here" : "asked for") + engines.skippedNote());
    }

    /**
     * What was chosen.
     *
     * @param engine a new one
     * @param reason for people
     */
    public record Choice(FileEngine engine, String reason) {}

    private FileEngine best() {
        for (FileEngineProvider provider : providers) {
            if (provider.rank() > 0) {
                try {
                    return provider.create(new BlockingFileEngine());
                } catch (FileEngineUnavailableException | RuntimeException | LinkageError e) {
                    skipped.add(provider.name() + " (" + e.getMessage() + ")");
                }
            }
        }
        return new BlockingFileEngine();
    }

    private FileEngine named(String name) {
        if (name.equals(BlockingFileEngine.NAME)) {
            return new BlockingFileEngine();
        }
        for (FileEngineProvider provider : providers) {
            if (provider.name().equals(name)) {
                try {
                    return provider.create(new BlockingFileEngine());
                } catch (FileEngineUnavailableException | LinkageError e) {
                    throw new IllegalArgumentException(
                            "Engine '" + name + "' does not work here: " + e.getMessage(), e);
                }
            }
        }
        throw new IllegalArgumentException("There is no engine '" + name + "'; there are: " + names() + skippedNote());
    }

    private String names() {
        List<String> names = new ArrayList<>(List.of(AUTO, BlockingFileEngine.NAME));
        providers.forEach(provider -> names.add(provider.name()));
        return String.join(", ", names);
    }

    private String skippedNote() {
        return skipped.isEmpty() ? "" : skipped.stream().collect(Collectors.joining(", ", "; skipped: ", ""));
    }
}
