// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.stream;

import io.github.asyncfiles.spi.FileEngine;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the file that was written after another one: the one that has taken its place or, if the writer has gone through
 * several meanwhile, the oldest of those that were renamed before anybody looked.
 *
 * <p>Those have the path's name with a number or a date added, were written after the file that was read, in this order,
 * and do not begin as one that was read: such a one would be a copy. Where two were written within a tick of the clock,
 * the one is older whose name is closer to that of the file that was read: {@code log.7} comes after {@code log.6} where
 * numbers grow, before it where they are shifted.
 */
final class Successors {

    private static final int TRIES = 10;
    private static final int CONFIRMATIONS = 3;
    private static final int REMEMBERED = 64;
    private static final Comparator<String> BY_NAME = new NaturalOrder();

    /** What follows the name: {@code app.log.1}, {@code app.log-20261122}, {@code app.log.old}. */
    private static final Pattern ADDED = Pattern.compile("[-._](\\d[-._:T\\d]*|old)");

    /**
     * What comes before the extension: {@code app.1.log}, {@code app-2026-11-22.log}. A number behind a dash is none:
     * {@code app-2.log} may well be the log of another one.
     */
    private static final Pattern INSERTED = Pattern.compile("\\.\\d+|[-._]\\d{4}[-._]?\\d\\d[-._:T\\d]*");

    private final FileEngine engine;
    private final Path path;
    private final String name;
    private final Path directory;

    /** What those that were read last begin with. */
    private final Deque<byte[]> readHeads = new ArrayDeque<>();

    Successors(FileEngine engine, Path path) {
        this.engine = engine;
        this.path = path;
        this.name = String.valueOf(path.getFileName());
        Path parent = path.getParent();
        this.directory = parent != null ? parent : path.getFileSystem().getPath("");
    }

    Path directory() {
        return directory;
    }

    /** {@return whether an entry of the directory is the file, or may have been} */
    boolean isRelated(String entry) {
        if (entry.equals(name)) {
            return true;
        }
        if (entry.startsWith(name)) {
            return ADDED.matcher(entry.substring(name.length())).matches();
        }
        int dot = name.lastIndexOf('.');
        return dot > 0
                && entry.length() > name.length()
                && entry.startsWith(name.substring(0, dot))
                && entry.endsWith(name.substring(dot))
                && INSERTED.matcher(entry.substring(dot, entry.length() - (name.length() - dot)))
                        .matches();
    }

    /** Remembers a file that was read to its end. */
    void read(TailedFile file) {
        if (file.head().length > 0) {
            readHeads.addLast(file.head());
            if (readHeads.size() > REMEMBERED) {
                readHeads.removeFirst();
            }
        }
    }

    /**
     * Looks whether another file has followed.
     *
     * @param current that is read
     * @return that file, which the caller closes; {@code null} if there is none yet
     */
    @Nullable TailedFile next(TailedFile current) throws IOException {
        if (isInPlace(current)) {
            return null;
        }
        Set<Object> copies = new HashSet<>();
        for (int tries = 0; tries < TRIES; tries++) {
            Candidate first = oldest(current, copies);
            if (first == null) {
                return null;
            }
            TailedFile file = open(first);
            if (file == null) {
                continue;
            }
            if (follows(file, first, current, copies)) {
                return file;
            }
        }
        return null;
    }

    /** Whether it is what was written next; if not, it is closed. */
    private boolean follows(TailedFile file, Candidate first, TailedFile current, Set<Object> copies)
            throws IOException {
        boolean follows = false;
        try {
            if (!first.inPlace && isCopy(file, current)) {
                copies.add(first.key);
            } else {
                follows = isConfirmed(first, current, copies);
            }
        } finally {
            if (!follows) {
                file.close();
            }
        }
        return follows;
    }

    /** While a directory is read, what is renamed in it may go unseen, now and then: so it is read several times. */
    private boolean isConfirmed(Candidate first, TailedFile current, Set<Object> copies) throws IOException {
        for (int i = 0; i < CONFIRMATIONS; i++) {
            Candidate again = oldest(current, copies);
            if (again == null || !again.key.equals(first.key)) {
                return false;
            }
        }
        return true;
    }

    private boolean isInPlace(TailedFile current) throws IOException {
        try {
            return current.is(engine.readAttributes(path, BasicFileAttributes.class));
        } catch (NoSuchFileException none) {
            return false;
        }
    }

    private @Nullable TailedFile open(Candidate candidate) throws IOException {
        try {
            TailedFile file = TailedFile.open(engine, candidate.path);
            if (file == null || file.hasKey(candidate.key)) {
                return file;
            }
            file.close();
            return null;
        } catch (NoSuchFileException renamed) {
            return null;
        }
    }

    private boolean isCopy(TailedFile file, TailedFile current) {
        return file.beginsWith(current.head()) || readHeads.stream().anyMatch(file::beginsWith);
    }

    /** A file that may have been written next. */
    private record Candidate(Path path, boolean inPlace, Object key, FileTime lastModified) {}

    private @Nullable Candidate oldest(TailedFile current, Set<Object> copies) throws IOException {
        List<Candidate> candidates = new ArrayList<>();
        FileTime since = current.lastModified();
        String currentName = null;
        try (DirectoryStream<Path> entries = engine.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String entryName = String.valueOf(entry.getFileName());
                if (!isRelated(entryName)) {
                    continue;
                }
                BasicFileAttributes attributes;
                try {
                    attributes = engine.readAttributes(entry, BasicFileAttributes.class);
                } catch (IOException gone) {
                    // Or it leads nowhere, or may not be looked at: then it cannot be read either.
                    continue;
                }
                if (current.is(attributes)) {
                    currentName = entryName;
                    since = attributes.lastModifiedTime();
                } else if (attributes.isRegularFile()
                        && attributes.size() > 0
                        && attributes.fileKey() != null
                        && !copies.contains(attributes.fileKey())) {
                    boolean inPlace = entryName.equals(name);
                    candidates.add(new Candidate(entry, inPlace, attributes.fileKey(), attributes.lastModifiedTime()));
                }
            }
        } catch (NoSuchFileException none) {
            return null;
        } catch (DirectoryIteratorException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                return null;
            }
            throw e.getCause();
        }
        FileTime earliest = since;
        candidates.removeIf(candidate -> !candidate.inPlace && candidate.lastModified.compareTo(earliest) < 0);
        return candidates.stream().min(writtenBefore(currentName)).orElse(null);
    }

    private static Comparator<Candidate> writtenBefore(@Nullable String currentName) {
        Comparator<Candidate> byName =
                Comparator.comparing(candidate -> String.valueOf(candidate.path.getFileName()), BY_NAME);
        Comparator<Candidate> byDistance = currentName == null
                ? byName
                : (one, two) -> {
                    boolean growing = BY_NAME.compare(String.valueOf(one.path.getFileName()), currentName) > 0;
                    return growing ? byName.compare(one, two) : byName.compare(two, one);
                };
        return Comparator.comparing(Candidate::inPlace)
                .thenComparing(Candidate::lastModified)
                .thenComparing(byDistance);
    }
}
