/** Auto-configuration of what Spring Boot Actuator shows. */
@NullMarked
package io.github.asyncfiles.spring.boot.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
