/** Files over HTTP with Spring WebFlux. */
@NullMarked
package io.github.asyncfiles.spring.web.reactive;

import org.jspecify.annotations.NullMarked;
