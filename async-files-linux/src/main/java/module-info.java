// SPDX-License-Identifier: Apache-2.0
import io.github.asyncfiles.linux.LinuxFileEngineProvider;
import io.github.asyncfiles.spi.FileEngineProvider;

/** The engine for Linux: nothing to call, but for {@link java.util.ServiceLoader} to find. */
module io.github.asyncfiles.linux {
    requires io.github.asyncfiles.core;

    provides FileEngineProvider with
            LinuxFileEngineProvider;
}
