// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.asyncfiles.spring.web.RawHttp.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Requests that depend on something or ask for parts, and their answers: RFC 9110, sections 13 and 14, and what is left to
 * the server there, as {@code RangeHeader} and {@code Conditions} have it.
 *
 * <p>A row is: method and file | headers, between {@code &&} | status | ranges that are sent. The last is {@code all} for
 * the whole file, {@code none} for nothing, one range for a body that is it, or several for parts of
 * {@code multipart/byteranges}. {@code {date}} is when the file was changed, {@code {tag}} its tag, {@code {weak}} the same
 * as a weak one, {@code {bare}} the same without quotes.
 */
final class RequestTable {

    static final Instant MODIFIED = Instant.parse("2024-02-29T12:34:56.789Z");

    private static final Map<String, String> PLACEHOLDERS = Map.of(
            "{date}", "Thu, 29 Feb 2024 12:34:56 GMT",
            "{before}", "Thu, 29 Feb 2024 12:34:55 GMT",
            "{after}", "Thu, 29 Feb 2024 12:34:57 GMT",
            "{rfc850}", "Thursday, 29-Feb-24 12:34:56 GMT",
            "{asctime}", "Thu Feb 29 12:34:56 2024",
            "{huge}", "99999999999999999999",
            "{sixteen}", ranges(16),
            "{seventeen}", ranges(17),
            "{thousand}", "0-0,".repeat(1000));

