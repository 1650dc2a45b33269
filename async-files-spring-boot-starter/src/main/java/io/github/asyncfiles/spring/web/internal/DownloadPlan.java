// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import io.github.asyncfiles.spring.web.FileDownload;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ETag;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;

/**
 * What is answered: worked out of the request and of the attributes of the open file, without a look at anything else.
 *
 * @param status of the answer
 * @param headers of the answer; set over those that are there
 * @param segments of its body, in order; none for {@code HEAD}
 */
public record DownloadPlan(int status, HttpHeaders headers, List<Segment> segments) {

    /** For how long after a change another one may hide in the same time stamp: those of FAT and of zip files. */
    private static final long UNSAFE_MILLIS = 2000;

    /** Reads from the disk what is read once, rather than with the first request, on a thread that must not block. */
    public static void prepare() {
        Boundaries.prepare();
        MediaTypeFactory.getMediaType("any.txt");
    }

    /** {@return the length of the body, in bytes} */
    public long length() {
        long length = 0;
        for (Segment segment : segments) {
            length += segment.length();
        }
        return length;
    }

    /**
     * Works it out.
     *
     * @param method of the request
     * @param request its headers
     * @param status that was chosen already, 200 for none
     * @param preset headers of the answer that were set already, and stay
     * @param download what is to be sent
     * @param file the attributes of the open file
     * @param now the time of the answer
     * @param maxRanges how many ranges are sent at most
     * @return the plan
     */
    public static DownloadPlan of(
            HttpMethod method,
            HttpHeaders request,
            int status,
            HttpHeaders preset,
            FileDownload download,
            BasicFileAttributes file,
            Instant now,
            int maxRanges) {
        return new Planning(method, request, status, preset, download, file, now).plan(maxRanges);
    }

    /** The work on one plan. */
    private static final class Planning {

        private final HttpMethod method;
        private final HttpHeaders request;
        private final int status;
        private final HttpHeaders preset;
        private final FileDownload download;
        private final long size;
        private final long modifiedSeconds;
        private final boolean settled;
        private final Conditions conditions;
        private final HttpHeaders headers = new HttpHeaders();

        Planning(
                HttpMethod method,
                HttpHeaders request,
                int status,
                HttpHeaders preset,
                FileDownload download,
                BasicFileAttributes file,
                Instant now) {
            this.method = method;
            this.request = request;
            this.status = status;
            this.preset = preset;
            this.download = download;
            this.size = file.size();
            long presetMillis = preset.getLastModified();
            long fileMillis = file.lastModifiedTime().toMillis();
            // Nothing is told to have happened later than now: section 8.8.2.1.
            long modifiedMillis = presetMillis >= 0 ? presetMillis : Math.min(fileMillis, now.toEpochMilli());
            this.modifiedSeconds = modifiedMillis < 0 ? -1 : modifiedMillis / 1000;
            // A time in the future says nothing.
            this.settled = now.toEpochMilli() - fileMillis > UNSAFE_MILLIS;
            ETag tag = tag(file);
            if (tag != null) {
                headers.setETag(tag.formattedTag());
            }
            this.conditions = new Conditions(tag, modifiedSeconds, settled, now);
        }

        private @Nullable ETag tag(BasicFileAttributes file) {
            String given = preset.getETag() != null ? preset.getETag() : download.eTag();
            if (given != null) {
                List<ETag> parsed = ETag.parse(given);
                return parsed.isEmpty() ? null : parsed.get(0);
            }
            Instant modified = file.lastModifiedTime().toInstant();
            HexFormat hex = HexFormat.of();
            String value = trimmed(hex.toHexDigits(size))
                    + "-"
                    + trimmed(hex.toHexDigits(modified.getEpochSecond()))
                    + "-"
                    + trimmed(hex.toHexDigits((long) modified.getNano()));
            return new ETag(value, !settled);
        }

        private static String trimmed(String digits) {
            int start = 0;
            while (start < digits.length() - 1 && digits.charAt(start) == '0') {
                start++;
            }
            return digits.substring(start);
        }

