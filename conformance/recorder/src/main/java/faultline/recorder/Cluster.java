package faultline.recorder;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Brokers and controllers as processes of their own on loopback, each with its disk in a folder. They are really
 * killed, stopped, paused and resumed by signals, and none outlives the recorder.
 */
final class Cluster implements AutoCloseable {
    static final int FIRST_CONTROLLER = 1000;
    private static final String LOOPBACK = "127.0.0.1";
    private static final String CLUSTER_ID = "Zm9vYmFyYmF6cXV4cXV1eA";
    /** SIGTERM to exit: a controlled shutdown gives up after a few tries, then the process ends. */
    private static final int EXIT_SECONDS = 90;

    private static final class Node {
        final int id;
        final String rack;
        final int port;
        final Path folder;
        Process process;

        Node(int id, String rack, int port, Path folder) {
            this.id = id;
            this.rack = rack;
            this.port = port;
            this.folder = folder;
        }

        boolean isController() {
            return id >= FIRST_CONTROLLER;
        }

        boolean isUp() {
            return process != null && process.isAlive();
        }
    }

    private final Story story;
    private final Map<Integer, Node> nodes = new LinkedHashMap<>();

    Cluster(Story story, Path folder) throws IOException {
        this.story = story;
        int port = 18_000 + ThreadLocalRandom.current().nextInt(10_000);
        for (int i = 0; i < story.controllers(); i++) {
            port = freePort(port + 1);
            add(folder, FIRST_CONTROLLER + i, null, port);
        }
        for (Story.Broker broker : story.brokers()) {
            port = freePort(port + 1);
            add(folder, broker.id(), broker.rack(), port);
        }
    }

    private void add(Path folder, int id, String rack, int port) throws IOException {
        Path own = Files.createDirectories(folder.resolve("node-" + id));
        nodes.put(id, new Node(id, rack, port, own));
    }

