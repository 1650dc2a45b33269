// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure.web;

import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesProperties;
import io.github.asyncfiles.spring.web.UploadLimits;
import io.github.asyncfiles.spring.web.internal.DownloadSettings;
import java.time.Duration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/** The properties {@code async-files.web.*}, checked: a wrong value stops the start with its name. */
final class WebSettings {

    private WebSettings() {}

    static DownloadSettings downloads(AsyncFilesProperties properties) {
        AsyncFilesProperties.Web web = properties.web();
        return new DownloadSettings(
                atLeast(1, "download.max-ranges", web.download().maxRanges()), idleTimeout(web.idleTimeout()));
    }

    static UploadLimits uploads(AsyncFilesProperties properties) {
        AsyncFilesProperties.Web web = properties.web();
        AsyncFilesProperties.Web.Upload upload = web.upload();
        return new UploadLimits(
                size(1, Long.MAX_VALUE, "upload.max-file-size", upload.maxFileSize()),
                size(1, Long.MAX_VALUE, "upload.max-request-size", upload.maxRequestSize()),
                atLeast(1, "upload.max-parts", upload.maxParts()),
                (int) size(64, Integer.MAX_VALUE, "upload.max-part-header-size", upload.maxPartHeaderSize()),
                (int) size(0, Integer.MAX_VALUE, "upload.max-field-size", upload.maxFieldSize()),
                idleTimeout(web.idleTimeout()));
    }

    private static Duration idleTimeout(Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw invalid("idle-timeout", value, "must be longer than 0");
        }
        return value;
    }

    private static int atLeast(int least, String key, int value) {
        if (value < least) {
            throw invalid(key, value, "must be at least " + least);
        }
        return value;
    }

    private static long size(long least, long most, String key, DataSize value) {
        if (value.toBytes() < least || value.toBytes() > most) {
            throw invalid(key, value, "must be at least " + least + " and at most " + most + " bytes");
        }
        return value.toBytes();
    }

    private static InvalidConfigurationPropertyValueException invalid(String key, Object value, String reason) {
        return new InvalidConfigurationPropertyValueException("async-files.web." + key, value, reason);
    }
}
