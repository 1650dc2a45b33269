// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings of the desk.
 *
 * @param folder where the files are; created at the start
 * @param maxUpload the largest file that is taken
 */
@ConfigurationProperties("file-desk")
record FileDeskProperties(
        @DefaultValue("data") Path folder,
        @DefaultValue("64MB") DataSize maxUpload) {}
