// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "spring.main.web-application-type=reactive")
class NettyFormTest extends FormContract {}
