/** Files over HTTP, on Spring MVC and Spring WebFlux, without a thread that waits for a disk or a client. */
@NullMarked
package io.github.asyncfiles.spring.web;

import org.jspecify.annotations.NullMarked;