    /** Below the ports that a system hands out to connections: a killed node has to get its own back. */
    private static int freePort(int from) throws IOException {
        for (int port = from; port < from + 500; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(LOOPBACK))) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IOException("no free port from " + from + " on");
    }

    /** Formats the disk of each node with Kafka's storage tool and launches it, controllers first. */
    void start() throws IOException, InterruptedException {
        for (Node node : nodes.values()) {
            Files.writeString(node.folder.resolve("server.properties"), properties(node));
            List<String> command = new ArrayList<>(java("kafka.tools.StorageTool"));
            command.addAll(List.of("format", "-t", CLUSTER_ID, "-c", node.folder.resolve("server.properties").toString()));
            story.features().forEach((name, level) -> command.addAll(List.of("--feature", name + "=" + level)));
            String said = run(command, 60);
            if (!Files.exists(node.folder.resolve("data/meta.properties"))) {
                throw new IOException("node " + node.id + " could not be formatted: " + said);
            }
        }
        for (Node node : nodes.values()) launch(node.id);
    }

    private String properties(Node node) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("process.roles", node.isController() ? "controller" : "broker");
        all.put("node.id", String.valueOf(node.id));
        if (node.rack != null) all.put("broker.rack", node.rack);
        String listener = node.isController() ? "CONTROLLER" : "PLAINTEXT";
        all.put("listeners", listener + "://" + LOOPBACK + ":" + node.port);
        if (!node.isController()) all.put("advertised.listeners", listener + "://" + LOOPBACK + ":" + node.port);
        all.put("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT");
        all.put("controller.listener.names", "CONTROLLER");
        all.put("controller.quorum.voters", voters());
        all.put("log.dirs", node.folder.resolve("data").toString());
        all.put("auto.create.topics.enable", "false");
        all.put("group.initial.rebalance.delay.ms", "0");
        String factor = String.valueOf(Math.min(3, story.brokers().size()));
        all.put("offsets.topic.num.partitions", "1");
        all.put("offsets.topic.replication.factor", factor);
        all.put("transaction.state.log.num.partitions", "1");
        all.put("transaction.state.log.replication.factor", factor);
        all.put("transaction.state.log.min.isr", "1");
        all.put("share.coordinator.state.topic.num.partitions", "1");
        all.put("share.coordinator.state.topic.replication.factor", factor);
        all.put("share.coordinator.state.topic.min.isr", "1");
        all.putAll(story.brokerConfig());
        if (node.isController()) all.putAll(story.controllerConfig());
        StringBuilder text = new StringBuilder();
        all.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        return text.toString();
    }

    private String voters() {
        List<String> all = new ArrayList<>();
        for (Node node : nodes.values()) if (node.isController()) all.add(node.id + "@" + LOOPBACK + ":" + node.port);
        return String.join(",", all);
    }

    /** The brokers' addresses, for clients. */
    String bootstrap() {
        List<String> all = new ArrayList<>();
        for (Node node : nodes.values()) if (!node.isController()) all.add(LOOPBACK + ":" + node.port);
        return String.join(",", all);
    }

    /** Starts the node's process on the disk that it has. Does not wait until it serves. */
    void launch(int id) throws IOException {
        Node node = node(id);
        if (node.isUp()) throw new IllegalStateException("node " + id + " is running");
        List<String> command = new ArrayList<>(List.of("nice", "-n", "10"));
        command.addAll(java("kafka.Kafka",
            "-Dlog4j2.configurationFile=node-log4j2.xml",
            "-Drecorder.requestLog=" + requestLog(id),
            "-Drecorder.requestLevel=" + (story.has("wire") ? "DEBUG" : "WARN")));
        command.add(node.folder.resolve("server.properties").toString());
        node.process = new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(node.folder.resolve("output.log").toFile()))
            .start();
        node.process.getOutputStream().close();
        guard(node.process.pid());
    }

    /** A shell that kills the node should the recorder itself be killed: no process is left behind. */
    private static void guard(long pid) throws IOException {
        String watch = "while kill -0 $1; do kill -0 $0 || exec kill -KILL $1; sleep 1; done 2>/dev/null";
        new ProcessBuilder("sh", "-c", watch, String.valueOf(ProcessHandle.current().pid()), String.valueOf(pid))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    }

    /** SIGKILL; returns when the process is gone. */
    void kill(int id) throws InterruptedException {
        Node node = running(id);
        node.process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }

    /** SIGTERM; returns when the process is gone. */
    void terminate(int id) throws InterruptedException {
        Node node = running(id);
        node.process.destroy();
        if (!node.process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("node " + id + " did not exit within " + EXIT_SECONDS + " s after SIGTERM");
        }
    }

    /** SIGSTOP or SIGCONT, by the name without SIG. */
    void signal(int id, String name) throws IOException, InterruptedException {
        String said = run(List.of("kill", "-" + name, String.valueOf(running(id).process.pid())), 5);
        if (!said.isEmpty()) throw new IOException("kill -" + name + " of node " + id + ": " + said);
    }

    List<Integer> down() {
        List<Integer> all = new ArrayList<>();
        for (Node node : nodes.values()) if (!node.isUp()) all.add(node.id);
        return all;
    }

    List<Integer> ids() {
        return List.copyOf(nodes.keySet());
    }

    Path dataOf(int id) {
        return node(id).folder.resolve("data");
    }

    Path requestLog(int id) {
        return node(id).folder.resolve("request.log");
    }

    private Node node(int id) {
        Node node = nodes.get(id);
        if (node == null) throw new IllegalArgumentException("there is no node " + id + "; nodes: " + nodes.keySet());
        return node;
    }

    private Node running(int id) {
        Node node = node(id);
        if (!node.isUp()) throw new IllegalStateException("node " + id + " is not running; its last words are in " + node.folder);
        return node;
    }

    /** A command line that runs a class of Kafka on the recorder's own class path. */
    static List<String> java(String main, String... options) {
        List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        return command;
    }

    /** Runs a command to its end and returns what it printed. Kills it after so many seconds. */
    static String run(List<String> command, int seconds) throws IOException, InterruptedException {
        Path output = Files.createTempFile("recorder", ".out");
        try {
            Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
            process.getOutputStream().close();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
                throw new IOException(String.join(" ", command) + " did not end within " + seconds + " s");
            }
            return Files.readString(output, StandardCharsets.UTF_8);
        } finally {
            Files.delete(output);
        }
    }

    /** SIGKILL to every node. */
    @Override
    public void close() {
        for (Node node : nodes.values()) if (node.process != null) node.process.destroyForcibly();
    }
}
