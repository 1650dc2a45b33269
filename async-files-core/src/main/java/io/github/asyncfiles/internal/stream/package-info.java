// SPDX-License-Identifier: Apache-2.0
/** Publishers and subscribers: one machine, and what it draws from. */
@NullMarked
package io.github.asyncfiles.internal.stream;

import org.jspecify.annotations.NullMarked;
