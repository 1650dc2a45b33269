/** What both stacks share: no API, may change at any time. */
@NullMarked
package io.github.asyncfiles.spring.web.internal;

import org.jspecify.annotations.NullMarked;
