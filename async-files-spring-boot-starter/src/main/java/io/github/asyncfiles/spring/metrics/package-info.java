/** What the template does, in Micrometer. */
@NullMarked
package io.github.asyncfiles.spring.metrics;

import org.jspecify.annotations.NullMarked;
