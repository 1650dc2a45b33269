/** Auto-configuration of the template for Reactor. */
@NullMarked
package io.github.asyncfiles.spring.boot.autoconfigure.reactive;

import org.jspecify.annotations.NullMarked;
