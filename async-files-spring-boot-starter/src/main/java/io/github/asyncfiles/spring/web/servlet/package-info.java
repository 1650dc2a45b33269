/** Files over HTTP with Spring MVC. */
@NullMarked
package io.github.asyncfiles.spring.web.servlet;

import org.jspecify.annotations.NullMarked;
