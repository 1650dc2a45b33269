/** What users of the Spring Boot starter import. */
@NullMarked
package io.github.asyncfiles.spring;

import org.jspecify.annotations.NullMarked;
