// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.util.Locale;

/** The operations of {@link AsyncFileOperations}, as observers, meters and messages name them. */
public enum FileOperation {
    /** {@code readAllBytes}. */
    READ_ALL_BYTES,
    /** {@code readString}. */
    READ_STRING,
    /** {@code readAllLines}. */
    READ_ALL_LINES,
    /** {@code write}. */
    WRITE,
    /** {@code writeString}. */
    WRITE_STRING,
    /** {@code copy}. */
    COPY,
    /** {@code copyRecursively}. */
    COPY_RECURSIVELY,
    /** {@code move}. */
    MOVE,
    /** {@code moveWithParents}. */
    MOVE_WITH_PARENTS,
    /** {@code delete}. */
    DELETE,
    /** {@code deleteIfExists}. */
    DELETE_IF_EXISTS,
    /** {@code deleteRecursively}. */
    DELETE_RECURSIVELY,
    /** {@code deleteWithEmptyParents}. */
    DELETE_WITH_EMPTY_PARENTS,
    /** {@code createFile}. */
    CREATE_FILE,
    /** {@code createDirectory}. */
    CREATE_DIRECTORY,
    /** {@code createDirectories}. */
    CREATE_DIRECTORIES,
    /** {@code createTempFile}. */
    CREATE_TEMP_FILE,
    /** {@code createTempDirectory}. */
    CREATE_TEMP_DIRECTORY,
    /** {@code createLink}. */
    CREATE_LINK,
    /** {@code createSymbolicLink}. */
    CREATE_SYMBOLIC_LINK,
    /** {@code readSymbolicLink}. */
    READ_SYMBOLIC_LINK,
    /** {@code exists}. */
    EXISTS,
    /** {@code notExists}. */
    NOT_EXISTS,
    /** {@code isDirectory}. */
    IS_DIRECTORY,
    /** {@code isRegularFile}. */
    IS_REGULAR_FILE,
    /** {@code isSymbolicLink}. */
    IS_SYMBOLIC_LINK,
    /** {@code isReadable}. */
    IS_READABLE,
    /** {@code isWritable}. */
    IS_WRITABLE,
    /** {@code isExecutable}. */
    IS_EXECUTABLE,
    /** {@code isHidden}. */
    IS_HIDDEN,
    /** {@code isSameFile}. */
    IS_SAME_FILE,
    /** {@code size}. */
    SIZE,
    /** {@code mismatch}. */
    MISMATCH,
    /** {@code probeContentType}. */
    PROBE_CONTENT_TYPE,
    /** {@code readAttributes}. */
    READ_ATTRIBUTES,
    /** {@code getAttribute}. */
    GET_ATTRIBUTE,
    /** {@code setAttribute}. */
    SET_ATTRIBUTE,
    /** {@code getLastModifiedTime}. */
    GET_LAST_MODIFIED_TIME,
    /** {@code setLastModifiedTime}. */
    SET_LAST_MODIFIED_TIME,
    /** {@code getPosixFilePermissions}. */
    GET_POSIX_FILE_PERMISSIONS,
    /** {@code setPosixFilePermissions}. */
    SET_POSIX_FILE_PERMISSIONS,
    /** {@code getOwner}. */
    GET_OWNER,
    /** {@code setOwner}. */
    SET_OWNER,
    /** {@code getFileStore}. */
    GET_FILE_STORE,
    /** {@code getUsableSpace}. */
    GET_USABLE_SPACE,
    /** {@code list}. */
    LIST,
    /** {@code entries}. */
    ENTRIES,
    /** {@code walk}. */
    WALK,
    /** {@code find}. */
    FIND,
    /** {@code lines}. */
    LINES,
    /** {@code tail}. */
    TAIL,
    /** {@code watch}. */
    WATCH,
    /** {@code watchRecursively}. */
    WATCH_RECURSIVELY,
    /** {@code open}. */
    OPEN,
    /** {@code openText}. */
    OPEN_TEXT,
    /** {@code temporaryFile}. */
    TEMPORARY_FILE,
    /** {@code spooledFile}. */
    SPOOLED_FILE,
    /** {@code temporaryDirectory}. */
    TEMPORARY_DIRECTORY,
    /** {@code read}. */
    READ,
    /** {@code readLine}. */
    READ_LINE,
    /** {@code readLines}. */
    READ_LINES,
    /** {@code peek}. */
    PEEK,
    /** {@code position}. */
    POSITION,
    /** {@code truncate}. */
    TRUNCATE,
    /** {@code close} of an open file, as {@link AsyncFileTemplate#close(java.time.Duration)} names it; not observed. */
    CLOSE,
    /** {@code flush}. */
    FLUSH,
    /** {@code force}. */
    FORCE,
    /** {@code lock}. */
    LOCK,
    /** {@code transferTo}. */
    TRANSFER_TO,
    /** {@code transferFrom}. */
    TRANSFER_FROM;

    private final String methodName;

    FileOperation() {
        StringBuilder camelCase = new StringBuilder();
        for (String word : name().toLowerCase(Locale.ROOT).split("_")) {
            camelCase.append(camelCase.isEmpty() ? word.charAt(0) : Character.toUpperCase(word.charAt(0)));
            camelCase.append(word, 1, word.length());
        }
        methodName = camelCase.toString();
    }

    /** {@return the name of the method, for example {@code readString}} */
    public String methodName() {
        return methodName;
    }

    /** {@return the name of the method} */
    @Override
    public String toString() {
        return methodName;
    }
}
