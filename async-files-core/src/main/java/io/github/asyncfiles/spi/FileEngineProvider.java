// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spi;

/**
 * Offers an {@linkplain FileEngine engine}; found by {@link java.util.ServiceLoader}.
 *
 * <p>A provider whose classes cannot be loaded, say because they were compiled for a later Java, is passed over.
 */
public interface FileEngineProvider {

    /**
     * {@return the name users may ask for, in lower case, for example {@code linux}}
     */
    String name();

    /**
     * {@return the rank among the engines: where the choice is left to the library, the available one with the highest
     * rank is taken; the portable engine has rank 0}
     */
    int rank();

    /**
     * Creates the engine.
     *
     * @param portable the engine that works everywhere, for what the new one leaves to it
     * @return a new engine
     * @throws FileEngineUnavailableException when it cannot work here
     */
    FileEngine create(FileEngine portable) throws FileEngineUnavailableException;
}