    private static final String ROWS = """
            GET digits.txt | | 200 | all
            HEAD digits.txt | | 200 | all

            GET digits.txt | If-None-Match: {tag} | 304 | none
            GET digits.txt | If-None-Match: {weak} | 304 | none
            GET digits.txt | If-None-Match: "other" | 200 | all
            GET digits.txt | If-None-Match: W/"other" | 200 | all
            GET digits.txt | If-None-Match: "other", {tag} | 304 | none
            GET digits.txt | If-None-Match: "other",{weak} ,"more" | 304 | none
            GET digits.txt | If-None-Match: "a,b", {tag} | 304 | none
            GET digits.txt | If-None-Match: , ,{tag}, | 304 | none
            GET digits.txt | If-None-Match: * | 304 | none
            GET digits.txt | If-None-Match: "*" | 200 | all
            GET digits.txt | If-None-Match: "other" && If-None-Match: {tag} | 304 | none
            GET digits.txt | If-None-Match: {bare} | 200 | all
            GET digits.txt | If-None-Match: "x{bare}" | 200 | all
            GET digits.txt | If-None-Match: "{bare}x" | 200 | all
            GET digits.txt | If-None-Match: "{bare} | 200 | all
            GET digits.txt | If-None-Match: | 200 | all
            HEAD digits.txt | If-None-Match: {tag} | 304 | none
            HEAD digits.txt | If-None-Match: "other" | 200 | all
            GET empty.txt | If-None-Match: {tag} | 304 | none
            GET large.bin | If-None-Match: {tag} | 304 | none
            GET large.bin | If-None-Match: "other" | 200 | all
            POST digits.txt | If-None-Match: {tag} | 200 | all

            GET digits.txt | If-Match: {tag} | 200 | all
            GET digits.txt | If-Match: {weak} | 412 | none
            GET digits.txt | If-Match: * | 200 | all
            GET digits.txt | If-Match: "*" | 412 | none
            GET digits.txt | If-Match: "other" | 412 | none
            GET digits.txt | If-Match: "other", {tag} | 200 | all
            GET digits.txt | If-Match: "other", {weak} | 412 | none
            GET digits.txt | If-Match: {weak}, {tag} | 200 | all
            GET digits.txt | If-Match: {bare} | 412 | none
            HEAD digits.txt | If-Match: {tag} | 200 | all
            HEAD digits.txt | If-Match: "other" | 412 | none
            POST digits.txt | If-Match: "other" | 200 | all

            GET digits.txt | If-Modified-Since: {date} | 304 | none
            GET digits.txt | If-Modified-Since: {before} | 200 | all
            GET digits.txt | If-Modified-Since: {after} | 304 | none
            GET digits.txt | If-Modified-Since: {rfc850} | 304 | none
            GET digits.txt | If-Modified-Since: {asctime} | 304 | none
            GET digits.txt | If-Modified-Since: Thu Feb 29 12:34:55 2024 | 200 | all
            GET digits.txt | If-Modified-Since: Wed, 31 Dec 1969 23:59:59 GMT | 200 | all
            GET digits.txt | If-Modified-Since: yesterday | 200 | all
            GET digits.txt | If-Modified-Since: 0 | 200 | all
            GET digits.txt | If-Modified-Since: | 200 | all
            GET digits.txt | If-Modified-Since: 2024-02-29T12:34:56Z | 200 | all
            GET old.txt | If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT | 304 | none
            GET old.txt | If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT | 304 | none
            GET old.txt | If-Modified-Since: Sun Nov  6 08:49:37 1994 | 304 | none
            GET old.txt | If-Modified-Since: Sun Nov  6 08:49:36 1994 | 200 | all
            HEAD digits.txt | If-Modified-Since: {date} | 304 | none
            HEAD digits.txt | If-Modified-Since: {before} | 200 | all
            GET empty.txt | If-Modified-Since: {date} | 304 | none
            POST digits.txt | If-Modified-Since: {date} | 200 | all

            GET digits.txt | If-Unmodified-Since: {date} | 200 | all
            GET digits.txt | If-Unmodified-Since: {before} | 412 | none
            GET digits.txt | If-Unmodified-Since: {after} | 200 | all
            GET digits.txt | If-Unmodified-Since: {rfc850} | 200 | all
            GET digits.txt | If-Unmodified-Since: {asctime} | 200 | all
            GET digits.txt | If-Unmodified-Since: Thursday, 29-Feb-24 12:34:55 GMT | 412 | none
            GET digits.txt | If-Unmodified-Since: Thu Feb 29 12:34:55 2024 | 412 | none
            GET digits.txt | If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT | 412 | none
            GET digits.txt | If-Unmodified-Since: Wed, 31 Dec 1969 23:59:59 GMT | 412 | none
            GET digits.txt | If-Unmodified-Since: yesterday | 200 | all
            GET old.txt | If-Unmodified-Since: Sunday, 06-Nov-94 08:49:36 GMT | 412 | none
            GET old.txt | If-Unmodified-Since: Sun Nov  6 08:49:36 1994 | 412 | none
            GET old.txt | If-Unmodified-Since: Sun Nov  6 08:49:37 1994 | 200 | all
            HEAD digits.txt | If-Unmodified-Since: {before} | 412 | none
            POST digits.txt | If-Unmodified-Since: {before} | 200 | all

            GET digits.txt | If-Match: {tag} && If-Unmodified-Since: {before} | 200 | all
            GET digits.txt | If-Match: "other" && If-Unmodified-Since: {date} | 412 | none
            GET digits.txt | If-None-Match: {tag} && If-Modified-Since: {before} | 304 | none
            GET digits.txt | If-None-Match: "other" && If-Modified-Since: {date} | 200 | all
            GET digits.txt | If-None-Match: {tag} && If-Modified-Since: {date} | 304 | none
            GET digits.txt | If-Match: "other" && If-None-Match: {tag} | 412 | none
            GET digits.txt | If-Match: {tag} && If-None-Match: {tag} | 304 | none
            GET digits.txt | If-Match: {tag} && If-Modified-Since: {date} | 304 | none
            GET digits.txt | If-Unmodified-Since: {date} && If-Modified-Since: {date} | 304 | none
            GET digits.txt | If-Unmodified-Since: {before} && If-None-Match: {tag} | 412 | none
            GET digits.txt | If-Unmodified-Since: {date} && If-None-Match: {tag} | 304 | none
            GET digits.txt | If-None-Match: {tag} && Range: bytes=0-1 | 304 | none
            GET digits.txt | If-None-Match: {tag} && Range: bytes=99- | 304 | none
            GET digits.txt | If-None-Match: "other" && Range: bytes=0-1 | 206 | 0-1
            GET digits.txt | If-Match: "other" && Range: bytes=0-1 | 412 | none
            GET digits.txt | If-Match: {tag} && Range: bytes=0-1 | 206 | 0-1
            GET digits.txt | If-Match: {tag} && Range: bytes=99- | 416 | none
            GET digits.txt | If-Modified-Since: {date} && Range: bytes=0-1 | 304 | none
            GET digits.txt | If-Unmodified-Since: {before} && Range: bytes=0-1 && If-Range: "other" | 412 | none
            GET digits.txt | If-Unmodified-Since: {date} && Range: bytes=2-3 | 206 | 2-3

            GET digits.txt | If-Range: {tag} && Range: bytes=2-3 | 206 | 2-3
            GET digits.txt | If-Range: {tag} && Range: bytes=2-3,5-5 | 206 | 2-3 5-5
            GET digits.txt | If-Range: {weak} && Range: bytes=2-3 | 200 | all
            GET digits.txt | If-Range: "other" && Range: bytes=2-3 | 200 | all
            GET digits.txt | If-Range: {date} && Range: bytes=2-3 | 206 | 2-3
            GET digits.txt | If-Range: {rfc850} && Range: bytes=2-3 | 206 | 2-3
            GET digits.txt | If-Range: {asctime} && Range: bytes=2-3 | 206 | 2-3
            GET digits.txt | If-Range: {before} && Range: bytes=2-3 | 200 | all
            GET digits.txt | If-Range: {after} && Range: bytes=2-3 | 200 | all
            GET digits.txt | If-Range: yesterday && Range: bytes=2-3 | 200 | all
            GET digits.txt | If-Range: * && Range: bytes=2-3 | 200 | all
            GET digits.txt | If-Range: "other", {tag} && Range: bytes=2-3 | 200 | all
            GET digits.txt | If-Range: {bare} && Range: bytes=2-3 | 200 | all
            GET digits.txt | If-Range: {tag} && Range: bytes=99- | 416 | none
            GET digits.txt | If-Range: "other" && Range: bytes=99- | 200 | all
            GET digits.txt | If-Range: "other" | 200 | all
            GET digits.txt | If-Range: {tag} | 200 | all
            GET large.bin | If-Range: {tag} && Range: bytes=500000-599999 | 206 | 500000-599999
            HEAD digits.txt | If-Range: {tag} && Range: bytes=2-3 | 200 | all

            GET digits.txt | Range: bytes=0-0 | 206 | 0-0
            GET digits.txt | Range: bytes=3-5 | 206 | 3-5
            GET digits.txt | Range: bytes=0-9 | 206 | 0-9
            GET digits.txt | Range: bytes=0- | 206 | 0-9
            GET digits.txt | Range: bytes=9- | 206 | 9-9
            GET digits.txt | Range: bytes=9-9 | 206 | 9-9
            GET digits.txt | Range: bytes=5-100 | 206 | 5-9
            GET digits.txt | Range: bytes=003-0005 | 206 | 3-5
            GET digits.txt | Range: bytes=-1 | 206 | 9-9
            GET digits.txt | Range: bytes=-10 | 206 | 0-9
            GET digits.txt | Range: bytes=-11 | 206 | 0-9
            GET digits.txt | Range: bytes=-{huge} | 206 | 0-9
            GET digits.txt | Range: bytes=5-{huge} | 206 | 5-9
            GET digits.txt | Range: bytes=5-9223372036854775807 | 206 | 5-9
            GET digits.txt | Range: BYTES=3-5 | 206 | 3-5
            GET digits.txt | Range: bytes= 3-5 | 206 | 3-5
            GET digits.txt | Range: bytes=3-5, | 206 | 3-5
            GET digits.txt | Range: bytes=, ,3-5 | 206 | 3-5

            GET digits.txt | Range: bytes=10- | 416 | none
            GET digits.txt | Range: bytes=10-20 | 416 | none
            GET digits.txt | Range: bytes=-0 | 416 | none
            GET digits.txt | Range: bytes={huge}- | 416 | none
            GET digits.txt | Range: bytes={huge}-{huge} | 416 | none
            GET digits.txt | Range: bytes=9223372036854775807- | 416 | none
            GET digits.txt | Range: bytes=10-,20-30,-0 | 416 | none
            GET digits.txt | Range: bytes=10-,3-5 | 206 | 3-5
            GET digits.txt | Range: bytes=-0,3-5 | 206 | 3-5

            GET digits.txt | Range: bytes=0-1,4-5 | 206 | 0-1 4-5
            GET digits.txt | Range: bytes=4-5,0-1 | 206 | 4-5 0-1
            GET digits.txt | Range: bytes=0-1 ,	4-5 | 206 | 0-1 4-5
            GET digits.txt | Range: bytes=0-1,,4-5 | 206 | 0-1 4-5
            GET digits.txt | Range: bytes=0-0,-1 | 206 | 0-0 9-9
            GET digits.txt | Range: bytes=0-4,5- | 206 | 0-4 5-9
            GET digits.txt | Range: bytes=0-2,2-4 | 206 | 0-2 2-4
            GET digits.txt | Range: bytes=1-1,1-1 | 206 | 1-1 1-1
            GET digits.txt | Range: bytes=0-1,10-20,4-5 | 206 | 0-1 4-5
            GET digits.txt | Range: bytes=0-5,5-9 | 200 | all
            GET digits.txt | Range: bytes=0-,-1 | 200 | all
            GET digits.txt | Range: bytes=0-9,0-9 | 200 | all
            GET large.bin | Range: bytes={sixteen} | 206 | {sixteen}
            GET large.bin | Range: bytes={seventeen} | 200 | all
            GET large.bin | Range: bytes={thousand} | 200 | all
            GET digits.txt | Range: bytes={thousand} | 200 | all

            GET digits.txt | Range: bytes=5-4 | 200 | all
            GET digits.txt | Range: bytes=0-0,5-4 | 200 | all
            GET digits.txt | Range: bytes= | 200 | all
            GET digits.txt | Range: bytes=, , | 200 | all
            GET digits.txt | Range: bytes | 200 | all
            GET digits.txt | Range: 0-1 | 200 | all
            GET digits.txt | Range: | 200 | all
            GET digits.txt | Range: bytes=- | 200 | all
            GET digits.txt | Range: bytes=1 | 200 | all
            GET digits.txt | Range: bytes=--1 | 200 | all
            GET digits.txt | Range: bytes=1-2-3 | 200 | all
            GET digits.txt | Range: bytes=a-b | 200 | all
            GET digits.txt | Range: bytes=0x1-2 | 200 | all
            GET digits.txt | Range: bytes=+1-2 | 200 | all
            GET digits.txt | Range: bytes=1 -2 | 200 | all
            GET digits.txt | Range: bytes=1- 2 | 200 | all
            GET digits.txt | Range: bytes=1-2;4-5 | 200 | all
            GET digits.txt | Range: bytes=1-2 4-5 | 200 | all
            GET digits.txt | Range: items=1-2 | 200 | all
            GET digits.txt | Range: bytes 1-2 | 200 | all
            GET digits.txt | Range: bytes=99-,1-x | 200 | all

            HEAD digits.txt | Range: bytes=3-5 | 200 | all
            HEAD digits.txt | Range: bytes=99- | 200 | all
            HEAD digits.txt | Range: bytes=0-0,5-5 | 200 | all
            HEAD large.bin | Range: bytes=0- | 200 | all
            HEAD empty.txt | Range: bytes=0- | 200 | all
            POST digits.txt | Range: bytes=3-5 | 200 | all
            POST digits.txt | Range: bytes=99- | 200 | all

            GET empty.txt | | 200 | all
            HEAD empty.txt | | 200 | all
            GET empty.txt | Range: bytes=0- | 416 | none
            GET empty.txt | Range: bytes=0-0 | 416 | none
            GET empty.txt | Range: bytes=-0 | 416 | none
            GET empty.txt | Range: bytes=-5 | 200 | all
            GET empty.txt | Range: bytes=0-,-5 | 200 | all

            GET large.bin | | 200 | all
            GET large.bin | Range: bytes=0- | 206 | 0-1000002
            GET large.bin | Range: bytes=0-0 | 206 | 0-0
            GET large.bin | Range: bytes=1000002- | 206 | 1000002-1000002
            GET large.bin | Range: bytes=65535-65536 | 206 | 65535-65536
            GET large.bin | Range: bytes=-300000 | 206 | 700003-1000002
            GET large.bin | Range: bytes=1000003- | 416 | none
            GET large.bin | Range: bytes=0-99999,500000-599999,-100000 | 206 | 0-99999 500000-599999 900003-1000002
            GET large.bin | Range: bytes=-1,0-0,65536-131071 | 206 | 1000002-1000002 0-0 65536-131071
            """;

