// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spi;

import java.io.Serial;

/** An engine cannot work on this machine or Java; the message says why, and what would help. */
public final class FileEngineUnavailableException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param reason why the engine cannot be had, and what to change
     */
    public FileEngineUnavailableException(String reason) {
        super(reason);
    }

    /**
     * Creates the exception.
     *
     * @param reason why the engine cannot be had, and what to change
     * @param cause what was thrown when it was tried
     */
    public FileEngineUnavailableException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
