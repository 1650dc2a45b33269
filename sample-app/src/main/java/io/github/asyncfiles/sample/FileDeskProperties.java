// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the desk.
 *
 * @param folder where the files are; created at the start
 */
@ConfigurationProperties("file-desk")
record FileDeskProperties(@DefaultValue("data") Path folder) {}