        DownloadPlan plan(int maxRanges) {
            if (modifiedSeconds >= 0 && preset.getLastModified() < 0) {
                headers.setLastModified(modifiedSeconds * 1000);
            }
            if (download.cacheControl() != null && preset.getCacheControl() == null) {
                headers.setCacheControl(download.cacheControl());
            }
            boolean reads = method == HttpMethod.GET || method == HttpMethod.HEAD;
            if (!reads || status != HttpStatus.OK.value()) {
                return whole();
            }
            switch (conditions.check(request)) {
                case FAILED:
                    return without(HttpStatus.PRECONDITION_FAILED);
                case NOT_MODIFIED:
                    return without(HttpStatus.NOT_MODIFIED);
                default:
                    break;
            }
            headers.set(HttpHeaders.ACCEPT_RANGES, "bytes");
            String range = request.getFirst(HttpHeaders.RANGE);
            if (range == null || method != HttpMethod.GET || !conditions.allowsRange(request)) {
                return whole();
            }
            List<ByteRange> ranges = RangeHeader.read(range, size, maxRanges);
            if (ranges == null) {
                return whole();
            }
            return switch (ranges.size()) {
                case 0 -> {
                    headers.set(HttpHeaders.CONTENT_RANGE, "bytes */" + size);
                    yield without(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE);
                }
                case 1 -> one(ranges.get(0));
                default -> several(ranges);
            };
        }

        private DownloadPlan without(HttpStatus answer) {
            if (answer != HttpStatus.NOT_MODIFIED) {
                // Also where the length of the file was set already: nothing of it follows.
                headers.setContentLength(0);
            }
            return new DownloadPlan(answer.value(), headers, List.of());
        }

        private DownloadPlan whole() {
            return with(status, contentType(), List.of(new Segment.OfFile(0, size)));
        }

        private DownloadPlan one(ByteRange range) {
            headers.set(HttpHeaders.CONTENT_RANGE, range.of(size));
            return with(
                    HttpStatus.PARTIAL_CONTENT.value(),
                    contentType(),
                    List.of(new Segment.OfFile(range.first(), range.length())));
        }

        private DownloadPlan several(List<ByteRange> ranges) {
            String boundary = Boundaries.next();
            List<Segment> segments = new ArrayList<>();
            String separator = "--";
            for (ByteRange range : ranges) {
                segments.add(new Segment.Text(separator + boundary + "\r\nContent-Type: " + contentType()
                        + "\r\nContent-Range: " + range.of(size) + "\r\n\r\n"));
                segments.add(new Segment.OfFile(range.first(), range.length()));
                separator = "\r\n--";
            }
            segments.add(new Segment.Text("\r\n--" + boundary + "--\r\n"));
            return with(HttpStatus.PARTIAL_CONTENT.value(), "multipart/byteranges; boundary=" + boundary, segments);
        }

        private DownloadPlan with(int answer, String contentType, List<Segment> segments) {
            headers.set(HttpHeaders.CONTENT_TYPE, contentType);
            if (download.contentDisposition() != null && !preset.containsHeader(HttpHeaders.CONTENT_DISPOSITION)) {
                headers.setContentDisposition(download.contentDisposition());
            }
            if (!preset.containsHeader("X-Content-Type-Options")) {
                headers.set("X-Content-Type-Options", "nosniff");
            }
            DownloadPlan plan = new DownloadPlan(answer, headers, segments);
            headers.setContentLength(plan.length());
            return method == HttpMethod.HEAD ? new DownloadPlan(answer, headers, List.of()) : plan;
        }

        private String contentType() {
            String given = preset.getFirst(HttpHeaders.CONTENT_TYPE);
            if (given != null) {
                return given;
            }
            MediaType type = download.contentType();
            if (type == null) {
                type = MediaTypeFactory.getMediaType(
                                String.valueOf(download.path().getFileName()))
                        .orElse(MediaType.APPLICATION_OCTET_STREAM);
            }
            return type.toString();
        }
    }
}
