// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.stream;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import io.github.asyncfiles.spi.FileEngine;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What changes in a directory, or in it and all below it. Events wait in {@link #inbox} until they are fetched; when they
 * become too many, one that asks for a new look takes their place.
 *
 * @param <T> the type of the events
 */
public final class WatchSource<T> implements StreamSource<T> {

    /** More than the JDK keeps for a directory, few enough to be held for many watches. */
    private static final int MOST_WAITING = 4096;

    private static final int BATCH_SIZE = 256;

    private final FileEngine engine;
    private final Watcher watcher;
    private final Path root;
    private final boolean recursive;
    private final Events<T> events;
    private final Runnable wake;

    private final ReentrantLock lock = new ReentrantLock();
    // Under the lock:
    private final Deque<Change> inbox = new ArrayDeque<>();
    private final Set<Path> modified = new HashSet<>();
    /** At first, too: what is there before the watch begins is for the subscriber to look at. */
    private boolean overflown = true;

    private boolean rootGone;

    /** Used by one thread at a time. */
    private final Map<Path, Closeable> watches = new HashMap<>();

    private WatchSource(
            FileEngine engine, Watcher watcher, Path root, boolean recursive, Events<T> events, Runnable wake) {
        this.engine = engine;
        this.watcher = watcher;
        this.root = root;
        this.recursive = recursive;
        this.events = events;
        this.wake = wake;
    }

    /**
     * Makes events.
     *
     * @param <T> their type
     */
    @FunctionalInterface
    public interface Events<T> {

        /**
         * Makes an event.
         *
         * @param kind of the event
         * @param path of the entry; of the watched directory, when events were lost
         * @return the event
         */
        T of(WatchEvent.Kind<?> kind, Path path);
    }

    /**
     * Begins to watch.
     *
     * @param <T> the type of the events
     * @param engine reads directories
     * @param watcher tells of changes
     * @param root the directory
     * @param recursive whether all below it is watched, too
     * @param events made of what happens
     * @param wake called when there are events
     * @return the source
     * @throws IOException when the directory cannot be watched
     */
    public static <T> WatchSource<T> open(
            FileEngine engine, Watcher watcher, Path root, boolean recursive, Events<T> events, Runnable wake)
            throws IOException {
        WatchSource<T> source = new WatchSource<>(engine, watcher, root, recursive, events, wake);
        try {
            // What is below comes with the first event, which asks for a look at everything.
            source.watch(root);
            return source;
        } catch (Throwable t) {
            try (source) {
                throw t;
            }
        }
    }

    /** Something happened to an entry. */
    private record Change(WatchEvent.Kind<?> kind, Path entry) {}

    // On the thread of the watcher

    private final class Directory implements Watcher.Listener {

        private final Path path;

        Directory(Path path) {
            this.path = path;
        }

        @Override
        public void changed(List<WatchEvent<?>> events) {
            lock.lock();
            try {
                events.forEach(this::add);
            } finally {
                lock.unlock();
            }
            wake.run();
        }

        private void add(WatchEvent<?> event) {
            if (overflown) {
                // Who looks anew sees this, too.
                return;
            }
            if (!(event.context() instanceof Path name) || inbox.size() == MOST_WAITING) {
                inbox.clear();
                modified.clear();
                overflown = true;
                return;
            }
            Path entry = path.resolve(name);
            if (event.kind() == ENTRY_MODIFY) {
                if (modified.add(entry)) {
                    inbox.add(new Change(ENTRY_MODIFY, entry));
                }
            } else {
                modified.remove(entry);
                inbox.add(new Change(event.kind(), entry));
            }
        }

        @Override
        public void gone() {
            if (path.equals(root)) {
                lock.lock();
                try {
                    rootGone = true;
                } finally {
                    lock.unlock();
                }
                wake.run();
            }
        }
    }

    // On workers

    @Override
    public Progress fill(Elements<T> elements) throws IOException {
        for (Change change : take()) {
            if (recursive && change.kind == ENTRY_DELETE) {
                // It may have been moved, and would be known by its old name.
                unwatch(watched -> watched.startsWith(change.entry));
            }
            elements.add(events.of(change.kind, change.entry));
            if (recursive && change.kind == OVERFLOW) {
                // Directories may have come, gone and moved unnoticed.
                unwatch(watched -> !watched.equals(root));
                watchBelow(root, null);
            } else if (recursive && change.kind == ENTRY_CREATE && engine.isDirectory(change.entry, NOFOLLOW_LINKS)) {
                watchNew(change.entry, elements);
            }
        }
        lock.lock();
        try {
            if (!inbox.isEmpty() || overflown) {
                return Progress.MORE;
            }
            if (rootGone && elements.size() == 0) {
                throw new NoSuchFileException(root.toString());
            }
            return rootGone ? Progress.MORE : Progress.WAIT;
        } finally {
            lock.unlock();
        }
    }

    private List<Change> take() {
        lock.lock();
        try {
            List<Change> taken = new ArrayList<>();
            if (overflown) {
                overflown = false;
                taken.add(new Change(OVERFLOW, root));
            }
            while (taken.size() < BATCH_SIZE && !inbox.isEmpty()) {
                Change change = inbox.removeFirst();
                modified.remove(change.entry);
                taken.add(change);
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void watchNew(Path dir, Elements<T> created) throws IOException {
        if (watchIfThere(dir)) {
            watchBelow(dir, created);
        }
    }

    private void watch(Path dir) throws IOException {
        if (!watches.containsKey(dir)) {
            watches.put(dir, watcher.watch(engine, dir, new Directory(dir)));
        }
    }

    /** Watches what is below a directory and reports, if it is new, what is there already. */
    private void watchBelow(Path dir, @Nullable Elements<T> created) throws IOException {
        Deque<Path> directories = new ArrayDeque<>(List.of(dir));
        for (Path next = directories.poll(); next != null; next = directories.poll()) {
            try (DirectoryStream<Path> entries = engine.newDirectoryStream(next)) {
                for (Path entry : entries) {
                    if (created != null && created.size() <= MOST_WAITING) {
                        // Beyond that, a new look is cheaper.
                        created.add(
                                created.size() < MOST_WAITING
                                        ? events.of(ENTRY_CREATE, entry)
                                        : events.of(OVERFLOW, root));
                    }
                    if (engine.isDirectory(entry, NOFOLLOW_LINKS) && watchIfThere(entry)) {
                        directories.add(entry);
                    }
                }
            } catch (DirectoryIteratorException e) {
                if (!(e.getCause() instanceof NoSuchFileException)) {
                    throw e.getCause();
                }
            } catch (NoSuchFileException | NotDirectoryException gone) {
                // Its end is reported, too.
            } catch (AccessDeniedException closed) {
                if (next.equals(root)) {
                    throw closed;
                }
                // What is in it is nobody's business; the rest is watched all the same.
            }
        }
    }

    private boolean watchIfThere(Path dir) throws IOException {
        try {
            watch(dir);
            return true;
        } catch (NoSuchFileException | NotDirectoryException | AccessDeniedException notForUs) {
            return false;
        }
    }

    private void unwatch(Predicate<Path> which) throws IOException {
        List<Closeable> ended = new ArrayList<>();
        watches.entrySet().removeIf(watch -> which.test(watch.getKey()) && ended.add(watch.getValue()));
        Closing.all(ended);
    }

    @Override
    public void close() throws IOException {
        unwatch(watched -> true);
    }
}
