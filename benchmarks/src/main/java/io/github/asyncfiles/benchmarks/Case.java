// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/** One comparison: several contenders do the same, and some of them have a target. */
final class Case {

    interface Preparation {
        void in(Site site) throws Exception;
    }

    final String name;
    final String title;
    final String unit;
    final List<Contender> contenders = new ArrayList<>();
    final List<Target> targets = new ArrayList<>();
    Preparation preparation = site -> {};
    boolean timed = true;
    String maxHeap = WorkerProcess.MAX_HEAP;

    /**
     * @param name a short word or two, without blanks
     * @param unit of the figures
     */
    Case(String name, String title, String unit) {
        this.name = name;
        this.title = title;
        this.unit = unit;
    }

    /** What has to exist before anybody starts. */
    Case prepare(Preparation preparation) {
        this.preparation = preparation;
        return this;
    }

    /** Warm-up and length of its rounds are its own affair. */
    Case timesItself() {
        timed = false;
        return this;
    }

    /** How much memory each JVM may have, in the words of {@code -Xmx}. */
    Case maxHeap(String size) {
        maxHeap = size;
        return this;
    }

    Case contender(String name, Contender.Start start) {
        return contender(Contender.of(name, start));
    }

    Case contender(Contender contender) {
        contenders.add(contender);
        return this;
    }

    Case target(Target target) {
        targets.add(target);
        return this;
    }

    Contender contender(String name) {
        return contenders.stream()
                .filter(contender -> contender.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(this.name + " has no contender " + name));
    }

    /** {@return whether the first figure of two is the better one, going by the targets} */
    boolean moreIsBetter() {
        return targets.stream().allMatch(Target::atLeast);
    }
}
