/** Auto-configuration of files over HTTP. */
@NullMarked
package io.github.asyncfiles.spring.boot.autoconfigure.web;

import org.jspecify.annotations.NullMarked;
