// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/** The observations that are made. */
public enum AsyncFileObservationDocumentation implements ObservationDocumentation {

    /** One operation, from the call to the end. */
    OPERATION {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultAsyncFileObservationConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return LowCardinality.values();
        }

        @Override
        public KeyName[] getHighCardinalityKeyNames() {
            return HighCardinality.values();
        }
    };

    /** Keys with few values, for meters too. */
    public enum LowCardinality implements KeyName {

        /** The name of the method, for example {@code readString}. */
        OPERATION {
            @Override
            public String asString() {
                return "operation";
            }
        },

        /** How it ended: success, error, cancelled, rejected or timeout; {@code unknown} before. */
        OUTCOME {
            @Override
            public String asString() {
                return "outcome";
            }
        },

        /** The simple class name of what it failed with, or {@code none}. */
        EXCEPTION {
            @Override
            public String asString() {
                return "exception";
            }
        },

        /** The name of the template, {@code default} for the main one. */
        TEMPLATE {
            @Override
            public String asString() {
                return "template";
            }
        },

        /** Who served it: {@code inline}, the thread of the caller; or {@code worker}. */
        SERVED {
            @Override
            public String asString() {
                return "served";
            }
        }
    }

    /** Keys with any number of values, for traces only. */
    public enum HighCardinality implements KeyName {

        /** The file or directory; of a copy or move, the source. */
        PATH {
            @Override
            public String asString() {
                return "file.path";
            }
        }
    }
}
