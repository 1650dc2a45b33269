// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Many clients on the thread of a test, each of which sends and takes no more than it is told. */
final class SlowClients implements AutoCloseable {

    /** As little as there is: what a client does not take is to stay with the server. */
    private static final int SOCKET_BUFFER_BYTES = 4 * 1024;

    private final Selector selector = Selector.open();
    private final List<Client> clients = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private final int port;

    SlowClients(int port) throws IOException {
        this.port = port;
    }

    /**
     * Adds a client, which connects at once.
     *
     * @param request all of it
     * @param maySend how many bytes of it are sent for now
     * @param answer what its body must be
     * @param mayTake how many bytes of the answer, head and body, are taken for now
     */
    void add(byte[] request, int maySend, byte[] answer, int mayTake) throws IOException {
        SocketChannel channel = SocketChannel.open();
        clients.add(new Client(channel, request, answer));
        Client client = clients.get(clients.size() - 1);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
        channel.configureBlocking(false);
        client.key = channel.register(selector, SelectionKey.OP_CONNECT, client);
        client.allow(maySend, mayTake);
        channel.connect(new InetSocketAddress("localhost", port));
    }

    /** Lets each n-th one take more. */
    void letTakeMore(int n, int bytes) {
        for (int i = 0; i < clients.size(); i += n) {
            Client client = clients.get(i);
            client.allow(client.maySend, client.mayTake + bytes);
        }
    }

    /** Lets all do all. */
    void hurry() throws IOException {
        for (Client client : clients) {
            client.channel.setOption(StandardSocketOptions.SO_RCVBUF, buffer.capacity());
            client.allow(Integer.MAX_VALUE, Integer.MAX_VALUE);
        }
    }

    /** {@return whether each has taken as much of its answer as it may} */
    boolean haveTakenAllTheyMay() {
        return clients.stream().allMatch(client -> client.taken == client.mayTake || client.isComplete());
    }

    /** {@return whether each has sent as much of its request as it may} */
    boolean haveSentAllTheyMay() {
        return clients.stream().allMatch(client -> client.sent() >= client.maySend || !client.request.hasRemaining());
    }

    /** {@return how many have their answer} */
    int complete() {
        return (int) clients.stream().filter(Client::isComplete).count();
    }

    /** Sends and takes what may be, until something is true. */
    void goOnUntil(BooleanSupplier condition) throws IOException {
        while (!condition.getAsBoolean()) {
            selector.select(10);
            for (SelectionKey key : selector.selectedKeys()) {
                ((Client) key.attachment()).goOn();
            }
            selector.selectedKeys().clear();
        }
    }

    @Override
    public void close() throws IOException {
        for (Client client : clients) {
            client.channel.close();
        }
        selector.close();
    }

    private final class Client {

        private final SocketChannel channel;
        private final ByteBuffer request;
        private final ByteBuffer answer;
        private final StringBuilder head = new StringBuilder();
        private SelectionKey key;
        private int maySend;
        private int mayTake;
        private int taken;
        private boolean headIsTaken;

        Client(SocketChannel channel, byte[] request, byte[] answer) {
            this.channel = channel;
            this.request = ByteBuffer.wrap(request);
            this.answer = ByteBuffer.wrap(answer);
        }

        int sent() {
            return request.position();
        }

        boolean isComplete() {
            return headIsTaken && !answer.hasRemaining();
        }

        void allow(int send, int take) {
            maySend = send;
            mayTake = take;
            if (key.interestOps() != SelectionKey.OP_CONNECT) {
                setInterest();
            }
        }

        private void setInterest() {
            int interest = 0;
            if (request.hasRemaining() && sent() < maySend) {
                interest |= SelectionKey.OP_WRITE;
            }
            if (taken < mayTake && !isComplete()) {
                interest |= SelectionKey.OP_READ;
            }
            key.interestOps(interest);
        }

        void goOn() throws IOException {
            if (key.isConnectable()) {
                channel.finishConnect();
            }
            if (key.isWritable()) {
                int bytes = Math.min(request.remaining(), maySend - sent());
                int count = channel.write(request.slice(request.position(), bytes));
                request.position(request.position() + count);
            }
            if (key.isReadable()) {
                buffer.clear().limit(Math.min(buffer.capacity(), mayTake - taken));
                int count = channel.read(buffer);
                if (count < 0) {
                    throw new EOFException("Ended after " + head + " and " + answer.position() + " bytes");
                }
                taken += count;
                take(buffer.flip());
            }
            setInterest();
        }

        private void take(ByteBuffer bytes) {
            while (!headIsTaken && bytes.hasRemaining()) {
                head.append((char) bytes.get());
                headIsTaken =
                        head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n");
            }
            if (headIsTaken) {
                assertThat(head.toString()).startsWith("HTTP/1.1 200");
                assertThat(bytes.remaining()).isLessThanOrEqualTo(answer.remaining());
                assertThat(bytes).isEqualTo(answer.slice(answer.position(), bytes.remaining()));
                answer.position(answer.position() + bytes.remaining());
            }
        }
    }

    /** {@return a request without a body} */
    static byte[] get(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(US_ASCII);
    }

    /** {@return the head of a request with a body} */
    static byte[] post(String path, String type, byte[] body) {
        byte[] head = ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\nContent-Length: "
                        + body.length + "\r\n\r\n")
                .getBytes(US_ASCII);
        return ByteBuffer.allocate(head.length + body.length)
                .put(head)
                .put(body)
                .array();
    }
}
