// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import io.github.asyncfiles.AsyncFileObserver;
import io.github.asyncfiles.CompletedOperation;
import java.util.List;

/** Tells several observers; when one throws, the others are told all the same. */
record CompositeObserver(List<AsyncFileObserver> observers) implements AsyncFileObserver {

    static AsyncFileObserver of(List<AsyncFileObserver> observers) {
        return switch (observers.size()) {
            case 0 -> AsyncFileObserver.NONE;
            case 1 -> observers.get(0);
            default -> new CompositeObserver(observers);
        };
    }

    @Override
    public void operationCompleted(CompletedOperation operation) {
        Throwable failure = null;
        for (AsyncFileObserver observer : observers) {
            try {
                observer.operationCompleted(operation);
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (RuntimeException) failure;
        }
    }
}
