// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

/**
 * What happens to a file that is {@linkplain AsyncFileOperations#tail followed}.
 *
 * <p>Made by the library only.
 */
public sealed interface TailEvent {

    /**
     * A line was appended.
     *
     * @param text of the line, without what ends it
     * @param position where in its file the line begins, in bytes
     * @param nextPosition where the next line begins, in bytes: {@linkplain TailFrom#position from there on} another
     *     subscription repeats nothing
     */
    record Line(String text, long position, long nextPosition) implements TailEvent {}

    /**
     * The file was cut off, or emptied and written anew: what stood in it unread, if anything did, is lost. What comes next
     * is new; none of it was in the file before.
     *
     * @param position how far the file had been read, in bytes
     */
    record Truncated(long position) implements TailEvent {}

    /**
     * Another file has taken the place of the one that was read, which has come to its end: it was renamed or deleted. What
     * comes next is in the new file.
     *
     * @param position how far the old file was read, in bytes: to its end
     */
    record Rotated(long position) implements TailEvent {}
}
