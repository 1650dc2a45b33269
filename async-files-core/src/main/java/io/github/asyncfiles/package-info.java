/**
 * File work that never blocks the code that asks for it.
 */
@NullMarked
package io.github.asyncfiles;

import org.jspecify.annotations.NullMarked;
