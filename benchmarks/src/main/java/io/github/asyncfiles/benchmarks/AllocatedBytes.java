// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** The bytes that all threads together allocate for one operation of another workload. */
record AllocatedBytes(Workload workload) implements Workload {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Override
    public long run() throws Exception {
        return workload.run();
    }

    @Override
    public double round(long nanos) throws Exception {
        long before = THREADS.getTotalThreadAllocatedBytes();
        long operations = 0;
        for (long start = System.nanoTime(); System.nanoTime() - start < nanos; ) {
            operations += run();
        }
        return (double) (THREADS.getTotalThreadAllocatedBytes() - before) / operations;
    }

    @Override
    public void close() throws Exception {
        workload.close();
    }
}
