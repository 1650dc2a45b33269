// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** What the Flight Recorder keeps of an operation that a worker has served, from the call to the end. */
@Name("io.github.asyncfiles.FileOperation")
@Label("File operation")
@Description("An operation of an AsyncFileTemplate that a worker has served, from the call to the end")
@Category({"Java Application", "async-files"})
@StackTrace(false)
@Threshold("10 ms")
final class FileOperationEvent extends Event {

    @Label("Operation")
    @Nullable String operation;

    @Label("Path")
    @Nullable String path;

    @Label("Outcome")
    @Nullable String outcome;

    @Label("Exception")
    @Nullable String exception;

    @Label("Time in the queue")
    @Timespan
    long queued;

    @Label("Bytes read")
    @DataAmount
    long bytesRead;

    @Label("Bytes written")
    @DataAmount
    long bytesWritten;
}
