/** Auto-configuration of what springdoc says about files over HTTP. */
@NullMarked
package io.github.asyncfiles.spring.boot.autoconfigure.springdoc;

import org.jspecify.annotations.NullMarked;
