/**
 * What an engine implements: the calls that really touch the disk. Nothing here knows of futures, queues or limits;
 * those are the business of {@code io.github.asyncfiles}.
 */
@NullMarked
package io.github.asyncfiles.spi;

import org.jspecify.annotations.NullMarked;
