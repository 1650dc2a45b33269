// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import io.github.asyncfiles.sample.RawHttp.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Clients that put and get files: quick ones, half of which keep their connection, and two that are in the middle of
 * something large until the application has begun to stop. Each request has a number: that of a {@code PUT} is the name of
 * its file, too, and chooses the content.
 */
final class TerminationLoad {

    /** The file of the slow download, which has to be there. */
    static final int LARGE = 0;

    static final int SLOW_UPLOAD = 1;
    static final int SLOW_DOWNLOAD = 2;

    /** More than server and connection take while nobody reads it. */
    private static final int LARGE_BYTES = 32 << 20;

    private static final int QUICK_CLIENTS = 8;

    /** What a quick client sends at most while the application ends. */
    private static final int LAST_REQUESTS = 5;

    private static final CountDownLatch AT_ONCE = new CountDownLatch(0);

    final Set<Integer> answered = ConcurrentHashMap.newKeySet();
    final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    /** What came instead of a right answer. */
    final Map<Integer, String> failed = new ConcurrentHashMap<>();
    /** Of those, the ones that failed before the application was asked to end. */
    final Set<Integer> failedEarly = ConcurrentHashMap.newKeySet();

    private final int port;
    private final AtomicInteger lastId = new AtomicInteger(SLOW_DOWNLOAD);
    private final List<Thread> clients = new ArrayList<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean ending;

    /** Starts the clients. */
    TerminationLoad(int port, Random random) {
        this.port = port;
        start(() -> new Client(false).put(SLOW_UPLOAD, stopping));
        start(() -> new Client(false).get(SLOW_DOWNLOAD, LARGE, stopping));
        for (int i = 0; i < QUICK_CLIENTS; i++) {
            Client client = new Client(i % 2 == 0);
            Random own = new Random(random.nextLong());
            start(() -> client.putAndGet(own));
        }
    }

    private void start(Runnable client) {
        Thread thread = new Thread(client, "client");
        clients.add(thread);
        thread.start();
    }

    /** From now on, requests that have not reached the application may fail. */
    void applicationEnds() {
        ending = true;
    }

    /** The slow clients go on. */
    void applicationStops() {
        stopping.countDown();
    }

    void join() throws InterruptedException {
        for (Thread client : clients) {
            client.join();
        }
    }

    static byte[] content(int file) {
        SplittableRandom random = new SplittableRandom(file);
        byte[] content = new byte[file <= SLOW_DOWNLOAD ? LARGE_BYTES : 1024 << random.nextInt(11)];
        random.nextBytes(content);
        return content;
    }

    private interface Exchange {

        /** {@return the answer, if it is right} */
        Answer on(RawHttp http) throws IOException, InterruptedException;
    }

    private final class Client {

        private final boolean keepsAlive;
        private @Nullable RawHttp connection;

        Client(boolean keepsAlive) {
            this.keepsAlive = keepsAlive;
        }

        /** Sends one request after another, until one is not answered rightly, or it was the last one. */
        void putAndGet(Random random) {
            int newest = LARGE;
            boolean right = true;
            for (int left = LAST_REQUESTS; right && left > 0; left -= ending ? 1 : 0) {
                int id = lastId.incrementAndGet();
                if (newest == LARGE || random.nextBoolean()) {
                    right = put(id, AT_ONCE);
                    newest = id;
                } else {
                    right = get(id, newest, AT_ONCE);
                }
            }
            disconnect();
        }

        /** Sends the second half when it is time. */
        boolean put(int id, CountDownLatch time) {
            byte[] content = content(id);
            int half = content.length / 2;
            boolean right = succeeds(id, http -> {
                http.send("PUT", "/files/" + id, id(id), persistence(), "Content-Length: " + content.length)
                        .send(content, half);
                time.await();
                Answer answer = http.send(Arrays.copyOfRange(content, half, content.length))
                        .answer();
                return require(answer.status() == 200, answer);
            });
            if (right) {
                acknowledged.add(id);
            }
            return right;
        }

        /** Takes the answer when it is time. */
        boolean get(int id, int file, CountDownLatch time) {
            return succeeds(id, http -> {
                http.send("GET", "/files/" + file, id(id), persistence());
                time.await();
                Answer answer = http.answer();
                return require(answer.status() == 200 && Arrays.equals(answer.body(), content(file)), answer);
            });
        }

        private static String id(int id) {
            return AccessLog.ID + ": " + id;
        }

        private String persistence() {
            return "Connection: " + (keepsAlive ? "keep-alive" : "close");
        }

        private boolean succeeds(int id, Exchange exchange) {
            try {
                if (connection == null) {
                    connection = new RawHttp(port);
                }
                if (exchange.on(connection).isLast() || !keepsAlive) {
                    disconnect();
                }
                answered.add(id);
                return true;
            } catch (IOException e) {
                failed.put(id, e.toString());
                if (!ending) {
                    failedEarly.add(id);
                }
                disconnect();
                return false;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private void disconnect() {
            RawHttp ended = connection;
            connection = null;
            if (ended != null) {
                try {
                    ended.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static Answer require(boolean right, Answer answer) throws IOException {
        if (!right) {
            throw new IOException("got status " + answer.status() + " and " + answer.body().length + " bytes");
        }
        return answer;
    }
}
