// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.stream;

import io.github.asyncfiles.internal.WorkerThreads;
import io.github.asyncfiles.spi.FileEngine;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells listeners what changes in directories: one thread and one {@link WatchService} for each file system, while
 * somebody listens.
 *
 * <p>Those who watch the same directory share its key: the JDK gives out the same one for each registration.
 */
public final class Watcher {

    private static final System.Logger LOGGER = System.getLogger("io.github.asyncfiles");

    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE
    };

    /** Held while registering, which may block: those who begin or end a watch wait for each other, nobody else. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<FileSystem, Service> services = new HashMap<>();

    /** Creates a watcher without a thread. */
    public Watcher() {}

    /** Is told on the thread of the watcher: must be quick. */
    public interface Listener {

        /**
         * Something has changed in the directory.
         *
         * @param events as the JDK has them: paths relative to the directory
         */
        void changed(List<WatchEvent<?>> events);

        /** The directory cannot be watched any more: mostly, it is gone. */
        void gone();
    }

    /**
     * Begins to watch a directory; may block.
     *
     * @param engine registers the watch
     * @param dir the directory
     * @param listener is told
     * @return ends the watch, when it is closed
     * @throws IOException when the directory cannot be watched
     * @throws UnsupportedOperationException where the file system has no watches
     */
    public Closeable watch(FileEngine engine, Path dir, Listener listener) throws IOException {
        lock.lock();
        try {
            Service service = services.get(dir.getFileSystem());
            if (service == null) {
                service = new Service(dir.getFileSystem());
            }
            return service.register(engine, dir, listener);
        } finally {
            lock.unlock();
        }
    }

    /** The watches of a file system. */
    private final class Service {

        private final FileSystem fileSystem;
        private final WatchService service;
        /** Registrations come and go under the lock; a key that is not valid any more goes without. */
        private final Map<WatchKey, List<Registration>> registrations = new ConcurrentHashMap<>();
        /** Used under the lock. */
        private int users;

        Service(FileSystem fileSystem) throws IOException {
            this.fileSystem = fileSystem;
            this.service = fileSystem.newWatchService();
            try {
                WorkerThreads.daemon("async-files-watch", this::dispatch).start();
            } catch (Throwable noThread) {
                service.close();
                throw noThread;
            }
            services.put(fileSystem, this);
        }

        Registration register(FileEngine engine, Path dir, Listener listener) throws IOException {
            users++;
            try {
                WatchKey key = engine.register(dir, service, KINDS);
                Registration registration = new Registration(this, key, listener);
                registrations
                        .computeIfAbsent(key, first -> new CopyOnWriteArrayList<>())
                        .add(registration);
                return registration;
            } catch (Throwable t) {
                leave();
                throw t;
            }
        }

        void deregister(Registration registration) throws IOException {
            List<Registration> others = registrations.get(registration.key);
            if (others != null && others.remove(registration) && others.isEmpty()) {
                registrations.remove(registration.key);
                registration.key.cancel();
            }
            leave();
        }

        private void leave() throws IOException {
            if (--users == 0) {
                services.remove(fileSystem);
                // Ends the thread, too.
                service.close();
            }
        }

        private void dispatch() {
            while (true) {
                try {
                    WatchKey key = service.take();
                    List<WatchEvent<?>> events = key.pollEvents();
                    boolean valid = key.reset();
                    for (Registration registration : listeningTo(key, valid)) {
                        registration.listener.changed(events);
                        if (!valid) {
                            registration.listener.gone();
                        }
                    }
                } catch (ClosedWatchServiceException e) {
                    return;
                } catch (InterruptedException | RuntimeException | Error e) {
                    // Nobody interrupts this thread, and listeners do not throw; if it happens all the same, the others
                    // are to be told yet.
                    LOGGER.log(System.Logger.Level.WARNING, "A listener was not told of changes", e);
                }
            }
        }

        private List<Registration> listeningTo(WatchKey key, boolean valid) {
            List<Registration> listening = valid ? registrations.get(key) : registrations.remove(key);
            if (listening != null) {
                return listening;
            }
            // Somebody is just registering: who waits for a slow disk holds up nobody but himself, mostly.
            lock.lock();
            try {
                return registrations.getOrDefault(key, List.of());
            } finally {
                lock.unlock();
            }
        }
    }

    private final class Registration implements Closeable {

        private final Service service;
        private final WatchKey key;
        private final Listener listener;
        private boolean closed;

        Registration(Service service, WatchKey key, Listener listener) {
            this.service = service;
            this.key = key;
            this.listener = listener;
        }

        @Override
        public void close() throws IOException {
            lock.lock();
            try {
                if (!closed) {
                    closed = true;
                    service.deregister(this);
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
