// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring;

import io.github.asyncfiles.AsyncFileObserver;

/** An observer that tells templates apart. As it is, it observes the main one. */
public interface ObserverOfTemplates extends AsyncFileObserver {

    /**
     * Makes an observer of another template.
     *
     * @param template the name of the template
     * @return observes that one
     */
    AsyncFileObserver observerOf(String template);
}
