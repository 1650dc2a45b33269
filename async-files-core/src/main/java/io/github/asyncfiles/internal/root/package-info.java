// SPDX-License-Identifier: Apache-2.0
/** Keeps to a root: an engine that cannot be led out of a directory. */
@NullMarked
package io.github.asyncfiles.internal.root;

import org.jspecify.annotations.NullMarked;
