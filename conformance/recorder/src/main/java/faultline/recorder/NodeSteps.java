package faultline.recorder;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.QuorumInfo;

/** What happens to processes, and who leads the cluster. */
final class NodeSteps {
    private static final long START_LIMIT_MS = 120_000;
    private static final int TOOL_LIMIT_SECONDS = 60;

    private final Cluster cluster;
    private final Admin admin;

    NodeSteps(Cluster cluster, Admin admin) {
        this.cluster = cluster;
        this.admin = admin;
    }

    /** Waits until so many brokers are registered and unfenced. */
    void awaitBrokers(int count) throws Exception {
        long end = System.currentTimeMillis() + START_LIMIT_MS;
        while (System.currentTimeMillis() < end) {
            if (!cluster.down().isEmpty()) throw new IllegalStateException("nodes ended at once: " + cluster.down());
            try {
                if (Calls.answer(admin.describeCluster().nodes()).size() == count) return;
            } catch (Exception e) {
                if (!Calls.isRefusal(e)) throw e;
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException(count + " brokers were not there within " + START_LIMIT_MS + " ms");
    }

    Object fault(JsonNode step) throws Exception {
        for (int node : Story.numbers(step.get("nodes"))) {
            switch (step.get("do").asText()) {
                case "kill" -> cluster.kill(node);
                case "terminate" -> cluster.terminate(node);
                case "pause" -> cluster.signal(node, "STOP");
                case "resume" -> cluster.signal(node, "CONT");
                default -> cluster.launch(node);
            }
        }
        return Player.NOTHING;
    }

    Object startAll() throws Exception {
        List<Integer> down = cluster.down();
        for (int node : down) cluster.launch(node);
        return down;
    }

    static Object sleep(long ms) throws InterruptedException {
        Thread.sleep(ms);
        return Player.NOTHING;
    }

    Object killController() throws Exception {
        int active = Calls.answer(admin.describeMetadataQuorum().quorumInfo()).leaderId();
        cluster.kill(active);
        return Map.of("node", active);
    }

    Object killCoordinator(String group) throws Exception {
        int coordinator = Calls.answer(admin.describeConsumerGroups(List.of(group)).describedGroups().get(group))
            .coordinator().id();
        cluster.kill(coordinator);
        return Map.of("node", coordinator);
    }

    Object quorum() throws Exception {
        QuorumInfo info = Calls.answer(admin.describeMetadataQuorum().quorumInfo());
        Map<String, Object> observed = new LinkedHashMap<>();
        observed.put("leader", info.leaderId());
        observed.put("epoch", info.leaderEpoch());
        observed.put("voters", info.voters().stream().map(QuorumInfo.ReplicaState::replicaId).sorted().toList());
        return observed;
    }

    /** Runs one of Kafka's shell tools as a process; what it printed, addresses replaced. */
    Object cli(JsonNode step) throws Exception {
        List<String> command = new ArrayList<>(Cluster.java(step.get("main").asText()));
        for (String argument : Story.texts(step.get("args"))) {
            command.add(argument.replace("$BOOTSTRAP", cluster.bootstrap()));
        }
        return Cluster.run(command, TOOL_LIMIT_SECONDS).replaceAll("(127\\.0\\.0\\.1|localhost):\\d+", "HOST");
    }
}
