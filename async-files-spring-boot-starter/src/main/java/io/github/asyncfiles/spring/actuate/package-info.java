/** What Spring Boot Actuator shows of templates. */
@NullMarked
package io.github.asyncfiles.spring.actuate;

import org.jspecify.annotations.NullMarked;
