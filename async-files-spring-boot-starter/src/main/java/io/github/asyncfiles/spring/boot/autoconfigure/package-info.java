/** Auto-configuration of the template and its executor. */
@NullMarked
package io.github.asyncfiles.spring.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
