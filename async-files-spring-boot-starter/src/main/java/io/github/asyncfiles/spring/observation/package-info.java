/** Each operation as a span of a trace, with Micrometer's Observation. */
@NullMarked
package io.github.asyncfiles.spring.observation;

import org.jspecify.annotations.NullMarked;
