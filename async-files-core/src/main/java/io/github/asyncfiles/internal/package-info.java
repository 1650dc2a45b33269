/**
 * The machine behind the API: the worker pool, the portable engine, whole-file and tree work, the publisher. Nothing in
 * here is for users, and all of it may change in any release.
 */
@NullMarked
package io.github.asyncfiles.internal;

import org.jspecify.annotations.NullMarked;
