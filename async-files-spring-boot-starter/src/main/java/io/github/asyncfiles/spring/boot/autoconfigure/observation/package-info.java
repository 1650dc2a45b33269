/** Auto-configuration of observations, and of what is taken along to callbacks. */
@NullMarked
package io.github.asyncfiles.spring.boot.autoconfigure.observation;

import org.jspecify.annotations.NullMarked;
