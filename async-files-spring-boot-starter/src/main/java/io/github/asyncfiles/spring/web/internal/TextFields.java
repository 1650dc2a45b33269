// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The text fields of a form. Safe for use by many threads. */
final class TextFields {

    private record Field(String name, String value) {}

    private final List<Field> fields = new ArrayList<>();

    synchronized void add(String name, String value) {
        fields.add(new Field(name, value));
    }

    synchronized int count() {
        return fields.size();
    }

    /** {@return those that came first, in the order in which their names came} */
    synchronized Map<String, List<String>> first(int count) {
        Map<String, List<String>> first = new LinkedHashMap<>();
        for (Field field : fields.subList(0, count)) {
            first.computeIfAbsent(field.name(), name -> new ArrayList<>()).add(field.value());
        }
        first.replaceAll((name, values) -> Collections.unmodifiableList(values));
        return Collections.unmodifiableMap(first);
    }

    /** One that is on its way. */
    static final class Growing {

        private final PartHead head;
        private final int maxBytes;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Growing(PartHead head, int maxBytes) {
            this.head = head;
            this.maxBytes = maxBytes;
        }

        void add(ByteBuffer more) {
            if (more.remaining() > maxBytes - bytes.size()) {
                throw Problem.tooLarge("A text field exceeds " + maxBytes + " bytes");
            }
            byte[] copy = new byte[more.remaining()];
            more.get(copy);
            bytes.writeBytes(copy);
        }

        void addTo(TextFields fields) {
            fields.add(head.fieldName(), bytes.toString(head.charset()));
        }
    }
}
