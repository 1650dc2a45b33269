// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import io.github.asyncfiles.AsyncFile;
import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.FileOperationRejectedException;
import io.github.asyncfiles.FileOperationTimeoutException;
import io.github.asyncfiles.spring.web.FileDownload;
import io.github.asyncfiles.spring.web.FileDownloadException;
import java.io.EOFException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** A file that is open to be sent, and what it is like. To be {@linkplain #end ended}, however it goes. */
public final class OpenDownload {

    /** How often a file is opened again that was replaced between its opening and the look at it. */
    private static final int TRIES = 5;

    /** What the template and the JDK say of paths at which there is no regular file. */
    private static final List<String> NOTHING_TO_SEND = List.of(
            "Is a directory",
            "Not a regular file",
            "Not a directory",
            "File name too long",
            "Too many levels of symbolic links");

    private static final System.Logger LOGGER = System.getLogger("io.github.asyncfiles");

    private final AsyncFileOperations files;
    private final FileDownload download;
    private final AsyncFile file;
    private final BasicFileAttributes attributes;
    private final Instant openedAt = Instant.now();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicBoolean taken = new AtomicBoolean();
    private volatile @Nullable Throwable broken;

    private OpenDownload(
            AsyncFileOperations files, FileDownload download, AsyncFile file, BasicFileAttributes attributes) {
        this.files = files;
        this.download = download;
        this.file = file;
        this.attributes = attributes;
    }

    /**
     * Opens what is to be sent. What cannot be opened is ended at once.
     *
     * @param template opens the file, unless the download says otherwise
     * @param download what is to be sent
     * @return a future of the open file; fails with a {@link FileDownloadException}, or as the template does
     */
    public static CompletableFuture<OpenDownload> open(AsyncFileOperations template, FileDownload download) {
        AsyncFileOperations files = download.files() == null ? template : download.files();
        AsyncFile given = download.file();
        CompletableFuture<OpenDownload> opened = new CompletableFuture<>();
        CompletableFuture<OpenDownload> opening;
        try {
            opening = given == null
                    ? open(files, download, TRIES)
                    : given.readAttributes()
                            .thenApply(attributes -> new OpenDownload(files, download, given, attributes));
        } catch (RuntimeException e) {
            // The template is closed.
            opening = CompletableFuture.failedFuture(e);
        }
        opening.whenComplete((open, thrown) -> {
            if (thrown == null) {
                opened.complete(open);
                return;
            }
            Throwable failure = translate(unwrap(thrown));
            if (given != null) {
                given.close();
            }
            endWithoutFile(files, download, failure);
            opened.completeExceptionally(failure);
        });
        return opened;
    }

    private static CompletableFuture<OpenDownload> open(AsyncFileOperations files, FileDownload download, int tries) {
        return files.open(download.path())
                .thenCompose(file -> file.readAttributes()
                        .handle((attributes, thrown) -> {
                            if (thrown == null) {
                                return CompletableFuture.completedFuture(
                                        new OpenDownload(files, download, file, attributes));
                            }
                            file.close();
                            return tries > 1 && wasReplaced(unwrap(thrown))
                                    ? open(files, download, tries - 1)
                                    : CompletableFuture.<OpenDownload>failedFuture(thrown);
                        })
                        .thenCompose(next -> next));
    }

    /** {@return whether the caller is to answer with it, and ends it; if not, the client has gone, and it was ended} */
    public boolean take() {
        return taken.compareAndSet(false, true);
    }

    /** Nobody will answer with it any more who has not begun. */
    public void endUnlessTaken() {
        if (taken.compareAndSet(false, true)) {
            end(new CancellationException("The client has gone"));
        }
    }

    /** {@return what is sent} */
    public FileDownload download() {
        return download;
    }

    /** {@return the open file} */
    public AsyncFile file() {
        return file;
    }

    /** {@return what it is like} */
    public BasicFileAttributes attributes() {
        return attributes;
    }

    /** {@return when that was looked at} */
    public Instant openedAt() {
        return openedAt;
    }

    /** {@return what to fail with when the file has ended before its end} */
    public EOFException hasShrunk() {
        return new EOFException(download.path() + " has become shorter while it was sent");
    }

    /**
     * Says in the log that the file could not be read to its end, which the client sees only as a connection that ends.
     *
     * @param thrown why
     */
    public void cannotBeRead(Throwable thrown) {
        if (ended.get()) {
            // It was closed, since the client has gone.
            return;
        }
        brokenOff(thrown);
        LOGGER.log(
                System.Logger.Level.WARNING,
                () -> "Sending " + download.path() + " was broken off: " + thrown.getMessage());
    }

    /**
     * Remembers what went wrong, for a server that does not.
     *
     * @param thrown what is told in the end, unless something went wrong before
     */
    public void brokenOff(Throwable thrown) {
        if (broken == null) {
            broken = thrown;
        }
    }

    /**
     * Closes the file, and does what was asked for afterwards; the second time, nothing.
     *
     * @param failure why not all was sent, {@code null} if it was
     */
    public void end(@Nullable Throwable failure) {
        if (ended.compareAndSet(false, true)) {
            Throwable first = broken == null ? failure : broken;
            file.close().whenComplete((nothing, thrown) -> endWithoutFile(files, download, first));
        }
    }

    private static void endWithoutFile(AsyncFileOperations files, FileDownload download, @Nullable Throwable failure) {
        if (!download.isDeletedAfterwards()) {
            tell(download.afterwards(), failure);
            return;
        }
        new Deletion(files, ForkJoinPool.commonPool()).of(download.path()).whenComplete((deleted, thrown) -> {
            if (thrown != null) {
                LOGGER.log(System.Logger.Level.WARNING, "Cannot delete what was sent", thrown);
            }
            tell(download.afterwards(), failure);
        });
    }

    private static void tell(@Nullable Consumer<@Nullable Throwable> afterwards, @Nullable Throwable failure) {
        if (afterwards != null) {
            try {
                afterwards.accept(failure);
            } catch (RuntimeException | Error e) {
                LOGGER.log(System.Logger.Level.WARNING, "What was to be done after a download has failed", e);
            }
        }
    }

    /**
     * Finds what a future has failed with.
     *
     * @param thrown as a callback gets it
     * @return the cause
     */
    public static Throwable unwrap(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    private static boolean wasReplaced(Throwable thrown) {
        return thrown instanceof FileSystemException e
                && String.valueOf(e.getReason()).startsWith("Was replaced");
    }

    /**
     * Finds the status for a file that cannot be opened, or not be read from its start.
     *
     * @param thrown why
     * @return a {@link FileDownloadException}, or the same
     */
    public static Throwable translate(Throwable thrown) {
        if (thrown instanceof FileOperationRejectedException
                || thrown instanceof FileOperationTimeoutException
                || wasReplaced(thrown)) {
            return new FileDownloadException(HttpStatus.SERVICE_UNAVAILABLE, thrown);
        }
        if (thrown instanceof AccessDeniedException) {
            return new FileDownloadException(HttpStatus.FORBIDDEN, thrown);
        }
        return isAbsent(thrown) ? new FileDownloadException(HttpStatus.NOT_FOUND, thrown) : thrown;
    }

    /** Nothing that could be sent: to the client all the same. */
    private static boolean isAbsent(Throwable thrown) {
        if (thrown instanceof NoSuchFileException || thrown instanceof NotDirectoryException) {
            return true;
        }
        String reason = thrown instanceof FileSystemException e ? e.getReason() : null;
        return reason != null && NOTHING_TO_SEND.stream().anyMatch(reason::startsWith);
    }
}
