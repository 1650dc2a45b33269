/** Auto-configuration of the template's meters. */
@NullMarked
package io.github.asyncfiles.spring.boot.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
