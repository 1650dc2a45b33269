// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

/** The contract beneath a root, in a file system that knows no paths of the default one. */
class RootedJimfsTest extends JimfsTest {

    @Override
    AsyncFileTemplateBuilder configured(AsyncFileTemplateBuilder builder) {
        return builder.root(dir);
    }

    @Override
    boolean hasHardLinks() {
        return false;
    }

    @Override
    boolean readsSymbolicLinks() {
        return false;
    }
}
