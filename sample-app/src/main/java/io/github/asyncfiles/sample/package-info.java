/** A file desk over HTTP. Start reading at {@link io.github.asyncfiles.sample.FileController}. */
@NullMarked
package io.github.asyncfiles.sample;

import org.jspecify.annotations.NullMarked;
