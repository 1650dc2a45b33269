// SPDX-License-Identifier: Apache-2.0
import io.github.asyncfiles.spi.FileEngineProvider;

/** Asynchronous twins of the methods of {@link java.nio.file.Files}, and what an engine for them implements. */
@SuppressWarnings("module") // The starter is not there yet when the core is compiled.
module io.github.asyncfiles.core {
    requires static transitive org.jspecify;
    // For events of the Flight Recorder, which is not in every image.
    requires static jdk.jfr;

    exports io.github.asyncfiles;
    exports io.github.asyncfiles.spi;
    // Its executor hands over threads as the core's own does.
    exports io.github.asyncfiles.internal to
            io.github.asyncfiles.spring;

    uses FileEngineProvider;
}
