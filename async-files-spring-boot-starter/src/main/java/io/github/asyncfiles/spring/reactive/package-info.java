/** The template for Reactor. */
@NullMarked
package io.github.asyncfiles.spring.reactive;

import org.jspecify.annotations.NullMarked;
