// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Clients that are idle, by a clock that is wound by hand. */
class IdleWatchTest {

    private static final Duration NEVER = Duration.ofDays(1);

    private final Deque<Runnable> afterTick = new ArrayDeque<>();
    private final IdleClock clock = new IdleClock(afterTick::add);
    private final AtomicInteger ended = new AtomicInteger();

    private IdleWatch watch(Duration limit) {
        return new IdleWatch(clock, limit, Runnable::run, ended::incrementAndGet);
    }

    private void tick() {
        assertThat(afterTick).as("one tick at a time").hasSize(1);
        afterTick.remove().run();
    }

    @Test
    void whoeverWaitsTooLongIsEndedOnce() {
        IdleWatch watch = watch(Duration.ZERO);
        watch.waiting();
        assertThat(ended).hasValue(0);

        tick();

        assertThat(ended).hasValue(1);
        assertThat(clock.watches()).isZero();
        watch.waiting();
        assertThat(afterTick).hasSizeLessThan(2);
        afterTick.forEach(Runnable::run);
        assertThat(ended).hasValue(1);
    }

    @Test
    void whoeverDoesNotWaitIsForgottenUntilHeWaitsAgain() {
        IdleWatch watch = watch(Duration.ZERO);
        watch.waiting();
        watch.arrived();

        tick();

        assertThat(clock.watches()).isZero();
        assertThat(afterTick).as("it stands still").isEmpty();
        assertThat(ended).hasValue(0);
        watch.waiting();
        assertThat(clock.watches()).isOne();
        tick();
        assertThat(ended).hasValue(1);
    }

    @Test
    void timeCountsFromTheLastWait() {
        IdleWatch patient = watch(NEVER);
        patient.waiting();
        patient.arrived();
        patient.waiting();

        tick();
        tick();

        assertThat(ended).hasValue(0);
        assertThat(clock.watches()).isOne();
        patient.stop();
        tick();
        assertThat(clock.watches()).isZero();
        assertThat(afterTick).isEmpty();
    }

    @Test
    void whatIsOverIsNotLookedAt() {
        IdleWatch watch = watch(Duration.ZERO);
        watch.stop();
        watch.waiting();

        assertThat(clock.watches()).isZero();
        tick();
        assertThat(ended).hasValue(0);
    }

    @Test
    void oneThatCannotBeEndedDoesNotStopTheClock() {
        IdleWatch hopeless = new IdleWatch(
                clock,
                Duration.ZERO,
                task -> {
                    throw new RejectedExecutionException("Nobody is left");
                },
                ended::incrementAndGet);
        hopeless.waiting();
        IdleWatch patient = watch(NEVER);
        patient.waiting();

        tick();

        assertThat(ended).hasValue(0);
        assertThat(clock.watches()).isOne();
        IdleWatch other = watch(Duration.ZERO);
        other.waiting();
        tick();
        assertThat(ended).hasValue(1);
    }

    @Test
    void aClockThatCannotBeWoundTriesAgainWithTheNextOne() {
        AtomicInteger tries = new AtomicInteger();
        IdleClock exhausted = new IdleClock(tick -> {
            if (tries.incrementAndGet() == 1) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            afterTick.add(tick);
        });
        assertThatThrownBy(
                        () -> new IdleWatch(exhausted, Duration.ZERO, Runnable::run, ended::incrementAndGet).waiting())
                .isInstanceOf(OutOfMemoryError.class);

        new IdleWatch(exhausted, Duration.ZERO, Runnable::run, ended::incrementAndGet).waiting();
        tick();

        assertThat(ended).hasValue(2);
    }
}
