// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import io.github.asyncfiles.AsyncFileOperations;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Saves beside the target, forces the bytes to the disk, and puts the file in the place of what is there.
 *
 * <p>The new file has the permissions of the old one, from the moment it is created, so that nobody reads it on its way who
 * may not read it there; without an old one those that any new file gets. Owner and other attributes are not kept; a
 * symbolic link is replaced, not followed.
 *
 * <p>The directory is not forced: after a crash of the machine the old file may be there again, whole.
 */
final class SavingInPlace extends Saving {

    private final Path target;
    private final Path temporary;
    private final boolean commitsItself;
    private volatile boolean created;
    private volatile boolean moved;

    /**
     * Creates it.
     *
     * @param commitsItself whether it ends with the move, rather than with {@link #commit} being called
     */
    SavingInPlace(
            AsyncFileOperations files,
            Deletion deletion,
            PartContent content,
            Runnable wake,
            Path target,
            boolean commitsItself) {
        super(files, deletion, content, wake);
        this.target = target;
        this.temporary = target.resolveSibling(
                ".upload-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".tmp");
        this.commitsItself = commitsItself;
    }

    @Override
    CompletableFuture<Long> save() {
        return oldPermissions()
                .thenCompose(permissions -> permissions == null
                        ? write(temporary, CREATE_NEW, WRITE).thenCompose(this::force)
                        : create(permissions)
                                .thenCompose(path -> write(temporary, WRITE))
                                .thenCompose(this::force)
                                .thenCompose(bytes -> files.setPosixFilePermissions(temporary, permissions)
                                        .thenApply(path -> bytes)))
                .thenCompose(bytes -> commitsItself ? commit().thenApply(nothing -> bytes) : completed(bytes))
                .exceptionally(thrown -> {
                    throw new CompletionException(named(Problem.unwrapped(thrown)));
                });
    }

    /** {@return the same failure of the file that the caller has asked for: of the temporary one nobody knows} */
    private Throwable named(Throwable failure) {
        if (!(failure instanceof FileSystemException e) || !temporary.toString().equals(e.getFile())) {
            return failure;
        }
        FileSystemException named;
        if (e instanceof NoSuchFileException) {
            named = new NoSuchFileException(target.toString(), null, e.getReason());
        } else if (e instanceof AccessDeniedException) {
            named = new AccessDeniedException(target.toString(), null, e.getReason());
        } else if (e.getClass() == FileSystemException.class) {
            named = new FileSystemException(target.toString(), null, e.getReason());
        } else {
            return failure;
        }
        named.initCause(e);
        return named;
    }

    private static CompletableFuture<Long> completed(long bytes) {
        return CompletableFuture.completedFuture(bytes);
    }

    private CompletableFuture<@Nullable Set<PosixFilePermission>> oldPermissions() {
        CompletableFuture<Set<PosixFilePermission>> reading;
        try {
            reading = files.getPosixFilePermissions(target);
        } catch (UnsupportedOperationException e) {
            reading = CompletableFuture.failedFuture(e);
        }
        return reading.exceptionally(thrown -> {
            Throwable failure = Problem.unwrapped(thrown);
            if (failure instanceof NoSuchFileException || failure instanceof UnsupportedOperationException) {
                return null;
            }
            throw new CompletionException(failure);
        });
    }

    private CompletableFuture<Path> create(Set<PosixFilePermission> permissions) {
        requireGoingOn();
        Set<PosixFilePermission> writable = EnumSet.of(PosixFilePermission.OWNER_WRITE);
        writable.addAll(permissions);
        return files.createFile(temporary, PosixFilePermissions.asFileAttribute(writable))
                .thenApply(path -> {
                    created = true;
                    return path;
                });
    }

    private CompletableFuture<Long> force(long bytes) {
        requireGoingOn();
        return files.withFile(temporary, file -> file.force(true), WRITE).thenApply(nothing -> bytes);
    }

    /** Puts it in its place. */
    CompletableFuture<?> commit() {
        requireGoingOn();
        return files.move(temporary, target, ATOMIC_MOVE, REPLACE_EXISTING).thenApply(path -> {
            moved = true;
            return path;
        });
    }

    @Override
    @Nullable Path leftAfterFailure() {
        return created || content.wasRequested() ? temporary : null;
    }

    @Override
    @Nullable Path leftAfterSuccess() {
        return moved ? null : temporary;
    }
}
