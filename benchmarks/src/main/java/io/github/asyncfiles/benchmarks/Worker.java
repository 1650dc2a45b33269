// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;

/** The JVM of one contender: does what it is told on its standard input, a line at a time, and answers each with one. */
final class Worker {

    /** Asks for what else there is to say; any other command is the length of a round. */
    static final String NOTE = "note";

    private Worker() {}

    public static void main(String[] args) {
        try {
            work(args);
            System.exit(0);
        } catch (Exception | Error e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void work(String[] args) throws Exception {
        Contender contender = Cases.named(args[0]).contender(args[1]);
        Site site = new Site(Path.of(args[2]), Boolean.parseBoolean(args[3]));
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        System.out.println("started");
        // The end of the input comes even when the one who asks dies.
        if (commands.readLine() == null) {
            return;
        }
        Workload workload = contender.start().in(site);
        System.out.println("open");
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            if (command.equals(NOTE)) {
                System.out.println(workload.note());
            } else {
                workload.prepareRound();
                System.out.println(workload.round(Long.parseLong(command)));
            }
        }
        workload.close();
    }
}
