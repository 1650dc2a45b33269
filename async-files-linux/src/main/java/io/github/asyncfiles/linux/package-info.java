// SPDX-License-Identifier: Apache-2.0
/** The engine for Linux, over the foreign function API. Found by {@link java.util.ServiceLoader}; nobody calls it. */
@NullMarked
package io.github.asyncfiles.linux;

import org.jspecify.annotations.NullMarked;