    private RequestTable() {}

    /** A request and its answer. */
    record Row(String method, String file, String headers, int status, String ranges) {

        /** {@return what the row begins with, which tells it from others} */
        String name() {
            return method + " " + file + " | " + headers;
        }

        String[] headers(String tag) {
            List<String> lines = new ArrayList<>();
            String bare = tag.substring(1, tag.length() - 1);
            for (String line : headers.isEmpty() ? new String[0] : headers.split(" && ")) {
                lines.add(filled(line.replace("{tag}", tag))
                        .replace("{weak}", "W/" + tag)
                        .replace("{bare}", bare));
            }
            if (method.equals("POST")) {
                lines.add("Content-Length: 0");
            }
            return lines.toArray(String[]::new);
        }

        /** {@return what is to be answered, in the words of {@link #summary}} */
        String expected(byte[] content) {
            if (ranges.equals("none")) {
                return summary(status, status == 416 ? "bytes */" + content.length : null, "none");
            }
            if (ranges.equals("all")) {
                return summary(status, null, "0-" + (content.length - 1));
            }
            String[] parts = filled(ranges).split("[ ,]");
            return parts.length == 1
                    ? summary(status, "bytes " + parts[0] + "/" + content.length, parts[0])
                    : summary(status, null, String.join(" ", parts));
        }
    }

