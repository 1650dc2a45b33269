// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import io.github.asyncfiles.AsyncFileTemplate;

/** A program that prints which engine is chosen, or why it cannot be had. Arguments: what is asked for. */
final class EngineChoice {

    private EngineChoice() {}

    public static void main(String[] arguments) {
        for (String engine : arguments) {
            try (AsyncFileTemplate files =
                    AsyncFileTemplate.builder().engine(engine).build()) {
                System.out.println(engine + " -> " + files.engineName());
            } catch (IllegalArgumentException e) {
                System.out.println(engine + " -> " + e.getMessage());
            }
        }
    }
}