    static List<Row> rows() {
        return ROWS.lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.split("\\|"))
                .map(cells -> new Row(
                        cells[0].split(" ")[0],
                        cells[0].split(" ")[1].strip(),
                        cells[1].strip(),
                        Integer.parseInt(cells[2].strip()),
                        cells[3].strip()))
                .toList();
    }

    /** Writes the files of the table. */
    static void write(Path dir) throws IOException {
        byte[] large = new byte[1_000_003];
        new Random(42).nextBytes(large);
        write(dir.resolve("digits.txt"), "0123456789".getBytes(ISO_8859_1), MODIFIED);
        write(dir.resolve("empty.txt"), new byte[0], MODIFIED);
        write(dir.resolve("large.bin"), large, MODIFIED);
        write(dir.resolve("old.txt"), "0123456789".getBytes(ISO_8859_1), Instant.parse("1994-11-06T08:49:37Z"));
    }

    private static void write(Path file, byte[] content, Instant modified) throws IOException {
        Files.setLastModifiedTime(Files.write(file, content), FileTime.from(modified));
    }

    /** {@return status, {@code Content-Range} and ranges of the file that were answered, or in which way that is wrong} */
    static String seen(Answer answer, String method, byte[] content) {
        String contentRange = answer.header("Content-Range");
        String contentType = String.valueOf(answer.header("Content-Type"));
        if (answer.status() >= 300) {
            return summary(answer.status(), contentRange, "none");
        }
        if (method.equals("HEAD")) {
            // What stands for the body is its length.
            long last = Long.parseLong(answer.header("Content-Length")) - 1;
            return summary(answer.status(), contentRange, "0-" + last);
        }
        if (contentType.startsWith("multipart/byteranges; boundary=")) {
            String boundary = contentType.substring(contentType.indexOf('=') + 1);
            return summary(answer.status(), contentRange, parts(answer.text(), boundary, content));
        }
        if (contentRange == null) {
            boolean isSame = Arrays.equals(answer.body(), content);
            return summary(answer.status(), null, isSame ? "0-" + (content.length - 1) : "other bytes");
        }
        String range = contentRange.replaceAll("bytes (\\d+-\\d+)/.*", "$1");
        boolean isSame = answer.text().equals(bytes(content, range));
        return summary(answer.status(), contentRange, isSame ? range : "other bytes than " + range);
    }

    /** {@return the ranges of a body as RFC 9110, section 14.6, and RFC 2046, section 5.1.1, have it} */
    private static String parts(String body, String boundary, byte[] content) {
        StringJoiner ranges = new StringJoiner(" ");
        // The break before the first boundary may be there, as it may be missing.
        int at = body.startsWith("\r\n") ? 2 : 0;
        String end = "--" + boundary + "--\r\n";
        while (!body.startsWith(end, at)) {
            String start = "--" + boundary + "\r\n";
            int blank = body.indexOf("\r\n\r\n", at);
            if (!body.startsWith(start, at) || blank < 0) {
                return "no boundary at " + at;
            }
            List<String> headers =
                    body.substring(at + start.length(), blank).lines().toList();
            String range = headers.get(1).replaceAll("Content-Range: bytes (\\d+-\\d+)/" + content.length, "$1");
            if (headers.size() != 2 || !headers.get(0).matches("Content-Type: [a-z]+/[a-z-]+") || range.contains(":")) {
                return "wrong headers: " + headers;
            }
            String bytes = bytes(content, range) + "\r\n";
            if (!body.startsWith(bytes, blank + 4)) {
                return "other bytes than " + range;
            }
            ranges.add(range);
            at = blank + 4 + bytes.length();
        }
        return at + end.length() == body.length() ? ranges.toString() : "more after the end";
    }

    private static String bytes(byte[] content, String range) {
        int dash = range.indexOf('-');
        int first = Integer.parseInt(range.substring(0, dash));
        int last = Integer.parseInt(range.substring(dash + 1));
        return new String(content, first, last + 1 - first, ISO_8859_1);
    }

    private static String summary(int status, String contentRange, String ranges) {
        return status + (contentRange == null ? "" : " " + contentRange) + ": " + ranges;
    }

    private static String filled(String text) {
        String filled = text;
        for (Map.Entry<String, String> placeholder : PLACEHOLDERS.entrySet()) {
            filled = filled.replace(placeholder.getKey(), placeholder.getValue());
        }
        return filled;
    }

    private static String ranges(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> i * 1000 + "-" + (i * 1000 + i))
                .collect(Collectors.joining(","));
    }
}
